import type { Transaction } from 'kysely';
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
  await trx
    .insertInto('audit_entry')
    .values({
      actor_kind: 'person',
      actor_id: caller.id,
      actor_name: caller.name,
      action,
      target_kind: target.kind,
      target_id: target.id,
      request_id: caller.requestId,
      detail: JSON.stringify(detail, toKeepable),
    })
    .execute();
}

/** `jsonb` takes neither U+0000 nor halves of surrogate pairs, and a filter can hold both. */
function toKeepable(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\u2400') : value;
}
