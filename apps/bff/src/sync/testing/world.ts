import type { ReadTask } from '@watchfloor/contract';
import { sql } from 'kysely';
import { type ConnectionBook, createConnectionBook } from '../../connections/connection-book.ts';
import { createLog } from '../../log.ts';
import { createTestDatabase, type TestDatabase } from '../../store/testing/test-database.ts';
import { unpack } from '../raw-bytes.ts';
import { type Sync, startSync } from '../sync.ts';
import { hurried, putInto, toAsked } from './asked-vendors.ts';
import type { StagedVendor } from './staged-vendors.ts';
import type { TrueList } from './true-lists.ts';

/** Several vendors, a database, and a server's reading between them. */
export interface World {
  database: TestDatabase;
  vendors: readonly StagedVendor[];
  book: ConnectionBook;
  sync: Sync;
  /** What was logged. */
  lines: string[];
  /** As an operator would who knows that it is over: what a vendor is left alone for, by its wish or by ours, ends now. */
  endPauses(vendor?: StagedVendor): Promise<void>;
  close(): Promise<void>;
}

export async function startWorld(staged: readonly StagedVendor[], { days = 40, pace = hurried } = {}): Promise<World> {
  const database = await createTestDatabase();
  const lines: string[] = [];
  const log = createLog((line) => void lines.push(line));
  const book = createConnectionBook(log);
  for (const vendor of staged) putInto(book, toAsked(vendor), database);
  const sync = await startSync({ database, book, days, pace, log, now: Date.now });
  return {
    database,
    vendors: staged,
    book,
    sync,
    lines,
    async endPauses(vendor) {
      const origin = vendor ? new URL(String(vendor.settings().base_url)).origin : '';
      await sql`
        update outbound_quota set paused_until = 0, broken_by = null, broken_until = 0, is_probed = false
        where position(${`${origin} `} in key) > 0`.execute(database.sql);
    },
    async close() {
      await sync.close();
      await book.close();
      await Promise.all(staged.map(({ simulator }) => simulator.close()));
      await database.close();
    },
  };
}

interface KeptFinding {
  key: string;
  vendor_status: string | null;
  happened: number | null;
  active: number | null;
  raw: Buffer | null;
}

/** What of the kept findings is not as the vendor has it, in words. Reads tables and texts itself, as no code of ours does. */
export async function findDifferences(
  { sql: db }: Pick<TestDatabase, 'sql'>,
  { id, resource }: Pick<StagedVendor, 'id' | 'resource'>,
  truth: TrueList,
): Promise<string[]> {
  const { rows } = await sql<KeptFinding>`
    select f.key, f.vendor_status, f.happened, f.active, r.raw
    from finding f left join finding_raw r on r.uid = f.uid and r.at = f.at
    where f.connection = ${id} and f.resource = ${resource} and f.gone_at is null`.execute(db);
  const differences: string[] = [];
  const seen = new Set<string>();
  for (const { key, vendor_status, happened, active, raw } of rows) {
    const there = truth.get(key);
    const say = (what: string) => differences.push(`${id}: ${key} ${what}`);
    if (seen.has(key)) say('twice');
    seen.add(key);
    if (!there) {
      say('not at the vendor');
      continue;
    }
    if (!raw) say('without its bytes');
    else if (!there.raws.includes(await unpack(raw))) say('has other bytes');
    if (there.vendorStatus !== undefined && vendor_status !== there.vendorStatus) {
      say(`is ${vendor_status}, and ${there.vendorStatus} there`);
    }
    if (Math.floor((happened ?? 0) / 1_000) !== Math.floor(there.happened / 1_000)) say(`happened at ${happened}`);
    if (there.active !== undefined && active !== there.active) say(`was active at ${active}, there at ${there.active}`);
  }
  for (const key of truth.keys()) if (!seen.has(key)) differences.push(`${id}: ${key} not kept`);
  return differences;
}

/** Has the whole time that is kept read or verified, as a person would. @returns the task at its end */
export async function doTask(
  { database, sync }: Pick<World, 'database' | 'sync'>,
  { id, resource }: Pick<StagedVendor, 'id' | 'resource'>,
  kind: ReadTask['kind'],
  range = { from: Date.now() - 40 * 86_400_000, to: Date.now() },
): Promise<{ state: string; message: string | null; result: ReadTask['result'] }> {
  const { rows } = await sql<{ id: string }>`
    insert into read_task (connection, resource, kind, from_at, to_at, asked_by_name)
    values (${id}, ${resource}, ${kind}, ${range.from}, ${range.to}, 'somebody') returning id`.execute(database.sql);
  await sync.wake(id);
  for (;;) {
    const task = await database.sql
      .selectFrom('read_task')
      .select(['state', 'message', 'result'])
      .where('id', '=', rows[0]?.id ?? '')
      .executeTakeFirstOrThrow();
    if (task.state !== 'waiting' && task.state !== 'running')
      return { ...task, result: task.result as ReadTask['result'] };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
