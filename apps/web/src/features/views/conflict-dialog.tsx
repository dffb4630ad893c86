import { findTarget } from '../../lib/find-list.ts';
import { useNow, useZone } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { formatTime } from '../../ui/time-format.ts';
import { forgetDraft } from './drafts.ts';
import { contentLabels, toContentWords, toDifferences } from './view-words.ts';
import type { ViewDialog, Views } from './views-context.ts';

export interface ConflictDialogProps {
  asked: Extract<ViewDialog, { kind: 'conflict' }>;
  views: Views;
  onClose: () => void;
}

/** Somebody else saved the view first. Who, when, what differs; whichever is chosen, nothing is lost unseen. */
export function ConflictDialog({ asked, views, onClose }: ConflictDialogProps) {
  const { theirs, mine, range } = asked;
  const zone = useZone();
  const now = useNow();
  const { resource } = findTarget(views.connections, { ...theirs, content: mine });
  const words = {
    theirs: theirs.content && toContentWords(theirs.content, resource),
    mine: toContentWords(mine, resource),
  };
  const fields = words.theirs ? toDifferences(words.theirs, words.mine) : [];
  const who = theirs.updatedBy ?? 'Somebody';
  const keepTheirs = () => {
    forgetDraft(theirs.id);
    onClose();
    views.onOpen(theirs);
  };
  const saveAs = () => {
    onClose();
    // Once this dialog is gone: while one takes the other's place, the page behind would count as part of it.
    setTimeout(() => views.ask({ kind: 'save_as', name: theirs.name, content: mine, range, from: theirs.id }));
  };
  const replace = () => {
    onClose();
    void views.save(theirs, theirs.version, mine, range);
  };
  return (
    <Dialog
      title="The view was changed in the meantime"
      isOpen
      onOpenChange={onClose}
      widthPx={640}
      actions={
        <>
          {views.may('analyst') && (
            <Button look="plain" onPress={saveAs}>
              Save mine as a new view
            </Button>
          )}
          {theirs.editable && (
            <Button look="plain" onPress={replace}>
              Replace
            </Button>
          )}
          <Button look="filled" onPress={keepTheirs}>
            Keep theirs
          </Button>
        </>
      }
    >
      <p>
        <HostileText cut="none" className="font-medium" text={who} /> changed{' '}
        <HostileText cut="none" text={theirs.name} />
        {theirs.updatedAt === null ? '' : ` at ${formatTime(theirs.updatedAt, zone, now)}`}. Yours was not saved.
      </p>
      {words.theirs && fields.length > 0 ? (
        <table className="mt-3 w-full table-fixed text-left">
          <thead>
            <tr className="border-b border-line">
              <th className="w-24 py-1 font-medium text-muted">What differs</th>
              <th className="py-1 pr-3 font-medium">Theirs</th>
              <th className="py-1 font-medium">Yours</th>
            </tr>
          </thead>
          <tbody>
            {fields.map((field) => (
              <tr key={field} className="border-b border-line align-top">
                <th scope="row" className="py-1 font-normal text-muted">
                  {contentLabels[field]}
                </th>
                <td className="py-1 pr-3">
                  <HostileText cut="none" text={words.theirs?.[field] ?? ''} />
                </td>
                <td className="py-1">
                  <HostileText cut="none" text={words.mine[field]} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <p className="mt-3 text-muted">What it shows is the same; its name or who sees it was changed.</p>
      )}
    </Dialog>
  );
}
