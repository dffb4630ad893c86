import { useState } from 'react';
import { CancelOr, Dialog } from '../../ui/dialog.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';

const noteCharsMax = 4_000;

/** Words for the colleagues, kept with the finding. */
export function NoteDialog(props: { title: string; onCancel: () => void; onNote: (note: string) => void }) {
  const [text, setText] = useState('');
  const note = text.trim();
  const keep = () => {
    if (note !== '') props.onNote(note);
  };
  return (
    <Dialog
      title="Note"
      isOpen
      onOpenChange={props.onCancel}
      widthPx={480}
      actions={
        <CancelOr onCancel={props.onCancel} onPress={keep} isDisabled={note === ''}>
          Keep the note
        </CancelOr>
      }
    >
      <p className="pb-2 text-muted">
        <HostileText text={props.title} />
      </p>
      <textarea
        autoFocus
        aria-label="Note"
        value={text}
        maxLength={noteCharsMax}
        rows={5}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) keep();
        }}
        className="block w-full resize-y rounded-control border border-control bg-bg px-2 py-1.5 text-prose"
      />
      <p className="pt-1 text-label text-muted">Ctrl+Enter keeps it. It cannot be taken back.</p>
    </Dialog>
  );
}
