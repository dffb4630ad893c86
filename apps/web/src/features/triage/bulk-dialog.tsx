import { useMutation, useQuery } from '@tanstack/react-query';
import type { BulkDecision, FrozenSet } from '@watchfloor/contract';
import { UserRound } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { formatCount } from '../../lib/time.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { frozenOptions } from './bulk-query.ts';
import { toAskWords, toFindings } from './bulk-words.ts';
import type { AskedBulk, Bulk } from './use-bulk.ts';
import { stateWords } from './words.ts';

export interface BulkDialogProps {
  asked: AskedBulk;
  bulk: Pick<Bulk, 'confirm' | 'forget'>;
  /** What a connection is called. */
  nameOf: (connection: string) => string;
}

const noteCharsMax = 4_000;

/** What is about to be decided, with the count of the server. Enter in it confirms. */
export function BulkDialog({ asked, bulk, nameOf }: BulkDialogProps) {
  const { decision, ownerName } = asked;
  const { data: frozen, error } = useQuery(frozenOptions(asked.id, asked.set));
  const [text, setText] = useState('');
  const [key] = useState(() => crypto.randomUUID());
  const note = text.trim();
  const final = toFinal(decision, note);
  const confirm = useMutation({
    mutationFn: async () => {
      if (frozen && final) await bulk.confirm(frozen.job.id, { key, findings: frozen.job.findings, decision: final });
    },
  });
  const findings = frozen?.job.findings;
  const hasText = decision.kind === 'close' || decision.kind === 'note';
  const canBegin = findings !== undefined && findings > 0 && final !== undefined && !confirm.isPending;
  const begin = () => {
    if (canBegin) confirm.mutate();
  };
  // Without a text to type, Enter confirms.
  const button = useRef<HTMLButtonElement>(null);
  const takesFocus = canBegin && !hasText;
  useEffect(() => {
    if (takesFocus) button.current?.focus();
  }, [takesFocus]);
  const words = (count: string) => toAskWords(final ?? { kind: 'note', note: '' }, ownerName, count);
  const failure = error ?? confirm.error;
  return (
    <Dialog
      title={words(findings === undefined ? 'findings' : toFindings(findings))}
      isOpen
      onOpenChange={bulk.forget}
      widthPx={520}
      actions={
        <>
          <Button look="plain" onPress={bulk.forget}>
            Cancel
          </Button>
          <Button ref={button} look="filled" hotkey={hasText ? 'Ctrl ↵' : '↵'} isDisabled={!canBegin} onPress={begin}>
            {findings === undefined ? 'Counting' : words(formatCount(findings))}
          </Button>
        </>
      }
    >
      <>
        {failure && (
          <p role="alert" className="pb-3 text-prose">
            {failure.message}
          </p>
        )}
        {frozen ? <Counted frozen={frozen} nameOf={nameOf} /> : !error && <Skeleton lines={4} />}
        {hasText && (
          <label className="block pt-3">
            <span className="block pb-1 text-label text-muted">
              {decision.kind === 'note' ? 'Note' : 'Note, for each of them; may be empty'}
            </span>
            <textarea
              autoFocus
              value={text}
              maxLength={noteCharsMax}
              rows={decision.kind === 'note' ? 5 : 2}
              onChange={(event) => setText(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) begin();
              }}
              className="block w-full resize-y rounded-control border border-control bg-bg px-2 py-1.5 text-prose"
            />
          </label>
        )}
      </>
    </Dialog>
  );
}

function Counted({ frozen, nameOf }: { frozen: FrozenSet; nameOf: (connection: string) => string }) {
  const { sources, states, owners, missing } = frozen;
  const others = owners.reduce((sum, { findings }) => sum + findings, 0);
  return (
    <>
      <dl className="grid grid-cols-[96px_1fr] gap-y-1">
        <Fact term="Sources">
          {sources.map(({ connection, findings }) => `${nameOf(connection)} ${formatCount(findings)}`).join(' · ')}
        </Fact>
        <Fact term="Now">
          {states.map(({ state, findings }) => `${stateWords[state]} ${formatCount(findings)}`).join(' · ')}
        </Fact>
        {missing > 0 && <Fact term="Missing">{formatCount(missing)} are not kept any more, or not yours to see</Fact>}
      </dl>
      {others > 0 && (
        <p className="mt-3 flex items-start gap-2 rounded-control bg-surface px-2 py-1.5">
          <UserRound size={14} strokeWidth={1.75} aria-hidden className="mt-0.5 flex-none text-attention" />
          <span className="min-w-0">
            <HostileText
              text={owners
                .map(
                  ({ name, findings }) => `${formatCount(findings)} of them ${findings === 1 ? 'is' : 'are'} ${name}’s`,
                )
                .join(', ')}
              cut="none"
              canShowAll={false}
            />
          </span>
        </p>
      )}
      <p className="pt-3 text-muted">What arrives or is changed from now on is not covered.</p>
    </>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{term}</dt>
      <dd className="min-w-0">{children === '' ? '—' : children}</dd>
    </>
  );
}

/** undefined as long as something has to be said with it. */
function toFinal(decision: AskedBulk['decision'], note: string): BulkDecision | undefined {
  if (decision.kind === 'note') return note === '' ? undefined : { kind: 'note', note };
  return decision.kind === 'close' && note !== '' ? { ...decision, note } : decision;
}
