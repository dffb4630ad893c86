import type { Transaction } from 'kysely';
import { writeAudit } from '../store/audit/write.ts';
import type { Tables } from '../store/tables.ts';
import type { ViewCaller } from './caller.ts';

interface Entry {
  action: string;
  target: { kind: 'view' | 'person' | 'link'; id: string };
  detail: Record<string, unknown>;
}

/** Who did what to views and links, in the transaction of the change itself. */
export async function auditViews(
  trx: Transaction<Tables>,
  caller: ViewCaller,
  { action, target, detail }: Entry,
): Promise<void> {
  await writeAudit(trx, {
    actor: { kind: 'person', id: caller.id, name: caller.name },
    action,
    target,
    requestId: caller.requestId,
    detail: toKeepable(detail),
  });
}

/** `jsonb` takes neither U+0000 nor halves of surrogate pairs, and a filter can hold both. */
function toKeepable(detail: Record<string, unknown>): Record<string, unknown> {
  const text = JSON.stringify(detail, (_key, value: unknown) =>
    typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\u2400') : value,
  );
  return JSON.parse(text) as Record<string, unknown>;
}
