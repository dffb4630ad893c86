import { foldLimits } from '@watchfloor/contract';
import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../store/database.ts';
import type { Match } from './match.ts';
import { type FoundRow, rowColumns } from './rows.ts';

type Db = Pick<Database, 'sql'>;

/** Of all findings that match, and of the rows that they make: null where they are too many to be folded for a number. */
interface Totals {
  total: number;
  totalRows: number | null;
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
export type FoldedRow = FoundRow & Placed;

interface Placed {
  uid: string;
  /** The day that it lies in. */
  at: number;
  count: number;
  first_at: number;
  latest_at: number;
  /** Its place in the order: of the first of its findings that the order meets. */
  rank: number;
  place: number;
  place_uid: string;
  members: { uid: string; version: number }[] | null;
}

/** More findings than this are not folded only to be counted. */
const countedRowsMax = 20_000;
/** Findings that are looked at in one step of a walk. Where many fold into few rows, the next step looks further. */
const stepMax = 5_000;

interface Order {
  place: RawBuilder<number>;
  direction: 'asc' | 'desc';
  /** Worst first, before the place. */
  bySeverity: boolean;
}

const orders: Readonly<Record<string, Order>> = {
  work: { place: sql<number>`x.sort_at`, direction: 'asc', bySeverity: true },
  'time-desc': { place: sql<number>`x.sort_at`, direction: 'desc', bySeverity: false },
  'time-asc': { place: sql<number>`x.sort_at`, direction: 'asc', bySeverity: false },
  'arrived-desc': { place: sql<number>`x.arrived`, direction: 'desc', bySeverity: false },
  'active-desc': { place: sql<number>`coalesce(x.active, x.sort_at)`, direction: 'desc', bySeverity: false },
};

/** The number of the last change that can be read. */
export async function readClock({ sql: db }: Db): Promise<number> {
  const { number } = await db.selectFrom('change_clock').select('number').executeTakeFirstOrThrow();
  return number;
}

interface ListQuestion {
  match: Match;
  order: string;
  rows: number;
  snapshot: number;
  after: QueuePosition | null;
}

type Place = Pick<QueuePosition, 'rank' | 'place' | 'uid'>;

/**
 * A page of what matches, behind `after`, one row for each matter. What came after the snapshot is not in it. The order is
 * walked finding by finding: a row stands where the order first meets one of its own, so that a page costs what is
 * on it and not what is in the range.
 */
export async function readRows(db: Db, question: ListQuestion): Promise<FoldedRow[]> {
  const { rows: wanted } = question;
  const found: FoldedRow[] = [];
  let after: Place | null = question.after;
  // Some fold into others, and one more step costs more than a longer one.
  for (let step = wanted * 2; ; step = Math.min(stepMax, step * 4)) {
    const { rows, last } = await walk(db, { ...question, rows: wanted - found.length, after }, step);
    found.push(...rows);
    if (found.length >= wanted || last === null) return found;
    after = last;
  }
}

/** @param step findings that are looked at. @returns the rows among them, and the last one that was looked at; null at the end */
async function walk(
  { sql: db }: Db,
  { match, order: name, rows: wanted, snapshot, after }: Omit<ListQuestion, 'after'> & { after: Place | null },
  step: number,
): Promise<{ rows: FoldedRow[]; last: Place | null }> {
  const order = orderOf(name);
  const { place, direction, bySeverity } = order;
  const ordered = (uid: string) =>
    sql`${bySeverity ? sql`rank asc,` : sql``} place ${sql.raw(direction)}, ${sql.ref(uid)} asc`;
  // A scroll has a finding where it stood when the scroll began.
  const wasMoved = sql<boolean>`x.rank_change > ${snapshot}`;
  const rank = bySeverity ? sql<number>`x.severity_rank` : sql<number>`0::smallint`;
  // Before the first page nothing was given out that a change could have kept from being met.
  const isChanged = after ? sql<boolean>`greatest(x.change, x.mark_change) > ${snapshot}` : sql<boolean>`false`;
  const pick = (part: RawBuilder<boolean>, ranked: RawBuilder<number>, limit: RawBuilder<unknown>) => sql`
    (select uid, matter, sort_at, rank, place, is_changed from (
      select x.uid, x.matter, x.sort_at, ${ranked} as rank, ${place} as place, ${isChanged} as is_changed ${match.from}
      where ${match.whenever} and ${part} and x.first_change <= ${snapshot}
    ) x where ${after ? behind(order, after) : sql<boolean>`true`} order by ${ordered('uid')} ${limit})`;
  const limit = sql`limit ${step}`;
  const isThere = sql<boolean>`${match.whenever} and (${match.near} or ${match.apart}) and x.first_change <= ${snapshot}`;
  const mayHaveMoved = bySeverity && after !== null;
  const stayed = mayHaveMoved ? sql<boolean>`not ${wasMoved}` : sql<boolean>`true`;
  const moved = mayHaveMoved
    ? sql`union all ${pick(sql<boolean>`${wasMoved} and (${match.near} or ${match.apart})`, rankAt(snapshot), limit)}`
    : sql``;
  const { rows } = await sql<Placed & { last: Place | null }>`
    with looked as materialized (
      select * from (
        ${pick(sql<boolean>`${match.near} and ${stayed}`, rank, limit)}
        union all ${pick(sql<boolean>`${match.apart} and ${stayed}`, rank, limit)} ${moved}
      ) parts order by ${ordered('uid')} ${limit}
    ),
    touched as materialized (
      select matter, min(sort_at) as first_at, max(sort_at) as last_at from looked
      ${name === 'time-desc' ? sql`where not ${isWithLater(match, sql<boolean>`${isThere} and not ${isChanged}`)}` : sql``}
      group by matter
    ),
    matched as materialized (
      select x.uid, x.matter, x.matter_pause_ms, x.sort_at, x.severity_rank, x.version, ${place} as place,
        ${isChanged} as is_changed,
        ${mayHaveMoved ? sql`case when ${wasMoved} then ${rankAt(snapshot)} else x.severity_rank end` : rank} as rank
      from (
        select matter, ${pastPause(match, isThere, 'before')} as after_at, ${pastPause(match, isThere, 'after')} as before_at from touched t
      ) l cross join lateral ${entriesOf(sql`l.matter`, sql<boolean>`x.sort_at > l.after_at and x.sort_at < l.before_at`)} x
      ${match.beside}
      where ${isThere}
    ),
    ${islands},
    ${after ? units : sql`units as (select *, island as unit, null as alone from islands)`},
    met as (
      select distinct on (matter, island) matter, island, uid as place_uid, rank, place from (
        select distinct on (matter, unit, alone) * from units order by matter, unit, alone, ${ordered('uid')}
      ) first_of_unit
      where uid in (select uid from looked) order by matter, island, ${ordered('uid')}
    ),
    page as (
      select * from met join (
        select matter, island, count(*) as count, min(sort_at) as first_at, max(sort_at) as latest_at,
          (array_agg(uid order by severity_rank, sort_at desc, uid))[1] as row_uid
        from islands group by matter, island
      ) folded using (matter, island)
      order by ${ordered('place_uid')} limit ${wanted}
    ),
    others as materialized (
      select matter, island, json_agg(json_build_object('uid', uid, 'version', version) order by nr) as members from (
        select matter, island, i.uid, i.version,
          row_number() over (partition by matter, island order by i.sort_at desc, i.uid) as nr
        from islands i join page p using (matter, island) where i.uid <> p.row_uid
      ) numbered where nr <= ${foldLimits.members} group by matter, island
    )
    select p.row_uid as uid, x.at, p.count, p.first_at, p.latest_at, p.rank, p.place, p.place_uid, e.last, o.members
    from (
      select case when count(*) = ${step} then (
        select json_build_object('rank', rank, 'place', place, 'uid', uid) from looked
        order by ${bySeverity ? sql`rank desc,` : sql``} place ${sql.raw(direction === 'asc' ? 'desc' : 'asc')}, uid desc limit 1
      ) end as last from looked
    ) e
    left join page p on true
    left join others o using (matter, island)
    left join queue_entry x on x.uid = p.row_uid
    order by ${ordered('place_uid')}`.execute(db);
  const placed = rows.filter(({ uid }) => uid !== null);
  const found = await readFound({ sql: db }, placed);
  return {
    rows: placed.flatMap((row) => {
      const kept = found.get(row.uid);
      return kept ? [{ ...row, ...kept }] : [];
    }),
    last: rows[0]?.last ?? null,
  };
}

/** Findings by where they lie, so that only their days are looked into. */
export async function readFound(
  { sql: db }: Db,
  placed: readonly { uid: string; at: number }[],
): Promise<ReadonlyMap<string, FoundRow>> {
  if (placed.length === 0) return new Map();
  const { rows } = await sql<FoundRow>`
    select ${rowColumns} from finding f left join mark m on m.uid = f.uid
    where f.uid = any(${placed.map(({ uid }) => uid)}::text[]) and f.at = any(${placed.map(({ at }) => at)}::bigint[])`.execute(
    db,
  );
  return new Map(rows.map((row) => [row.uid, row]));
}

/**
 * Those of a matter, by its own index and in their order. Whatever else is asked of them stands outside: by its guess of how
 * many that lets through, the database would read by another index, or the whole table, for each matter anew.
 */
function entriesOf(matter: RawBuilder<string>, where = sql<boolean>`true`): RawBuilder<unknown> {
  return sql`(select x.* from queue_entry x where x.matter = ${matter} and ${where} order by x.sort_at, x.uid offset 0)`;
}

/** From the findings of a matter that were looked at, towards the pause before them and the one after; `x` is one on the way. */
const ways = {
  before: {
    onward: sql<boolean>`x.sort_at <= t.first_at`,
    order: sql`x.sort_at desc`,
    isPause: sql<boolean>`lag(x.sort_at) over way - x.sort_at > lag(x.matter_pause_ms) over way`,
    none: sql`-9223372036854775808`,
  },
  after: {
    onward: sql<boolean>`x.sort_at >= t.last_at`,
    order: sql`x.sort_at`,
    isPause: sql<boolean>`x.sort_at - lag(x.sort_at) over way > x.matter_pause_ms`,
    none: sql`9223372036854775807`,
  },
};

/**
 * Where the rows end whose findings were looked at: no more of a matter need be folded, and it may have thousands. Time is read
 * in its order, so that reading ends at the pause.
 * @param stands for a finding, `x`, of the matter of `t`: it is one of those that make rows
 * @returns when the nearest finding beyond the pause happened; before or after all times where there is none
 */
function pastPause({ beside }: Match, stands: RawBuilder<boolean>, way: keyof typeof ways): RawBuilder<number> {
  const { onward, order, isPause, none } = ways[way];
  return sql<number>`coalesce((
    select sort_at from (
      select x.sort_at, ${isPause} as is_pause
      from (select x.* from queue_entry x where x.matter = t.matter and ${onward} order by ${order} offset 0) x ${beside}
      where ${stands} window way as (order by ${order})
    ) o where is_pause limit 1
  ), ${none})`;
}

/**
 * Whether a finding that was looked at belongs to a row that the latest first has shown already, as another of its matter
 * follows it soon enough. A look at the next one tells it, where folding a scanner's month would be the page's whole cost.
 * @param stands for another, `x`: it matches, and is as it was when the scroll began
 */
function isWithLater({ beside }: Match, stands: RawBuilder<boolean>): RawBuilder<boolean> {
  return sql<boolean>`coalesce(not looked.is_changed and (
    select not coalesce(x.sort_at - looked.place > x.matter_pause_ms, false)
    from ${entriesOf(sql`looked.matter`, sql<boolean>`x.sort_at > looked.place`)} x ${beside}
    where ${stands}
    order by x.sort_at, x.uid limit 1
  ), false)`;
}

/** Where the order of a scroll has a finding whose severity changed since. */
function rankAt(snapshot: number): RawBuilder<number> {
  return sql<number>`coalesce((
    select severity_rank(c.before ->> 'severity') from finding_change c
    where c.uid = x.uid and c.change > ${snapshot} and c.before ->> 'severity' is not null order by c.change limit 1
  ), x.severity_rank)`;
}

/**
 * What matches, each with the number of the run that it stands in among those of its matter: one that follows another
 * after a longer pause than the matter's begins the next.
 */
const islands = sql`
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

/**
 * By what a row is met further on in a scroll. What has changed since the scroll began may not have been there when its place
 * was passed, or have parted two rows that are one now: each such finding stands for itself, and those that are as they were
 * for the runs that they form alone. A row is given out where the order first meets one of these; so none is passed over,
 * and one comes again only where it changed meanwhile.
 */
const units = sql`
  parted as (
    select *, coalesce(sort_at - lag(sort_at) over in_unit > matter_pause_ms, false) as is_next_unit
    from islands window in_unit as (partition by matter, is_changed order by sort_at, uid)
  ),
  units as (
    select *, count(*) filter (where is_next_unit) over (partition by matter, is_changed order by sort_at, uid) as unit,
      case when is_changed then uid end as alone
    from parted
  )`;

/** How many findings match, of those that were there at the snapshot. */
export async function countFindings({ sql: db }: Db, { match, snapshot }: Asked): Promise<number> {
  const { where, isOfFacts } = match.counted;
  const counts = where.map(
    (part) => sql`
      select x.facts, count(*) as count ${match.from} where ${part} and x.first_change <= ${snapshot} group by x.facts`,
  );
  const { rows } = await sql<{ count: number }>`
    select coalesce(sum(count), 0)::int8 as count from (${sql.join(counts, sql` union all `)}) counted
    where ${isOfFacts(sql`facts`)}`.execute(db);
  return rows[0]?.count ?? 0;
}

type Asked = Pick<ListQuestion, 'match' | 'snapshot'>;

export async function countRows(db: Db, asked: Asked): Promise<Totals> {
  const total = await countFindings(db, asked);
  if (total > countedRowsMax) return { total, totalRows: null };
  const { rows } = await sql<{ count: number }>`
    with matched as (
      select x.uid, x.matter, x.matter_pause_ms, x.sort_at ${asked.match.from}
      where ${asked.match.where} and x.first_change <= ${asked.snapshot}
    ),
    ${islands}
    select count(*) filter (where is_first) as count from islands`.execute(db.sql);
  return { total, totalRows: rows[0]?.count ?? 0 };
}

function orderOf(name: string): Order {
  const order = orders[name];
  if (!order) throw new Error(`The queue has an order that it does not know: ${name}`);
  return order;
}

function behind({ bySeverity, direction }: Order, { rank, place, uid }: Place): RawBuilder<boolean> {
  const further = direction === 'asc' ? sql`>` : sql`<`;
  const inTime = sql<boolean>`(place ${further} ${place} or (place = ${place} and uid > ${uid}))`;
  return bySeverity ? sql<boolean>`(rank > ${rank} or (rank = ${rank} and ${inTime}))` : inTime;
}
