import { sql } from 'kysely';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { migrate } from './migrate.ts';
import { type Migration, toChecksum } from './migration.ts';
import { migrations } from './migrations/index.ts';
import { createEmptyDatabase } from './testing/test-database.ts';

// The first one to ask waits for the server, which takes a while on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let database: Awaited<ReturnType<typeof createEmptyDatabase>>;
beforeEach(async () => {
  database = await createEmptyDatabase();
});
afterEach(() => database.drop());

const step = (name: string, statement: string): Migration => ({
  name,
  async up(db) {
    await sql.raw(statement).execute(db);
  },
});
const first = step('0001-first', 'create table first (a int)');
const second = step('0002-second', 'create table second (a int); insert into second values (1)');

async function query(statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(statement);
  await client.end();
  return rows;
}

const run = (list: readonly Migration[], versionMin?: number) =>
  migrate({ url: database.url, migrations: list, ...(versionMin !== undefined && { versionMin }) });

it('the list is in the order of its numbers, without a gap', () => {
  for (const [index, { name }] of migrations.entries()) {
    expect(name).toMatch(new RegExp(`^${String(index + 1).padStart(4, '0')}-[a-z0-9-]+$`));
  }
});

it('a checksum is that of the statements, not of their layout', async () => {
  const other = step('0001-first', '\n  create   table first\n (a int)  ');
  expect(await toChecksum(other)).toBe(await toChecksum(first));
  expect(await toChecksum(step('0001-first', 'create table first (b int)'))).not.toBe(await toChecksum(first));
});

describe('migrating', () => {
  it('applies what is missing, once however many processes start together', async () => {
    const results = await Promise.all(Array.from({ length: 12 }, () => run([first, second])));
    expect(results.flat()).toEqual(['0001-first', '0002-second']);
    expect(await query('select a from second')).toEqual([{ a: 1 }]);
    const third = step('0003-third', 'alter table second add b int');
    expect(await run([first, second, third])).toEqual(['0003-third']);
  });

  it('keeps what was applied when a later step fails, and nothing of that step', async () => {
    const broken = step('0002-second', 'create table second (a int); select 1 / 0');
    await expect(run([first, broken])).rejects.toThrow('division by zero');
    expect(
      await query("select to_regclass('first') is not null as first, to_regclass('second') is not null as second"),
    ).toEqual([{ first: true, second: false }]);
    expect(await run([first, second])).toEqual(['0002-second']);
  });

  it('of the real schema works on an empty database, with the rights that it gives', async () => {
    expect(await migrate({ url: database.url })).toEqual(migrations.map(({ name }) => name));
    const rows = await query(`select has_table_privilege('watchfloor_app', 'audit_entry', 'insert, select') as adds,
      has_table_privilege('watchfloor_app', 'audit_entry', 'update') or has_table_privilege('watchfloor_app', 'audit_entry', 'delete')
      or has_table_privilege('watchfloor_app', 'audit_seal', 'truncate') as changes`);
    expect(rows).toEqual([{ adds: true, changes: false }]);
  });
});

describe('a schema that this code does not know is refused and left alone', () => {
  it('newer', async () => {
    await run([first, second]);
    await expect(run([first])).rejects.toThrow(
      'The database has the schema of a newer Watchfloor (0002-second); this one knows 0001-first.',
    );
  });

  it.each([
    ['another name', step('0001-other', 'create table first (a int)')],
    ['other statements', step('0001-first', 'create table first (a bigint)')],
  ])('%s', async (_what, other) => {
    await run([first]);
    await expect(run([other, second])).rejects.toThrow('The database has had the migration 0001-first in another form');
    expect(await query("select to_regclass('second') as second")).toEqual([{ second: null }]);
  });
});

it('a server that is too old is named with its version', async () => {
  await expect(run([first], 99)).rejects.toThrow(/is Postgres \d+\. Watchfloor needs 99 or later\.$/);
  expect(await query("select to_regclass('schema_migration') as made")).toEqual([{ made: null }]);
});

it('a user without the right to make roles is told what an administrator has to run', async () => {
  const name = new URL(database.url).pathname.slice(1);
  await query(`create role ${name}_user login password 'x'; grant create, connect on database ${name} to ${name}_user;
    grant create on schema public to ${name}_user`);
  const url = new URL(database.url);
  url.username = `${name}_user`;
  url.password = 'x';
  await expect(migrate({ url: url.href, migrations: [first] })).rejects.toThrow(
    `create role watchfloor_app nologin; grant watchfloor_app to ${name}_user;`,
  );
  await query(`grant watchfloor_app to ${name}_user`);
  expect(await migrate({ url: url.href, migrations: [first] })).toEqual(['0001-first']);
  await query(`drop owned by ${name}_user cascade; drop role ${name}_user`);
});
