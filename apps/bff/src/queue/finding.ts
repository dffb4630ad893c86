import type { QueueFindingAnswer, QueueRow, Verdict } from '@watchfloor/contract';
import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../store/database.ts';
import { toMarkEntry } from '../triage/history.ts';
import { toSeenKeys } from '../triage/seen-keys.ts';
import { type FoundRow, rowColumns, toVerdict } from './rows.ts';

type Db = Pick<Database, 'sql'>;

const shownMax = 200;

/**
 * One finding, with what was done and what changed.
 * @param hasStates whether its vendor says of such a finding that it is open
 * @returns undefined: it is not kept, or not to be seen
 */
export async function readFinding(
  { sql: db }: Db,
  uid: string,
  isVisible: RawBuilder<boolean>,
  toRow: (row: FoundRow) => QueueRow,
  hasStates: (row: FoundRow) => boolean,
): Promise<QueueFindingAnswer | undefined> {
  const row = (await readKept({ sql: db }, uid, isVisible)) ?? (await readMarked({ sql: db }, uid, isVisible));
  if (!row) return undefined;
  const [entries, changes] = await Promise.all([
    db
      .selectFrom('mark_entry')
      .select(['id', 'at', 'actor_name', 'kind', 'before', 'after', 'note'])
      .where('uid', '=', uid)
      .orderBy('id', 'desc')
      .limit(shownMax)
      .execute(),
    db
      .selectFrom('finding_change')
      .select(['changed_at', 'before', 'after'])
      .where('uid', '=', uid)
      .orderBy('change', 'desc')
      .limit(shownMax)
      .execute(),
  ]);
  return {
    row: toRow(row),
    vendorOpen: hasStates(row) && row.gone_at === null ? row.vendor_open : null,
    history: entries.map((entry) => toMarkEntry(entry, row.status)),
    changes: changes.map(({ changed_at, before, after }) => ({
      at: changed_at,
      before: { ...before },
      after: { ...after },
    })),
    seenBefore: await readSeenBefore({ sql: db }, row),
  };
}

interface KeptFinding extends FoundRow {
  vendor_open: boolean | null;
}

async function readKept(
  { sql: db }: Db,
  uid: string,
  isVisible: RawBuilder<boolean>,
): Promise<KeptFinding | undefined> {
  const { rows } = await sql<KeptFinding>`
    select ${rowColumns}, f.vendor_open from finding f left join mark m on m.uid = f.uid
    where f.uid = ${uid} and ${isVisible}`.execute(db);
  return rows[0];
}

/** The copy that a decision keeps: it outlives the finding, of which nothing else is left. */
async function readMarked(
  { sql: db }: Db,
  uid: string,
  isVisible: RawBuilder<boolean>,
): Promise<KeptFinding | undefined> {
  const { rows } = await sql<KeptFinding>`
    select ${rowColumns}, f.vendor_open from (
      select c.uid, c.connection, c.resource, c.record, 'new' as status, null::bigint as gone_at, null::boolean as vendor_open,
        coalesce((c.record ->> 'arrived')::bigint, (c.record ->> 'happened')::bigint, c.updated_at) as arrived
      from mark c
    ) f join mark m on m.uid = f.uid
    where f.uid = ${uid} and ${isVisible}`.execute(db);
  return rows[0];
}

/** Decisions on the same rule and the same entity, apart from those on this finding. */
async function readSeenBefore({ sql: db }: Db, row: FoundRow): Promise<QueueFindingAnswer['seenBefore']> {
  const { rule, entity } = toSeenKeys(row.record);
  if (entity === null) return null;
  const { rows } = await sql<{ verdict: string; decided_at: number; updated_by: string }>`
    select verdict, decided_at, updated_by from mark
    where rule_key = ${rule} and entity_key = ${entity} and verdict is not null and decided_at is not null
      and connection = ${row.connection} and uid <> ${row.uid}
    order by decided_at desc limit 1000`.execute(db);
  const decided = rows.flatMap(({ verdict, ...rest }) => {
    const known = toVerdict(verdict);
    return known ? [{ ...rest, verdict: known }] : [];
  });
  const [last] = decided;
  if (!last) return null;
  const verdicts: Partial<Record<Verdict, number>> = {};
  for (const { verdict } of decided) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
  return {
    decided: decided.length,
    verdicts,
    last: { at: last.decided_at, by: last.updated_by, verdict: last.verdict },
  };
}
