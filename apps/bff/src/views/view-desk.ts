import type { Access, DeletedView, NewView, View, ViewChange, ViewsAnswer } from '@watchfloor/contract';
import type { Kysely, Transaction } from 'kysely';
import type { ProvisionedView } from '../config/view-settings.ts';
import { ProblemError } from '../http/problem.ts';
import type { Database } from '../store/database.ts';
import { isUniqueViolation } from '../store/failure.ts';
import type { Tables } from '../store/tables.ts';
import { auditViews } from './audit.ts';
import type { ViewCaller } from './caller.ts';
import { changeView, createView, deleteView, restoreView, unknownView } from './changes.ts';
import { toProvisioned, toView } from './present.ts';
import type { KnownConnection } from './target.ts';
import { isKeptId, isProvisionedId } from './view-id.ts';
import { listVisible, mayLearnOf, type Sight, toNamedColumns } from './view-rows.ts';

/** Saved views. Every method throws `ProblemError`, and `unknown_view` for what a caller may not learn of. */
export interface ViewDesk {
  list(caller: ViewCaller): Promise<ViewsAnswer>;
  create(caller: ViewCaller, view: NewView): Promise<View>;
  change(caller: ViewCaller, id: string, change: ViewChange): Promise<View>;
  remove(caller: ViewCaller, id: string): Promise<DeletedView>;
  /** @param name another one, where the old one was taken in the meantime */
  restore(caller: ViewCaller, id: string, name: string | undefined): Promise<View>;
  /** What is not in `ids` comes behind them. */
  setOrder(caller: ViewCaller, ids: readonly string[]): Promise<ViewsAnswer>;
  setDefault(caller: ViewCaller, view: string | null): Promise<ViewsAnswer>;
}

export interface ViewDeskOptions {
  database: Pick<Database, 'sql' | 'transaction'>;
  /** Of the operator's file, in its order. */
  provisioned: readonly ProvisionedView[];
  /** The connections that somebody may see, at this moment. */
  connectionsFor(access: Access): readonly KnownConnection[];
}

export function createViewDesk({ database, provisioned, connectionsFor }: ViewDeskOptions): ViewDesk {
  const sightOf = (caller: ViewCaller): Sight => ({ caller, connections: connectionsFor(caller.access) });

  /** A name is taken where the index says so: two who ask at once cannot both be told that it is free. */
  async function changing<T>(work: (trx: Transaction<Tables>) => Promise<T>): Promise<T> {
    try {
      return await database.transaction(work);
    } catch (error) {
      if (!isNameTaken(error)) throw error;
      const detail = 'Its owner has a view of this name already. Capital letters do not tell two names apart.';
      throw new ProblemError('name_taken', detail, { errors: [{ parameter: 'name', detail }], cause: error });
    }
  }

  async function listFor(db: Kysely<Tables>, sight: Sight): Promise<ViewsAnswer> {
    const rows = await listVisible(db, sight);
    const choice = await db
      .selectFrom('view_choice')
      .select(['ordered', 'opens_with'])
      .where('person', '=', sight.caller.id)
      .executeTakeFirst();
    const fromFile = provisioned.filter(({ content }) => mayLearnOf(toNamedColumns(content), sight));
    const views = inOrder(
      [...fromFile.map((view) => toProvisioned(view, sight)), ...rows.map((row) => toView(row, sight))],
      choice?.ordered ?? [],
    );
    const opensWith = views.find(({ id }) => id === choice?.opens_with);
    return { views, defaultView: opensWith?.id ?? null };
  }

  return {
    list: (caller) => listFor(database.sql, sightOf(caller)),
    create: (caller, view) => changing((trx) => createView(trx, sightOf(caller), view)),
    change: (caller, id, change) => changing((trx) => changeView(trx, sightOf(caller), id, change)),
    remove: (caller, id) => changing((trx) => deleteView(trx, sightOf(caller), id)),
    restore: (caller, id, name) => changing((trx) => restoreView(trx, sightOf(caller), id, name)),

    setOrder: (caller, ids) =>
      database.transaction(async (trx) => {
        const ordered = [...new Set(ids)].filter((id) => isKeptId(id) || isProvisionedId(id));
        await choose(trx, caller, { ordered });
        await auditViews(trx, caller, {
          action: 'view.order',
          target: { kind: 'person', id: caller.id },
          detail: { after: ordered },
        });
        return await listFor(trx, sightOf(caller));
      }),

    setDefault: (caller, view) =>
      database.transaction(async (trx) => {
        const sight = sightOf(caller);
        const { views, defaultView } = await listFor(trx, sight);
        if (view !== null && !views.some(({ id }) => id === view)) throw unknownView();
        await choose(trx, caller, { opens_with: view });
        await auditViews(trx, caller, {
          action: 'view.default',
          target: { kind: 'person', id: caller.id },
          detail: { before: defaultView, after: view },
        });
        return { views, defaultView: view };
      }),
  };
}

async function choose(
  trx: Transaction<Tables>,
  { id }: ViewCaller,
  choice: { ordered: string[] } | { opens_with: string | null },
): Promise<void> {
  await trx
    .insertInto('view_choice')
    .values({ person: id, ...choice })
    .onConflict((conflict) => conflict.column('person').doUpdateSet(choice))
    .execute();
}

/** What was put in order comes first, and the rest as it came. */
function inOrder(views: readonly View[], ordered: readonly string[]): View[] {
  const place = new Map(ordered.map((id, index) => [id, index]));
  return views.toSorted((a, b) => (place.get(a.id) ?? ordered.length) - (place.get(b.id) ?? ordered.length));
}

function isNameTaken(error: unknown): boolean {
  return isUniqueViolation(error) && (error as { constraint?: unknown }).constraint === 'view_name';
}
