import { useCallback, useSyncExternalStore } from 'react';

// Asking the browser anew computes styles; React asks after every draw.
const kept = new Map<string, MediaQueryList>();

/** Whether a media query holds, followed as the window changes. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const media = toMedia(query);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => toMedia(query).matches);
}

function toMedia(query: string): MediaQueryList {
  let media = kept.get(query);
  if (!media) {
    media = matchMedia(query);
    kept.set(query, media);
  }
  return media;
}
