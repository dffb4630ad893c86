import type { Unreadable } from '@watchfloor/contract';
import { formatCount } from '../../lib/time.ts';
import { CodeBlock } from '../../ui/code-block/code-block.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';

/** Records shown at once; a source whose every record is broken has thousands. */
const shownMax = 20;

/** Records that did not parse, as they came: one of them may be the one that matters. */
export function UnreadableDialog({ records, onClose }: { records: readonly Unreadable[]; onClose: () => void }) {
  return (
    <Dialog title={`${formatCount(records.length)} unreadable`} isOpen onOpenChange={onClose} widthPx={880}>
      <div className="flex flex-col gap-4">
        {records.slice(0, shownMax).map((record, index) => (
          // Unreadable records have no id; their order never changes.
          <div key={index}>
            <p className="pb-1">
              <HostileText text={record.reason} cut="none" />
            </p>
            <CodeBlock
              text={record.raw}
              label={`Unreadable record ${index + 1}`}
              note={`${formatCount(record.bytes)} bytes${new Blob([record.raw]).size < record.bytes ? ', the beginning' : ''}`}
              maxHeightPx={200}
            />
          </div>
        ))}
        {records.length > shownMax && (
          <p className="text-muted">
            The first {shownMax} of {formatCount(records.length)} are shown.
          </p>
        )}
      </div>
    </Dialog>
  );
}
