import { useCallback, useSyncExternalStore } from 'react';

interface Followed {
  media: MediaQueryList;
  /** As it was told last: asking the browser computes styles, and React asks before and after every draw. */
  holds: boolean;
}

const followed = new Map<string, Followed>();

/** Whether a media query holds, followed as the window changes. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const { media } = follow(query);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => follow(query).holds);
}

/** For as long as the page lives: there are a few queries, and each is written in the code. */
function follow(query: string): Followed {
  const known = followed.get(query);
  if (known) return known;
  const media = matchMedia(query);
  const added = { media, holds: media.matches };
  followed.set(query, added);
  media.addEventListener('change', ({ matches }) => {
    added.holds = matches;
  });
  return added;
}
