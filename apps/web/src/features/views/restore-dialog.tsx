import { restoreView } from '../../lib/api.ts';
import { NameDialog } from './name-dialog.tsx';
import { useChange } from './use-change.ts';
import { toFreeName } from './view-name.ts';
import type { ViewDialog, Views } from './views-context.ts';

export interface RestoreDialogProps {
  asked: Extract<ViewDialog, { kind: 'restore' }>;
  views: Views;
  onClose: () => void;
}

/** A deleted view comes back, and its name was taken in the meantime. */
export function RestoreDialog({ asked, views, onClose }: RestoreDialogProps) {
  const change = useChange();
  return (
    <NameDialog
      title="Bring the view back"
      lead={<p>{asked.said} Under another name it can come back.</p>}
      name={toFreeName(asked.name, views.views)}
      action="Bring back"
      onSubmit={async (name) => {
        asked.onRestored(await change(() => restoreView(asked.id, name)));
        onClose();
      }}
      onClose={onClose}
    />
  );
}
