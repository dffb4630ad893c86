import type { ViewContent } from '@watchfloor/contract';
import { type ExpressionBuilder, type Kysely, type Selectable, sql } from 'kysely';
import { maySee } from '../connections/access.ts';
import type { Tables } from '../store/tables.ts';
import type { ViewCaller } from './caller.ts';
import { openToRole } from './sharing.ts';
import type { ViewTable } from './tables.ts';
import type { KnownConnection } from './target.ts';
import { isKeptId } from './view-id.ts';

export type ViewRow = Selectable<ViewTable>;

/** For how long a deleted view can come back. */
export const restorableMs = 24 * 3_600_000;

export const nowMs = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`;

/** What a caller may see, as the questions need it. */
export interface Sight {
  caller: ViewCaller;
  /** The connections that they may see. */
  connections: readonly KnownConnection[];
}

/** The views that somebody may learn of: their own, and shared ones that tell nothing of what they may not see. */
export function listVisible(db: Kysely<Tables>, sight: Sight): Promise<ViewRow[]> {
  return selectVisible(db, sight).where('deleted', 'is', null).orderBy('created').orderBy('view.id').execute();
}

/** One of them, and nobody changes it until the transaction ends. @returns undefined also for ids that are no ids */
export async function lockVisible(
  trx: Kysely<Tables>,
  id: string,
  sight: Sight,
  kept: 'live' | 'deleted' = 'live',
): Promise<ViewRow | undefined> {
  if (!isKeptId(id)) return undefined;
  return await selectVisible(trx, sight)
    .where('view.id', '=', id)
    .where((eb) =>
      kept === 'live' ? eb('deleted', 'is', null) : eb('deleted', '>', sql<number>`${nowMs} - ${restorableMs}`),
    )
    .forUpdate('view')
    .executeTakeFirst();
}

/** With the owner's name of today, where the owner has an account. */
function selectVisible(db: Kysely<Tables>, sight: Sight) {
  return db
    .selectFrom('view')
    .leftJoin('person', 'person.id', 'view.owner')
    .selectAll('view')
    .select(sql<string>`coalesce(person.name, view.owner_name)`.as('owner_name'))
    .where((eb) => isVisible(eb, sight));
}

type Named = Pick<ViewRow, 'connection' | 'vendor' | 'names_connections' | 'names_vendors'>;

/** What of a view's content the questions above look at. */
export function toNamedColumns({ target, filters }: Pick<ViewContent, 'target' | 'filters'>): Named {
  const valuesOf = (name: string) => [...(filters[name]?.include ?? []), ...(filters[name]?.exclude ?? [])];
  const isQueue = target.kind === 'queue';
  return {
    connection: target.kind === 'connection' ? target.connection : null,
    vendor: target.kind === 'vendor' ? target.vendor : null,
    names_connections: isQueue ? valuesOf('source') : [],
    names_vendors: isQueue ? valuesOf('vendor') : [],
  };
}

/** Whether what a view names is no secret to the caller. */
export function mayLearnOf(named: Named, { caller: { access }, connections }: Sight): boolean {
  if (access === 'all') return true;
  const vendors = new Set(connections.map(({ vendor }) => vendor));
  return (
    (named.connection === null || maySee(access, named.connection)) &&
    (named.vendor === null || vendors.has(named.vendor)) &&
    named.names_connections.every((id) => maySee(access, id)) &&
    named.names_vendors.every((vendor) => vendors.has(vendor))
  );
}

/** `mayLearnOf` and who shares with whom, in SQL: what nobody may see is never read. */
function isVisible(eb: ExpressionBuilder<Pick<Tables, 'view'>, 'view'>, { caller, connections }: Sight) {
  const isOpen = sql<boolean>`sharing && ${openToRole(caller.role)}::text[]`;
  if (caller.access === 'all') return eb.or([eb('owner', '=', caller.id), isOpen]);
  const vendors = [...new Set(connections.map(({ vendor }) => vendor))];
  const isKnown = sql<boolean>`((connection is null or connection = any(${caller.access}::text[]))
    and (vendor is null or vendor = any(${vendors}::text[]))
    and names_connections <@ ${caller.access}::text[] and names_vendors <@ ${vendors}::text[])`;
  return eb.or([eb('owner', '=', caller.id), eb.and([isOpen, isKnown])]);
}
