import { ConflictDialog } from './conflict-dialog.tsx';
import { RenameDialog } from './rename-dialog.tsx';
import { RestoreDialog } from './restore-dialog.tsx';
import { SaveAsDialog } from './save-as-dialog.tsx';
import { SharingDialog } from './sharing-dialog.tsx';
import type { ViewDialog, Views } from './views-context.ts';

export interface ViewDialogsProps {
  dialog: ViewDialog;
  views: Views;
  onClose: () => void;
}

/** The open dialog; loaded when first needed. */
export function ViewDialogs({ dialog, views, onClose }: ViewDialogsProps) {
  switch (dialog.kind) {
    case 'save_as':
      // Keyed: "Save mine as a new view" follows on another dialog of this place.
      return <SaveAsDialog key="save_as" asked={dialog} views={views} onClose={onClose} />;
    case 'rename':
      return <RenameDialog view={dialog.view} onClose={onClose} />;
    case 'share':
      return <SharingDialog view={dialog.view} onClose={onClose} />;
    case 'conflict':
      return <ConflictDialog key={dialog.theirs.version} asked={dialog} views={views} onClose={onClose} />;
    case 'restore':
      return <RestoreDialog asked={dialog} views={views} onClose={onClose} />;
  }
}
