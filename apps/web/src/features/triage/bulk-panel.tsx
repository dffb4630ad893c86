import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { BulkJob } from '@watchfloor/contract';
import { ReceiptText, RotateCcw, Square, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { stopBulk, undoBulk } from '../../lib/api.ts';
import { useKeys } from '../../lib/keymap.ts';
import { useStable } from '../../lib/use-stable.ts';
import { Button } from '../../ui/button.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { useToast } from '../../ui/toast/toast.tsx';
import { bulkOptions } from './bulk-query.ts';
import { BulkReceipt } from './bulk-receipt.tsx';
import { toCountWords, toJobWords } from './bulk-words.ts';
import { type Bulk, sendUntilAnswered } from './use-bulk.ts';

export interface BulkPanelProps {
  bulk: Pick<Bulk, 'jobs' | 'show' | 'hide'>;
  /** What a connection is called. */
  nameOf: (connection: string) => string;
  /** It has ended, here or on another page: what is shown may be old. */
  onEnded: () => void;
}

/** Decisions about many on their way, and those that ended, until they are put away. Over the page, where they move nothing. */
export function BulkPanels({ bulk, nameOf, onEnded }: BulkPanelProps) {
  if (bulk.jobs.length === 0) return null;
  return (
    <section aria-label="Decisions about many" className="pointer-events-none fixed inset-x-0 bottom-14 z-40">
      <ul className="flex flex-col items-center gap-2">
        {bulk.jobs.map((id, index) => (
          <li key={id} className="pointer-events-auto">
            <Panel id={id} isLatest={index === bulk.jobs.length - 1} bulk={bulk} nameOf={nameOf} onEnded={onEnded} />
          </li>
        ))}
      </ul>
    </section>
  );
}

const canUndo = ({ state, decision, counts, undoneBy }: BulkJob) =>
  state !== 'running' && decision !== null && decision.kind !== 'note' && counts.done > 0 && undoneBy === null;

function Panel({ id, isLatest, bulk, nameOf, onEnded }: BulkPanelProps & { id: string; isLatest: boolean }) {
  const client = useQueryClient();
  const toast = useToast();
  const { data: job } = useQuery(bulkOptions(id));
  const [isOpen, setOpen] = useState(false);
  const [key] = useState(() => crypto.randomUUID());
  const say = (error: Error) => toast({ text: error.message, shownMs: 12_000 });
  const keep = (next: BulkJob) => client.setQueryData(bulkOptions(next.id).queryKey, next);
  const stop = useMutation({ mutationFn: () => stopBulk(id), onSuccess: keep, onError: say });
  const undo = useMutation({
    mutationFn: () => sendUntilAnswered(() => undoBulk(id, key)),
    onSuccess: (taken) => {
      bulk.hide(id);
      bulk.show(taken);
    },
    onError: say,
  });
  const hasEnded = job !== undefined && job.state !== 'running';
  const tell = useStable(onEnded);
  useEffect(() => {
    if (hasEnded) tell();
  }, [hasEnded, tell]);
  const undoes = job && canUndo(job) && !undo.isPending ? () => undo.mutate() : undefined;
  useKeys(isLatest && undoes ? [{ keys: 'z', label: 'Undo all of it', group: 'Decide', run: undoes }] : []);
  if (!job) return null;
  return (
    <div className="appear w-[640px] max-w-[calc(100vw-32px)] rounded-floating bg-raised shadow-floating">
      <div className="flex min-h-10 items-center gap-1 py-1 pr-1 pl-3">
        <p role="status" className="min-w-0 flex-1">
          <HostileText text={toJobWords(job)} cut="none" canShowAll={false} className="font-medium" />
          {': '}
          <HostileText text={toCountWords(job)} cut="none" canShowAll={false} />
        </p>
        {job.state === 'running' ? (
          <Button icon={Square} isDisabled={stop.isPending} onPress={() => stop.mutate()}>
            Stop
          </Button>
        ) : (
          <>
            <Button icon={ReceiptText} onPress={() => setOpen(true)}>
              Receipt
            </Button>
            {undoes && (
              <Button icon={RotateCcw} {...(isLatest ? { hotkey: 'z' } : {})} onPress={undoes}>
                Undo all
              </Button>
            )}
            <Button icon={X} label="Put away" onPress={() => bulk.hide(id)} />
          </>
        )}
      </div>
      {job.state === 'running' && <Progress job={job} />}
      {isOpen && <BulkReceipt job={job} nameOf={nameOf} onUndo={undoes} onClose={() => setOpen(false)} />}
    </div>
  );
}

function Progress({ job }: { job: BulkJob }) {
  const reached = job.findings - job.counts.left;
  return (
    <div
      role="progressbar"
      aria-label={toJobWords(job)}
      aria-valuemin={0}
      aria-valuemax={job.findings}
      aria-valuenow={reached}
      className="mx-3 mb-2 h-0.5 overflow-hidden rounded-control bg-line"
    >
      <div className="h-full bg-accent" style={{ width: `${(100 * reached) / Math.max(1, job.findings)}%` }} />
    </div>
  );
}
