import type { EntityKind } from '@watchfloor/contract';
import { copyValue } from '../../lib/copy.ts';
import { useToast } from '../../ui/toast/toast.tsx';

/** Copies and says what was copied, or that the browser did not allow it. */
export function useCopy(): (value: string, kind?: EntityKind, options?: { raw?: boolean; said?: string }) => void {
  const toast = useToast();
  return (value, kind, { raw = false, said } = {}) => {
    void copyValue(value, kind, raw).then(
      (text) => toast({ text: `Copied ${said ?? text}` }),
      () => toast({ text: 'The browser did not allow copying.' }),
    );
  };
}
