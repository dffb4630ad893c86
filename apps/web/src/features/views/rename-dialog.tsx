import type { View } from '@watchfloor/contract';
import { NameDialog } from './name-dialog.tsx';
import { useChangeOf } from './use-change-of.ts';

/** Where others changed the view meanwhile, that is told, and asking once more gives it the name all the same. */
export function RenameDialog({ view, onClose }: { view: View; onClose: () => void }) {
  const change = useChangeOf(view);
  const rename = async (name: string) => {
    await change({ name });
    onClose();
  };
  return <NameDialog title="Rename the view" name={view.name} action="Rename" onSubmit={rename} onClose={onClose} />;
}
