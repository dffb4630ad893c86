import type { Keeping } from '@watchfloor/connectors';
import type { SourceRecord } from '@watchfloor/contract';
import { sql } from 'kysely';
import { createTestDatabase, silent, type TestDatabase } from '../../store/testing/test-database.ts';
import { type KeptSource, keepPage, type PageToKeep } from '../keep-page.ts';
import { createLeases, type Leases } from '../lease.ts';
import { unpack } from '../raw-bytes.ts';
import { keepDays } from '../retention.ts';
import { beginSource } from '../source-state.ts';

/** A list whose findings are kept, with no vendor behind it: pages are made here. */
export interface KeptList {
  database: TestDatabase;
  leases: Leases;
  source: KeptSource;
  keep(page: Partial<PageToKeep> & { records?: readonly SourceRecord[] }): ReturnType<typeof keepPage>;
  rows(): Promise<
    { uid: string; key: string; title: string; vendor_status: string | null; gone_at: number | null; at: number }[]
  >;
  rawOf(uid: string): Promise<string>;
  close(): Promise<void>;
}

const place = { connection: 'made', resource: 'alerts' };
const days = 30;

export async function startKeptList(keeping: Partial<Keeping> = {}): Promise<KeptList> {
  const database = await createTestDatabase();
  const leases = createLeases(database, { lifeMs: 60_000, watchMs: 1_000 });
  const fence = (await leases.hold([place.connection])).get(place.connection)?.fence ?? 0;
  await keepDays({ database, days, log: silent, now: Date.now() });
  await beginSource(database, { ...place, fence, account: 'account', filters: {}, settings: '' });
  const source: KeptSource = {
    ...place,
    fence,
    retentionMs: days * 86_400_000,
    keeping: { filters: {}, rule: 'All', order: 'time-desc', ...keeping },
  };
  return {
    database,
    leases,
    source,
    keep: ({ records = [], ...rest }) =>
      keepPage(database, source, {
        readAt: Date.now(),
        raws: records.map((record) => JSON.stringify(record)),
        unreadable: [],
        covered: null,
        ...rest,
        records,
      }),
    rows: () =>
      database.sql
        .selectFrom('finding')
        .select(['uid', 'key', 'title', 'vendor_status', 'gone_at', 'at'])
        .orderBy('uid')
        .execute(),
    async rawOf(uid) {
      const { rows } = await sql<{ raw: Buffer }>`select raw from finding_raw where uid = ${uid}`.execute(database.sql);
      return rows[0] ? unpack(rows[0].raw) : '';
    },
    close: () => database.close(),
  };
}

export function toRecord(key: string, rest: Partial<SourceRecord> = {}): SourceRecord {
  return {
    uid: `${place.connection}:${place.resource}:${key}`,
    key,
    happened: Date.now() - 60_000,
    arrived: null,
    active: null,
    title: `Alert ${key}`,
    severity: 'low',
    outcome: 'not_stated',
    entities: [],
    attack: [],
    cells: {},
    ...rest,
  } as SourceRecord;
}
