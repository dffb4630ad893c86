import type { AdminConnection } from '@watchfloor/contract';
import { useNow, useZone } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { formatTime } from '../../ui/time-format.ts';
import { findOriginChange } from './connection-draft.ts';
import type { TheirChange, Theirs } from './merge-draft.ts';
import type { Editor } from './use-editor.ts';

export interface ConnectionNoticesProps {
  editor: Editor;
  kept: AdminConnection | undefined;
  isGone: boolean;
  /** Somebody saved another version, and something is typed here. */
  isBehind: boolean;
}

/** Above the form: where it comes from, what is wrong with it, who else changed it, what saving would do. */
export function ConnectionNotices({ editor, kept, isGone, isBehind }: ConnectionNoticesProps) {
  const { base, form, draft, theirs } = editor;
  const moved = base && form ? findOriginChange(base, draft, form) : undefined;
  const zone = useZone();
  const now = useNow();
  if (isGone) {
    return (
      <Notice
        tone="problem"
        live="alert"
        action={
          <Button look="plain" onPress={editor.beginAnew}>
            Add it again
          </Button>
        }
      >
        Another administrator removed this connection. What is typed here stays until you leave; its secret is gone.
      </Notice>
    );
  }
  return (
    <>
      {base?.origin === 'file' && (
        <Notice tone="plain" live="off">
          It stands in the server's configuration file and is changed there. Here it can be tested.
        </Notice>
      )}
      {base && kept && kept.problem !== null && (
        <Notice tone="problem" live="off">
          <HostileText text={kept.problem} cut="none" />
        </Notice>
      )}
      {(base ? (kept?.warnings ?? []) : []).map((warning) => (
        <Notice key={warning} tone="attention" live="off">
          <HostileText text={warning} cut="none" />
        </Notice>
      ))}
      {isBehind && kept && (
        <Notice
          tone="attention"
          action={
            <Button look="plain" onPress={() => editor.rebase(kept, false)}>
              Bring it into the form
            </Button>
          }
        >
          <HostileText text={kept.updatedBy ?? 'Somebody'} cut="none" className="font-medium" /> changed this connection
          {kept.updatedAt === null ? '' : ` at ${formatTime(kept.updatedAt, zone, now)}`}. What you typed is still here.
        </Notice>
      )}
      {theirs && <TheirsNotice theirs={theirs} onTake={editor.takeTheirs} />}
      {moved && moved.cleared.length > 0 && (
        <Notice tone="attention">
          The address moves from {moved.from} to {moved.to}. Saving clears{' '}
          {moved.cleared.map(({ label }) => label).join(' and ')}: a secret that was given for one address is never sent
          to another. Give it again below.
        </Notice>
      )}
    </>
  );
}

function TheirsNotice({ theirs, onTake }: { theirs: Theirs; onTake: (change: TheirChange) => void }) {
  const { by, at, changes, wasRefused } = theirs;
  const zone = useZone();
  const now = useNow();
  return (
    <Notice tone="attention" live="alert">
      <p>
        <HostileText text={by} cut="none" className="font-medium" /> changed this connection
        {at === null ? '' : ` at ${formatTime(at, zone, now)}`}.{wasRefused && ' Yours was not saved yet.'} What you
        typed stands below, on top of theirs.
      </p>
      {changes.length === 0 ? (
        <p className="text-muted">
          No field of the form differs by it: a secret was replaced, or it was paused or resumed.
        </p>
      ) : (
        <ul aria-label="Changed in the meantime" className="mt-1 flex flex-col gap-1">
          {changes.map((change) => (
            <li key={change.field} className="flex flex-wrap items-center gap-2">
              <span className="font-medium">{change.label}</span>
              <span>
                is kept as {change.theirs === '' ? 'nothing' : <Quoted text={change.theirs} />}
                {change.mine === undefined ? '' : ', and yours is '}
                {change.mine !== undefined && (change.mine === '' ? 'nothing' : <Quoted text={change.mine} />)}
              </span>
              {change.mine !== undefined && (
                <Button look="plain" size={24} label={`Take theirs: ${change.label}`} onPress={() => onTake(change)}>
                  Take theirs
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {wasRefused && <p className="mt-1">Save again to put yours on top.</p>}
    </Notice>
  );
}

function Quoted({ text }: { text: string }) {
  return (
    <>
      “<HostileText text={text} cut="none" charsMax={200} />”
    </>
  );
}
