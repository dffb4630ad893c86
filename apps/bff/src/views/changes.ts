import {
  type DeletedView,
  isAtLeast,
  type NewView,
  type Sharing,
  type View,
  type ViewChange,
  type ViewContent,
  viewLimits,
} from '@watchfloor/contract';
import { sql, type Transaction } from 'kysely';
import { ProblemError } from '../http/problem.ts';
import type { Tables } from '../store/tables.ts';
import { auditViews } from './audit.ts';
import { isEditable, toView } from './present.ts';
import { toSharing, toSharingColumn } from './sharing.ts';
import { isProvisionedId } from './view-id.ts';
import { toNameKey } from './view-name.ts';
import { lockVisible, nowMs, restorableMs, type Sight, toNamedColumns, type ViewRow } from './view-rows.ts';

type Trx = Transaction<Tables>;

/** @throws ProblemError `role_missing`, `too_many`; the caller's transaction tells of a taken name */
export async function createView(
  trx: Trx,
  sight: Sight,
  { name, content, sharing = 'private' }: NewView,
): Promise<View> {
  const { caller } = sight;
  if (sharing !== 'private') requireLead(sight);
  await requireRoom(trx, caller.id);
  const row = await trx
    .insertInto('view')
    .values({
      owner: caller.id,
      owner_name: caller.name,
      ...toNameColumns(name),
      sharing: toSharingColumn(sharing),
      ...toContentColumns(content),
      updated_by: caller.name,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await auditViews(trx, caller, {
    action: 'view.create',
    target: { kind: 'view', id: row.id },
    detail: { after: { name, sharing, content } },
  });
  return toView(row, sight);
}

/** @throws ProblemError `version_conflict` with the view as it is kept now, and nothing is changed */
export async function changeView(trx: Trx, sight: Sight, id: string, change: ViewChange): Promise<View> {
  const row = await lockEditable(trx, sight, id);
  if (row.version !== change.version) {
    const by = row.updated_by === '' ? 'Somebody' : row.updated_by;
    throw new ProblemError('version_conflict', `${by} changed this view in the meantime. Yours was not saved.`, {
      current: toView(row, sight),
    });
  }
  const { caller } = sight;
  const next = toChanges(row, change);
  if (next.name !== undefined && row.owner !== caller.id) {
    throw new ProblemError('role_missing', 'A view is renamed by its owner. Save it as your own to name it.');
  }
  if (next.sharing !== undefined) requireLead(sight);
  if (Object.keys(next).length === 0) return toView(row, sight);
  const kept = await trx
    .updateTable('view')
    .set({
      ...(next.name !== undefined && toNameColumns(next.name)),
      ...(next.sharing !== undefined && { sharing: toSharingColumn(next.sharing) }),
      ...(next.content !== undefined && toContentColumns(next.content)),
      version: row.version + 1,
      updated: nowMs,
      updated_by: caller.name,
    })
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  const before = { name: row.name, sharing: toSharing(row.sharing), content: row.content };
  await auditViews(trx, caller, {
    action: 'view.change',
    target: { kind: 'view', id: row.id },
    detail: {
      owner: row.owner,
      before: Object.fromEntries(Object.entries(before).filter(([key]) => Object.hasOwn(next, key))),
      after: next,
    },
  });
  return toView({ ...kept, owner_name: row.owner_name }, sight);
}

/** Views that were deleted longer ago than they can come back go for good with the next one. */
export async function deleteView(trx: Trx, sight: Sight, id: string): Promise<DeletedView> {
  const row = await lockEditable(trx, sight, id);
  const { deleted } = await trx
    .updateTable('view')
    .set({ deleted: nowMs })
    .where('id', '=', row.id)
    .returning('deleted')
    .executeTakeFirstOrThrow();
  const gone = await clearAway(trx);
  await auditViews(trx, sight.caller, {
    action: 'view.delete',
    target: { kind: 'view', id: row.id },
    detail: {
      owner: row.owner,
      before: { name: row.name, sharing: toSharing(row.sharing), content: row.content },
      gone,
    },
  });
  return { id: row.id, restorableUntil: Number(deleted) + restorableMs };
}

/** @throws ProblemError `unknown_view` also a day after it was deleted */
export async function restoreView(trx: Trx, sight: Sight, id: string, name: string | undefined): Promise<View> {
  const row = await lockEditable(trx, sight, id, 'deleted');
  if (name !== undefined && name !== row.name && row.owner !== sight.caller.id) {
    throw new ProblemError('role_missing', 'A view is renamed by its owner.');
  }
  await requireRoom(trx, row.owner);
  const kept = await trx
    .updateTable('view')
    .set({ deleted: null, ...(name !== undefined && toNameColumns(name)) })
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  await auditViews(trx, sight.caller, {
    action: 'view.restore',
    target: { kind: 'view', id: row.id },
    detail: { owner: row.owner, after: { name: kept.name } },
  });
  return toView({ ...kept, owner_name: row.owner_name }, sight);
}

/** Rows that another transaction is clearing away just now are left to it, so that two never wait for each other. */
async function clearAway(trx: Trx): Promise<number> {
  const { numDeletedRows } = await trx
    .deleteFrom('view')
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('view')
        .select('id')
        .where('deleted', '<', sql<number>`${nowMs} - ${restorableMs}`)
        .forUpdate()
        .skipLocked(),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}

async function lockEditable(trx: Trx, sight: Sight, id: string, kept?: 'deleted'): Promise<ViewRow> {
  if (isProvisionedId(id)) {
    throw new ProblemError('read_only', 'This view is in the operator’s file. Save it as your own to change it.');
  }
  const row = await lockVisible(trx, id, sight, kept);
  if (!row) throw unknownView();
  if (!isEditable(row, sight)) {
    throw new ProblemError('role_missing', 'A shared view is changed by leads. Save it as your own to change it.');
  }
  return row;
}

/** Also for what exists and is not the caller's to know of. */
export function unknownView(): ProblemError {
  return new ProblemError('unknown_view', 'There is no such view, or it is not shared with you any more.');
}

function requireLead({ caller }: Sight): void {
  if (isAtLeast(caller.role, 'lead')) return;
  throw new ProblemError('role_missing', 'Sharing a view needs the role "lead".');
}

/** Whoever adds a view holds their row, so that two at once do not both find the last place free. */
async function requireRoom(trx: Trx, owner: string): Promise<void> {
  await trx
    .insertInto('view_choice')
    .values({ person: owner })
    .onConflict((conflict) => conflict.column('person').doUpdateSet({ person: owner }))
    .execute();
  const { count } = await trx
    .selectFrom('view')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('owner', '=', owner)
    .where('deleted', 'is', null)
    .executeTakeFirstOrThrow();
  if (count < viewLimits.perPerson) return;
  throw new ProblemError('too_many', `A person keeps at most ${viewLimits.perPerson} views. Delete one first.`);
}

/** What a change changes: a form sends all of its fields, and what is as it was is nobody's change. */
function toChanges(row: ViewRow, { name, content, sharing }: ViewChange) {
  const changes: { name?: string; content?: ViewContent; sharing?: Sharing } = {};
  if (name !== undefined && name !== row.name) changes.name = name;
  if (content !== undefined && JSON.stringify(content) !== JSON.stringify(row.content)) changes.content = content;
  if (sharing !== undefined && toSharingColumn(sharing).join() !== row.sharing.join()) changes.sharing = sharing;
  return changes;
}

const toNameColumns = (name: string) => ({ name, name_key: toNameKey(name) });

const toContentColumns = (content: ViewContent) => ({
  content: JSON.stringify(content),
  ...toNamedColumns(content),
});
