import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { BulkConfirmation, BulkDecision, BulkJob, NewBulk } from '@watchfloor/contract';
import { useState } from 'react';
import { ApiError, confirmBulk } from '../../lib/api.ts';
import { bulkOptions, runningBulksOptions } from './bulk-query.ts';

/** A decision about many, as it is asked for; nothing is decided yet. */
export interface AskedBulk {
  /** Counts how often somebody asked. */
  id: number;
  set: NewBulk;
  /** Of a note, its text is still to come. */
  decision: BulkDecision | { kind: 'note' };
  ownerName: string | undefined;
  /** It began. */
  onBegun: () => void;
}

export interface Bulk {
  asked: AskedBulk | undefined;
  ask: (asked: Omit<AskedBulk, 'id'>) => void;
  /** Nothing is decided. */
  forget: () => void;
  confirm: (id: string, given: BulkConfirmation) => Promise<void>;
  /** Those that run, and those that ended and were not put away; the latest last. */
  jobs: readonly string[];
  show: (job: BulkJob) => void;
  hide: (id: string) => void;
}

const triesMax = 4;
const retryMs = 400;
let asks = 0;

/** Decisions about many findings: asked for, confirmed, and on their way. */
export function useBulk(isEnabled: boolean): Bulk {
  const client = useQueryClient();
  const [asked, setAsked] = useState<AskedBulk>();
  const [begun, setBegun] = useState<readonly string[]>([]);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const { data: running = [] } = useQuery({ ...runningBulksOptions, enabled: isEnabled });
  const jobs = [...new Set([...running.map(({ id }) => id), ...begun])].filter((id) => !hidden.has(id));
  const show = (job: BulkJob) => {
    client.setQueryData(bulkOptions(job.id).queryKey, job);
    // What ended makes room for it.
    const isRunning = (id: string) => client.getQueryData(bulkOptions(id).queryKey)?.state === 'running';
    setHidden((all) => new Set([...all, ...jobs.filter((id) => !isRunning(id))]));
    setBegun((all) => [...all, job.id]);
  };
  return {
    asked,
    ask: (given) => {
      asks += 1;
      setAsked({ ...given, id: asks });
    },
    forget: () => setAsked(undefined),
    async confirm(id, given) {
      show(await sendUntilAnswered(() => confirmBulk(id, given)));
      asked?.onBegun();
      setAsked(undefined);
    },
    jobs,
    show,
    hide: (id) => setHidden((all) => new Set(all).add(id)),
  };
}

/** The key makes it safe: what was begun already is not begun again. */
export async function sendUntilAnswered(send: () => Promise<BulkJob>, tries = 1): Promise<BulkJob> {
  try {
    return await send();
  } catch (error) {
    const isCut = error instanceof ApiError && (error.code === 'unreachable' || error.code === 'unreadable');
    if (!isCut || tries >= triesMax) throw error;
    await new Promise((resolve) => setTimeout(resolve, retryMs * 2 ** tries));
    return sendUntilAnswered(send, tries + 1);
  }
}
