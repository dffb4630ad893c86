import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openDatabase } from './database.ts';
import { createTestDatabase, silent, type TestDatabase } from './testing/test-database.ts';

// The first one to ask waits for the server, which takes a while on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const entry = { actor_kind: 'system' as const, actor_name: 'a test', action: 'test.write' };

describe('the application', () => {
  it('reads bigint as a number, and refuses what a number cannot hold', async () => {
    const { rows } = await sql<{ a: number; b: number[] }>`
      select 1795400000000::bigint as a, array[1, null, 9007199254740991]::bigint[] as b`.execute(database.sql);
    expect(rows).toEqual([{ a: 1795400000000, b: [1, null, 9007199254740991] }]);
    await expect(sql`select 9007199254740993::bigint`.execute(database.sql)).rejects.toThrow('9007199254740993');
  });

  it('runs under a role that owns nothing, and cannot change the audit log', async () => {
    const { rows } = await sql<{ role: string }>`select current_user as role`.execute(database.sql);
    expect(rows).toEqual([{ role: 'watchfloor_app' }]);
    await database.sql.insertInto('audit_entry').values(entry).execute();
    const denied = /permission denied for table audit_entry/;
    await expect(database.sql.updateTable('audit_entry').set({ actor_name: 'other' }).execute()).rejects.toThrow(
      denied,
    );
    await expect(database.sql.deleteFrom('audit_entry').execute()).rejects.toThrow(denied);
    await expect(sql`truncate audit_entry cascade`.execute(database.sql)).rejects.toThrow(denied);
  });

  it('keeps all of a transaction or nothing', async () => {
    const count = async () => (await database.sql.selectFrom('audit_entry').select('id').execute()).length;
    const before = await count();
    const failing = database.transaction(async (trx) => {
      await trx.insertInto('audit_entry').values(entry).execute();
      throw new Error('planted');
    });
    await expect(failing).rejects.toThrow('planted');
    expect(await count()).toBe(before);
    await database.transaction((trx) => trx.insertInto('audit_entry').values(entry).execute());
    expect(await count()).toBe(before + 1);
  });

  it('ends a statement that takes too long', async () => {
    const short = await openDatabase({ url: database.url, log: silent, statementTimeoutMs: 50 });
    await expect(sql`select pg_sleep(5)`.execute(short.sql)).rejects.toThrow('statement timeout');
    await short.close();
  });
});

describe('notices', () => {
  it('reach every listener of their channel, until it stops', async () => {
    const heard: (string | undefined)[] = [];
    const stop = await database.listen('test_one', (payload) => heard.push(payload));
    const stopOther = await database.listen('test_two', () => heard.push('other'));
    await sql`select pg_notify('test_one', 'a')`.execute(database.sql);
    await vi.waitFor(() => expect(heard).toEqual(['a']));
    await stop();
    await sql`select pg_notify('test_one', 'b'), pg_notify('test_two', 'c')`.execute(database.sql);
    await vi.waitFor(() => expect(heard).toEqual(['a', 'other']));
    await stopOther();
  });

  it('say that some may have been missed when the session was lost, and go on', async () => {
    const heard: (string | undefined)[] = [];
    const stop = await database.listen('test_lost', (payload) => heard.push(payload));
    const superuser = new pg.Client({ connectionString: database.url });
    await superuser.connect();
    const ended = await superuser.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'watchfloor listen' and datname = current_database()`);
    await superuser.end();
    expect(ended.rowCount).toBe(1);
    await vi.waitFor(() => expect(heard).toEqual([undefined]), { timeout: 5_000 });
    await sql`select pg_notify('test_lost', 'back')`.execute(database.sql);
    await vi.waitFor(() => expect(heard).toEqual([undefined, 'back']));
    await stop();
  });
});
