import type { EntityKind, Lookup, NoLookupReason } from '@watchfloor/contract';
import { type RawBuilder, sql } from 'kysely';
import type { HeldConnection } from '../connections/connection-book.ts';
import type { Database } from '../store/database.ts';

/** An entity keeps its id at a vendor for long, and not for ever: computers are set up anew. */
const idReachMs = 7 * 86_400_000;
const idsMax = 5;
/** Records that are looked at for an id: those that lie nearest in time. */
const nearestMax = 50;

export interface Asked {
  kind: EntityKind;
  value: string;
}

export interface Lookups {
  lookups: Lookup[];
  noLookups: { connection: string; why: NoLookupReason }[];
}

/**
 * What each source can be asked itself for each value, by what its connector says. Where a vendor knows an entity by an
 * id of its own, the id is that of its records that are kept from around that time and name the value.
 * @param at epoch ms
 */
export async function toLookups(
  database: Pick<Database, 'sql'>,
  connections: readonly HeldConnection[],
  asked: readonly Asked[],
  { at, isVisible }: { at: number; isVisible: RawBuilder<boolean> },
): Promise<Lookups[]> {
  const idsOf = await readIds(database, neededIds(connections, asked), { at, isVisible });
  return asked.map((one) => {
    const parts = connections.map((connection) => toLookupsAt(connection, one, idsOf));
    return {
      lookups: parts.flatMap(({ lookups }) => lookups),
      noLookups: parts.flatMap(({ why }, index) => {
        const connection = connections[index]?.id ?? '';
        return why === undefined ? [] : [{ connection, why }];
      }),
    };
  });
}

type IdsOf = (connection: string, idCell: string, value: string) => string[];

function toLookupsAt(
  connection: HeldConnection,
  { kind, value }: Asked,
  idsOf: IdsOf,
): { lookups: Lookup[]; why?: NoLookupReason } {
  const lookups: Lookup[] = [];
  let why: NoLookupReason = 'kind';
  for (const { resource, entityFilters } of connection.readers.values()) {
    for (const { filter, takes, idCell } of entityFilters?.(kind, value) ?? []) {
      const ids = idCell === undefined ? [value] : idsOf(connection.id, idCell, value);
      if (!takes) why = why === 'no_id' ? why : 'form';
      else if (ids.length === 0) why = 'no_id';
      else {
        lookups.push({
          connection: connection.id,
          resource: resource.name,
          label: `${connection.label} ${resource.label.toLowerCase()}`,
          filter,
          filterLabel: resource.filters.find(({ name }) => name === filter)?.label ?? filter,
          values: ids,
          byId: idCell !== undefined,
        });
      }
    }
  }
  return lookups.length > 0 ? { lookups } : { lookups, why };
}

interface NeededIds {
  connection: string;
  idCell: string;
  values: string[];
}

function neededIds(connections: readonly HeldConnection[], asked: readonly Asked[]): NeededIds[] {
  const needed = new Map<string, NeededIds>();
  for (const { id, readers } of connections) {
    for (const { entityFilters } of readers.values()) {
      for (const { kind, value } of asked) {
        for (const { idCell } of entityFilters?.(kind, value) ?? []) {
          if (idCell === undefined) continue;
          const name = `${id} ${idCell}`;
          const one = needed.get(name) ?? { connection: id, idCell, values: [] };
          one.values.push(value.toLowerCase());
          needed.set(name, one);
        }
      }
    }
  }
  return [...needed.values()];
}

async function readIds(
  { sql: db }: Pick<Database, 'sql'>,
  needed: readonly NeededIds[],
  { at, isVisible }: { at: number; isVisible: RawBuilder<boolean> },
): Promise<IdsOf> {
  const found = await Promise.all(
    needed.map(async ({ connection, idCell, values }) => {
      const { rows } = await sql<{ value: string; id: string }>`
        select v.value, f.record -> 'cells' ->> ${idCell} as id
        from unnest(${values}::text[]) v(value) cross join lateral (
          select f.uid, f.at, abs(f.sort_at - ${at}) as away from finding f
          where f.connection = ${connection} and f.at between ${at - idReachMs} and ${at + idReachMs}
            and f.entities @> array[v.value] and ${isVisible}
          order by away limit ${nearestMax}
        ) nearest join finding f on f.uid = nearest.uid and f.at = nearest.at
        where f.record -> 'cells' ->> ${idCell} <> ''
        group by 1, 2 order by min(nearest.away), 2`.execute(db);
      return rows.map((row) => ({ ...row, connection, idCell }));
    }),
  );
  const rows = found.flat();
  return (connection, idCell, value) =>
    rows
      .filter((row) => row.connection === connection && row.idCell === idCell && row.value === value.toLowerCase())
      .slice(0, idsMax)
      .map(({ id }) => id);
}
