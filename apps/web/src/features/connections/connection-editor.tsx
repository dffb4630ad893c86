import type { AdminConnection, VendorForm } from '@watchfloor/contract';
import { type ReactNode, useEffect, useRef } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { ConnectionForm } from './connection-form.tsx';
import { ConnectionNotices } from './connection-notices.tsx';
import { TestResult } from './test-result.tsx';
import { type Editor, useEditor } from './use-editor.ts';

export interface ConnectionEditorProps {
  /** As it is kept now, renewed by each poll; undefined for a new one. */
  kept: AdminConnection | undefined;
  /** Another administrator removed it while this page was open. */
  isGone: boolean;
  vendors: readonly VendorForm[];
  allowedOrigins: readonly string[];
  /** What leads back to the list. */
  back: ReactNode;
  /** Whether leaving would lose something. */
  onDirty: (isDirty: boolean) => void;
  onSaved: (connection: AdminConnection) => void;
  onCancel: () => void;
}

/** One connection's page: the form, a test at any time, and what stands in the way of saving. */
export function ConnectionEditor(props: ConnectionEditorProps) {
  const { kept, isGone, vendors, allowedOrigins, back, onDirty, onSaved, onCancel } = props;
  const editor = useEditor({ kept, vendors, onSaved });
  const { base, form, draft, problems, busy, isDirty } = editor;
  const main = useRef<HTMLElement>(null);
  const isReadOnly = base?.origin === 'file' || (base !== undefined && !form);
  const isBehind = kept !== undefined && base !== undefined && kept.version > base.version;
  const isLost = isGone && base !== undefined;
  if (isBehind && !isDirty) editor.follow(kept);

  useEffect(() => onDirty(isDirty && !isReadOnly), [onDirty, isDirty, isReadOnly]);
  useEffect(() => {
    if (Object.keys(problems).length === 0) return;
    const first = main.current?.querySelector<HTMLElement>(
      '[aria-invalid=true], [data-problem=true] :is(input, select)',
    );
    first?.focus();
  }, [problems]);

  return (
    <main ref={main} className="flex min-w-0 flex-1 flex-col">
      <div className="flex h-10 flex-none items-center border-b border-line pr-4">
        {back}
        <h1 className="min-w-0 text-prose font-semibold">
          {base ? <HostileText text={base.label} /> : 'Add a connection'}
        </h1>
      </div>
      <form
        noValidate
        aria-label={base ? 'Connection' : 'New connection'}
        className="flex min-h-0 flex-1 flex-col"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isReadOnly && !isLost && busy === undefined) void editor.save();
        }}
      >
        <div className="min-h-0 flex-1 overflow-auto">
          <ConnectionNotices editor={editor} kept={kept} isGone={isLost} isBehind={isBehind && isDirty} />
          <div className="max-w-[720px] px-4 pt-4 pb-8">
            <ConnectionForm
              key={editor.round}
              draft={draft}
              vendors={vendors}
              base={base}
              allowedOrigins={allowedOrigins}
              problems={problems}
              isReadOnly={isReadOnly}
              onChange={editor.change}
            />
          </div>
        </div>
        <Foot editor={editor} isReadOnly={isReadOnly} canSave={!isLost} onCancel={onCancel} />
      </form>
      {editor.doubt && <DoubtDialog editor={editor} message={editor.doubt.answer.message} />}
    </main>
  );
}

interface FootProps {
  editor: Editor;
  isReadOnly: boolean;
  canSave: boolean;
  onCancel: () => void;
}

function Foot({ editor, isReadOnly, canSave, onCancel }: FootProps) {
  const { base, form, busy } = editor;
  return (
    <div className="flex-none border-t border-line">
      <TestResult editor={editor} />
      <div className="flex flex-wrap items-center gap-2 px-4 py-2">
        {!isReadOnly && (
          <Button type="submit" look="filled" isDisabled={busy !== undefined || !form || !canSave}>
            {busy === 'saving' ? 'Saving…' : base ? 'Save' : 'Add'}
          </Button>
        )}
        <Button look="plain" isDisabled={busy !== undefined || !form} onPress={() => void editor.test()}>
          {busy === 'testing' ? 'Testing…' : 'Test connection'}
        </Button>
        <Button look="plain" onPress={onCancel}>
          {isReadOnly ? 'Close' : 'Cancel'}
        </Button>
      </div>
    </div>
  );
}

/** Asked once for one state of the form: who knows that the vendor is down may save all the same. */
function DoubtDialog({ editor, message }: { editor: Editor; message: string }) {
  return (
    <Dialog
      title="The test failed"
      isOpen
      onOpenChange={editor.dropDoubt}
      widthPx={480}
      actions={
        <>
          <Button look="plain" onPress={() => void editor.saveDespite()}>
            Save all the same
          </Button>
          <Button look="filled" onPress={editor.dropDoubt}>
            Back to the form
          </Button>
        </>
      }
    >
      <p className="text-prose">
        <HostileText text={message} cut="none" />
      </p>
      <p className="mt-2 text-muted">Saved like this, its lists say so until it answers.</p>
    </Dialog>
  );
}
