import {
  type BulkItem,
  type BulkItemsAnswer,
  type BulkOutcome,
  bulkLimits,
  type SourceRecord,
} from '@watchfloor/contract';
import { sql } from 'kysely';
import { csvStart, toCsvLine } from '../export/csv.ts';
import { toVerdict, toWorkState } from '../queue/rows.ts';
import type { Database } from '../store/database.ts';
import type { BulkFound } from './bulk-tables.ts';

type Db = Pick<Database, 'sql'>;

export interface ReceiptQuestion {
  job: string;
  /** It begins behind this one. */
  after: number;
  rows: number;
  outcome: BulkOutcome | undefined;
  /** Connections whose findings the asker may see now. */
  visible: readonly string[];
}

interface ItemRow {
  position: number;
  uid: string;
  connection: string;
  record: SourceRecord | null;
  outcome: Exclude<BulkOutcome, 'left'> | null;
  why: BulkItem['why'];
  found: BulkFound | null;
}

/** What became of each finding. Of one that may not be seen any more, only that it was one of them. */
export async function readItems({ sql: db }: Db, question: ReceiptQuestion): Promise<BulkItemsAnswer> {
  const { job, after, rows: max, outcome, visible } = question;
  const only =
    outcome === undefined
      ? sql<boolean>`true`
      : outcome === 'left'
        ? sql<boolean>`outcome is null`
        : sql<boolean>`outcome = ${outcome}`;
  const { rows } = await sql<ItemRow>`
    select i.position, i.uid, i.connection, i.outcome, i.why,
      case when i.connection = any(${visible}::text[]) then coalesce(f.record, m.record) end as record,
      case when i.connection = any(${visible}::text[]) then i.found end as found
    from (
      select * from bulk_item where job = ${job} and position > ${after} and ${only}
      order by position limit ${max + 1}
    ) i left join queue_entry x on x.uid = i.uid left join finding f on f.uid = x.uid and f.at = x.at
      left join mark m on m.uid = i.uid
    order by i.position`.execute(db);
  const page = rows.slice(0, max);
  return { items: page.map(toItem), next: rows.length > max ? (page.at(-1)?.position ?? null) : null };
}

const head = ['position', 'uid', 'connection', 'finding', 'outcome', 'why', 'state', 'owner', 'verdict', 'by', 'at'];

/** The whole receipt as a file, page by page. */
export async function* toReceiptFile(
  db: Db,
  question: Pick<ReceiptQuestion, 'job' | 'visible'>,
): AsyncGenerator<string> {
  yield csvStart + toCsvLine(head);
  let after: number | null = 0;
  while (after !== null) {
    const page: BulkItemsAnswer = await readItems(db, {
      ...question,
      after,
      rows: bulkLimits.items,
      outcome: undefined,
    });
    yield page.items.map(toLine).join('');
    after = page.next;
  }
}

function toItem({ position, uid, connection, record, outcome, why, found }: ItemRow): BulkItem {
  return {
    position,
    uid,
    connection,
    title: record?.title ?? null,
    outcome: outcome ?? 'left',
    why,
    found: found && { ...found, state: toWorkState(found.state), verdict: toVerdict(found.verdict) },
  };
}

function toLine({ position, uid, connection, title, outcome, why, found }: BulkItem): string {
  const at = found?.at ?? null;
  return toCsvLine([
    position,
    uid,
    connection,
    title,
    outcome,
    why,
    found?.state ?? null,
    found?.owner ?? null,
    found?.verdict ?? null,
    found?.by ?? null,
    at === null ? null : new Date(at).toISOString(),
  ]);
}
