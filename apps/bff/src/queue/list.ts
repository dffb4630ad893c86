import { foldLimits } from '@watchfloor/contract';
import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../store/database.ts';
import { type FoundRow, rowColumns } from './rows.ts';

type Db = Pick<Database, 'sql'>;

/** Of all findings that match, and of the rows that they make. */
interface Totals {
  total: number;
  totalRows: number;
}

/** Where a scroll stands: the last row that was given out. */
export interface QueuePosition extends Totals {
  readonly [key: string]: unknown;
  snapshot: number;
  /** When the scroll began, epoch ms. */
  now: number;
  rank: number;
  place: number;
  uid: string;
}

/** A row and what stands behind it. */
export interface FoldedRow extends FoundRow {
  count: number;
  first_at: number;
  latest_at: number;
  rank: number;
  place: number;
  members: { uid: string; version: number }[] | null;
}

/** Rows of an export that are read at once. */
const exportPage = 1_000;

interface Order {
  /** Of a matter: by what its row is placed. */
  place: RawBuilder<number>;
  direction: 'asc' | 'desc';
  /** Worst first, before the place. */
  bySeverity: boolean;
}

const orders: Readonly<Record<string, Order>> = {
  work: { place: sql<number>`min(sort_at)`, direction: 'asc', bySeverity: true },
  'time-desc': { place: sql<number>`max(sort_at)`, direction: 'desc', bySeverity: false },
  'time-asc': { place: sql<number>`min(sort_at)`, direction: 'asc', bySeverity: false },
  'arrived-desc': { place: sql<number>`max(arrived)`, direction: 'desc', bySeverity: false },
  'active-desc': { place: sql<number>`max(active)`, direction: 'desc', bySeverity: false },
};

/** The number of the last change that can be read. */
export async function readClock({ sql: db }: Db): Promise<number> {
  const { number } = await db.selectFrom('change_clock').select('number').executeTakeFirstOrThrow();
  return number;
}

interface ListQuestion {
  where: RawBuilder<boolean>;
  order: string;
  rows: number;
  snapshot: number;
  after: QueuePosition | null;
}

/**
 * A page of what matches, behind `after`, one row for each matter. What came after the snapshot is not in it; a row that
 * changed since stands where it is now.
 */
export async function readRows(
  { sql: db }: Db,
  question: ListQuestion,
): Promise<{ found: FoldedRow[]; totals: Totals }> {
  const { rows, after } = question;
  const { place, direction, bySeverity } = orderOf(question.order);
  const way = sql.raw(direction);
  const byRank = bySeverity ? sql`rank asc,` : sql``;
  // Of a scroll, the first page counts; those behind it stand in its cursor.
  const totals = after
    ? sql``
    : sql`, (select count(*) from islands) as total,
      (select count(*) filter (where is_first) from islands) as "totalRows"`;
  const { rows: found } = await sql<FoldedRow & Partial<Totals>>`
    ${matters(question)},
    page as (
      select * from (
        select matter, island, count(*) as count, min(sort_at) as first_at, max(sort_at) as latest_at,
          min(severity_rank) as rank, ${place} as place,
          (array_agg(uid order by severity_rank, sort_at desc, uid))[1] as row_uid
        from islands group by matter, island
      ) folded
      where ${after ? behind(bySeverity, direction, after) : sql<boolean>`true`}
      order by ${byRank} place ${way}, row_uid asc limit ${rows}
    )
    select ${rowColumns}, p.count, p.first_at, p.latest_at, p.rank, p.place,
      case when p.count > 1 then (
        select json_agg(json_build_object('uid', o.uid, 'version', o.version)) from (
          select i.uid, i.version from islands i
          where i.matter = p.matter and i.island = p.island and i.uid <> p.row_uid
          order by i.sort_at desc, i.uid limit ${foldLimits.members}
        ) o
      ) end as members ${totals}
    from page p join finding f on f.uid = p.row_uid left join mark m on m.uid = f.uid
    order by ${byRank} p.place ${way}, f.uid asc`.execute(db);
  const { total = 0, totalRows = 0 } = after ?? found[0] ?? {};
  return { found, totals: { total, totalRows } };
}

/** Every finding that matches by itself, latest first, in pages. */
export async function* readAll(
  { sql: db }: Db,
  { where, snapshot }: Pick<ListQuestion, 'where' | 'snapshot'>,
): AsyncGenerator<FoundRow[]> {
  let after: { sort_at: number; uid: string } | undefined;
  for (;;) {
    const beyond = after
      ? sql<boolean>`(f.sort_at < ${after.sort_at} or (f.sort_at = ${after.sort_at} and f.uid > ${after.uid}))`
      : sql<boolean>`true`;
    const { rows } = await sql<FoundRow & { sort_at: number }>`
      select ${rowColumns}, f.sort_at from finding f left join mark m on m.uid = f.uid
      where ${where} and f.first_change <= ${snapshot} and ${beyond}
      order by f.sort_at desc, f.uid limit ${exportPage}`.execute(db);
    if (rows.length > 0) yield rows;
    after = rows.at(-1);
    if (!after || rows.length < exportPage) return;
  }
}

/** How many findings match, of those that were there at the snapshot. */
export async function countFindings(
  { sql: db }: Db,
  { where, snapshot }: Pick<ListQuestion, 'where' | 'snapshot'>,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from finding f left join mark m on m.uid = f.uid
    where ${where} and f.first_change <= ${snapshot}`.execute(db);
  return rows[0]?.count ?? 0;
}

/**
 * What matches, each with the number of the run that it stands in among those of its matter: one that follows another
 * after a longer pause than the matter's begins the next.
 */
function matters({ where, snapshot }: Pick<ListQuestion, 'where' | 'snapshot'>): RawBuilder<unknown> {
  return sql`
    with matched as (
      select f.uid, f.matter, f.matter_pause_ms, f.sort_at, f.severity_rank, f.arrived,
        coalesce(f.active, f.sort_at) as active, coalesce(m.version, 0) as version
      from finding f left join mark m on m.uid = f.uid
      where ${where} and f.first_change <= ${snapshot}
    ),
    stepped as (
      select *, coalesce(sort_at - lag(sort_at) over in_matter > matter_pause_ms, false) as is_next,
        lag(sort_at) over in_matter is null as is_only
      from matched window in_matter as (partition by matter order by sort_at, uid)
    ),
    islands as (
      select *, is_next or is_only as is_first,
        count(*) filter (where is_next) over (partition by matter order by sort_at, uid) as island
      from stepped
    )`;
}

function orderOf(name: string): Order {
  const order = orders[name];
  if (!order) throw new Error(`The queue has an order that it does not know: ${name}`);
  return order;
}

function behind(bySeverity: boolean, direction: 'asc' | 'desc', after: QueuePosition): RawBuilder<boolean> {
  const { rank, place, uid } = after;
  const further = direction === 'asc' ? sql`>` : sql`<`;
  const inTime = sql<boolean>`(place ${further} ${place} or (place = ${place} and row_uid > ${uid}))`;
  return bySeverity ? sql<boolean>`(rank > ${rank} or (rank = ${rank} and ${inTime}))` : inTime;
}
