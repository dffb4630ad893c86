import { X } from 'lucide-react';
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { HostileText } from '../text/hostile-text.tsx';

export interface Toast {
  /** "Copied hxxp://…"; may hold text from a record. */
  text: string;
  action?: { label: string; onAction: () => void } | undefined;
  /** 4 s unless told; an undo stays 10 s. */
  shownMs?: number | undefined;
}

const ToastContext = createContext<(toast: Toast) => void>(() => {
  throw new Error('useToast is used outside ToastRegion');
});

/** Says something for a few seconds. One at a time: the newest replaces the last. */
export function useToast(): (toast: Toast) => void {
  return use(ToastContext);
}

/**
 * Holds the status region. It is in the page from the start and React alone writes its text: the kit's announcer
 * sets `innerHTML`, which Trusted Types forbid.
 */
export function ToastRegion({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<Toast & { id: number }>();
  const nextId = useRef(0);
  const show = useCallback((toast: Toast) => setShown({ ...toast, id: nextId.current++ }), []);
  const hide = useCallback(() => setShown(undefined), []);

  useEffect(() => {
    if (!shown) return;
    const timer = setTimeout(hide, shown.shownMs ?? 4_000);
    return () => clearTimeout(timer);
  }, [shown, hide]);

  return (
    <ToastContext value={show}>
      {useMemo(() => children, [children])}
      <div role="status" className="pointer-events-none fixed inset-x-0 bottom-4 z-60 flex justify-center">
        {shown && (
          <div
            key={shown.id}
            className="appear pointer-events-auto flex h-9 max-w-[640px] items-center gap-2 rounded-floating bg-raised pr-1 pl-3 shadow-floating"
          >
            <HostileText text={shown.text} cut="middle" tail={24} className="min-w-0" />
            {shown.action && (
              <button
                type="button"
                className="h-7 flex-none cursor-default rounded-control px-2 font-semibold text-accent hover:bg-bg"
                onClick={() => {
                  shown.action?.onAction();
                  hide();
                }}
              >
                {shown.action.label}
              </button>
            )}
            <button
              type="button"
              aria-label="Hide"
              className="flex size-7 flex-none cursor-default items-center justify-center rounded-control text-muted hover:bg-bg hover:text-text"
              onClick={hide}
            >
              <X size={14} strokeWidth={1.75} aria-hidden />
            </button>
          </div>
        )}
      </div>
    </ToastContext>
  );
}
