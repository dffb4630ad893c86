import { sql, type Transaction } from 'kysely';
import { writeAudit } from '../store/audit/write.ts';
import type { Tables } from '../store/tables.ts';

export interface JobEnd {
  state: 'done' | 'stopped' | 'failed';
  at: number;
  /** Who did it; without one, the server. */
  actor?: { id: string; name: string };
  why?: string;
}

/** The end of a job that runs, with an entry of the audit log that says how far it got. */
export async function endJob(trx: Transaction<Tables>, id: string, end: JobEnd): Promise<void> {
  const { state, at, actor, why } = end;
  const { rows } = await sql<{ findings: number; done: number; conflict: number; already: number; gone: number }>`
    update bulk_job set state = ${state}, ended_at = ${at}, why = ${why ?? null}, runner = null, runner_until = 0
    where id = ${id} and state = 'running' returning findings, done, conflict, already, gone`.execute(trx);
  const [counts] = rows;
  if (!counts) return;
  await writeAudit(trx, {
    actor: actor ? { kind: 'person', ...actor } : { kind: 'system', name: 'Watchfloor' },
    action: 'finding.bulk_end',
    target: { kind: 'bulk', id },
    detail: { state, ...counts, ...(why !== undefined && { why }) },
  });
}
