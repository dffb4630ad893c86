import { formatCount } from '../../lib/time.ts';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import type { Editor } from './use-editor.ts';

/** What the last test came to, and of what; why nothing was saved. */
export function TestResult({ editor }: { editor: Editor }) {
  const { message, problems, form, tested, isTestCurrent, busy, base } = editor;
  const wrong = Object.keys(problems).map((field) => toFieldLabel(field, form));
  const words = wrong.length > 0 ? [`To correct: ${wrong.join(', ')}.`, message].filter(Boolean).join(' ') : message;
  return (
    <>
      <div role="alert" className="empty:hidden">
        {words !== undefined && (
          <p className="border-l-2 border-attention bg-surface px-4 py-2 text-prose">
            <HostileText text={words} cut="none" />
          </p>
        )}
      </div>
      <div role="status" aria-label="Test" className="empty:hidden">
        {tested && busy !== 'testing' && (
          <div
            className={`border-l-2 px-4 py-2 text-prose ${tested.answer.ok ? 'border-line' : 'border-attention bg-surface'}`}
          >
            <p>
              <span className="font-medium">
                {tested.answer.ok ? 'Answers.' : 'The test failed.'} {formatCount(tested.answer.ms)} ms.
              </span>{' '}
              <HostileText text={tested.answer.message} cut="none" />
            </p>
            <p className="text-row text-muted">
              {isTestCurrent
                ? `Tried with ${toTriedWords(editor)}. One question, nothing was saved by it.`
                : 'The form was changed since: this is the answer to what stood in it before.'}
            </p>
          </div>
        )}
        {busy === 'testing' && (
          <p className="px-4 py-2 text-muted">Asking {base?.label ?? 'the vendor'}, 10 s at most…</p>
        )}
      </div>
    </>
  );
}

/** Which credentials went along: what is kept is not what is typed. */
function toTriedWords({ base, form, draft }: Editor): string {
  if (base?.origin === 'file') return "what the server's configuration file says";
  const isTyped = form?.fields.some(({ kind, name }) => kind === 'secret' && (draft.secrets[name] ?? '') !== '');
  return `what stands in the form and the ${isTyped || !base ? 'secret typed here' : 'secret that is kept'}`;
}

function toFieldLabel(field: string, form: Editor['form']): string {
  const name = field.slice(field.indexOf('.') + 1);
  return form?.fields.find((setting) => setting.name === name)?.label ?? name.charAt(0).toUpperCase() + name.slice(1);
}
