import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../store/database.ts';
import { type FoundRow, rowColumns } from './rows.ts';

type Db = Pick<Database, 'sql'>;

/** Where a scroll stands: the last row that was given out. */
export interface QueuePosition {
  readonly [key: string]: unknown;
  snapshot: number;
  total: number;
  place: number | null;
  rank: number;
  uid: string;
}

interface Order {
  /** By what a row is placed. */
  place: RawBuilder<number>;
  direction: 'asc' | 'desc';
  /** Worst first, before the place. */
  bySeverity: boolean;
}

const orders: Readonly<Record<string, Order>> = {
  work: { place: sql<number>`f.sort_at`, direction: 'asc', bySeverity: true },
  'time-desc': { place: sql<number>`f.sort_at`, direction: 'desc', bySeverity: false },
  'arrived-desc': { place: sql<number>`f.arrived`, direction: 'desc', bySeverity: false },
  'active-desc': { place: sql<number>`coalesce(f.active, f.sort_at)`, direction: 'desc', bySeverity: false },
};

/** The number of the last change that can be read. */
export async function readClock({ sql: db }: Db): Promise<number> {
  const { number } = await db.selectFrom('change_clock').select('number').executeTakeFirstOrThrow();
  return number;
}

/** How many match, of those that were there at the snapshot. */
export async function countRows({ sql: db }: Db, where: RawBuilder<boolean>, snapshot: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from finding f left join mark m on m.uid = f.uid
    where ${where} and f.first_change <= ${snapshot}`.execute(db);
  return rows[0]?.count ?? 0;
}

/**
 * A page of what matches, behind `after`. What came after the snapshot is not in it; a row that changed since stands where
 * it is now.
 */
export async function readRows(
  { sql: db }: Db,
  question: { where: RawBuilder<boolean>; order: string; rows: number; snapshot: number; after: QueuePosition | null },
): Promise<FoundRow[]> {
  const { where, rows, snapshot, after } = question;
  const order = orders[question.order];
  if (!order) throw new Error(`The queue has an order that it does not know: ${question.order}`);
  const { place, direction, bySeverity } = order;
  const way = sql.raw(direction);
  const beyond = after ? behind(order, after) : sql<boolean>`true`;
  const { rows: found } = await sql<FoundRow>`
    select ${rowColumns}, ${place} as place from finding f left join mark m on m.uid = f.uid
    where ${where} and f.first_change <= ${snapshot} and ${beyond}
    order by ${bySeverity ? sql`f.severity_rank asc,` : sql``} ${place} ${way}, f.uid asc
    limit ${rows}`.execute(db);
  return found;
}

function behind({ place, direction, bySeverity }: Order, { rank, uid, place: at }: QueuePosition): RawBuilder<boolean> {
  const further = direction === 'asc' ? sql`>` : sql`<`;
  const inTime = sql<boolean>`(${place} ${further} ${at} or (${place} = ${at} and f.uid > ${uid}))`;
  return bySeverity ? sql<boolean>`(f.severity_rank > ${rank} or (f.severity_rank = ${rank} and ${inTime}))` : inTime;
}
