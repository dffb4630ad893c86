import type { AdminConnection } from '@watchfloor/contract';
import { CancelOr, Dialog } from '../../ui/dialog.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';

export interface RemoveDialogProps {
  connection: AdminConnection;
  vendorLabel: string;
  /** The names of its lists. */
  lists: readonly string[];
  onRemove: () => void;
  onClose: () => void;
}

/** Says what will be gone and what stays, before it is. */
export function RemoveDialog({ connection, vendorLabel, lists, onRemove, onClose }: RemoveDialogProps) {
  const hasSecret = Object.values(connection.secretsSet).includes(true);
  return (
    <Dialog
      title="Remove a connection"
      isOpen
      onOpenChange={onClose}
      widthPx={480}
      actions={
        <CancelOr onCancel={onClose} onPress={onRemove}>
          Remove
        </CancelOr>
      }
    >
      <p className="text-prose">
        <HostileText text={connection.label} cut="none" className="font-medium" /> ({vendorLabel}, {connection.id}) will
        be gone for everybody at once:
      </p>
      <ul className="mt-2 list-disc pl-5">
        <li>its settings{hasSecret && ' and its secret, which is kept nowhere else here'}</li>
        {lists.length > 0 && <li>its lists: {lists.join(', ')}</li>}
      </ul>
      <p className="mt-3 text-prose">What stays:</p>
      <ul className="mt-1 list-disc pl-5">
        <li>saved views of its lists; they say that the connection is gone</li>
        <li>the audit log</li>
        <li>everything at the vendor</li>
      </ul>
    </Dialog>
  );
}
