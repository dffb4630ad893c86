import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { writeAudit } from '../audit/write.ts';
import { openDatabase } from '../database.ts';
import { migrate } from '../migrate.ts';
import { migrations } from '../migrations/index.ts';
import { createEmptyDatabase, createTestDatabase, silent, type TestDatabase } from '../testing/test-database.ts';
import { writeBackup } from './backup.ts';
import { restoreBackup } from './restore.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let dir: string;
let file: string;
let source: TestDatabase;
let target: Awaited<ReturnType<typeof createEmptyDatabase>>;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'watchfloor-backup-'));
  file = join(dir, 'good.backup');
  source = await createTestDatabase();
  for (const name of ['Ada', 'tab\there', 'back\\slash\nand line', '𝕏 \u202e', "'; drop table person; --"]) {
    await source.transaction((trx) =>
      writeAudit(trx, { actor: { kind: 'system', name }, action: 'test.write', detail: { name, deep: [{ a: null }] } }),
    );
  }
  // Enough for more than one piece.
  await query(
    source.url,
    `insert into audit_entry (actor_kind, actor_name, action) select 'system', repeat('x', 200), 'test.write' from generate_series(1, 5000)`,
  );
  await writeBackup(source.url, file);
});
afterAll(async () => {
  await source.close();
  rmSync(dir, { recursive: true });
});
beforeEach(async () => {
  target = await createEmptyDatabase();
});
afterEach(() => target.drop());

async function query(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

const entries = (url: string) => query(url, 'select * from audit_entry order by id');
const tables = (url: string) => query(url, `select relname from pg_class where relnamespace = 'public'::regnamespace`);

describe('a backup', () => {
  it('restored into an empty database is the same, row for row, and says that it was restored', async () => {
    const summary = await restoreBackup(target.url, file, { replace: false });
    expect(summary.rows).toBeGreaterThanOrEqual(5_005);
    const before = await entries(source.url);
    const after = await entries(target.url);
    expect(after.slice(0, -1)).toEqual(before);
    expect(after.at(-1)).toMatchObject({ action: 'database.restore', actor_kind: 'command' });
    expect(await migrate({ url: target.url })).toEqual([]);
  });

  it('restored, works on as before: rights, triggers and numbers', async () => {
    await restoreBackup(target.url, file, { replace: false });
    const database = await openDatabase({ url: target.url, log: silent });
    const [last] = await query(target.url, 'select max(id)::int as id from audit_entry');
    await database.transaction((trx) =>
      writeAudit(trx, { actor: { kind: 'system', name: 'x' }, action: 'test.write' }),
    );
    expect(await query(target.url, 'select max(id)::int as id from audit_entry')).toEqual([
      { id: Number(last?.id) + 1 },
    ]);
    await expect(query(target.url, 'delete from audit_entry')).rejects.toThrow('written once');
    await expect(database.sql.deleteFrom('audit_entry').execute()).rejects.toThrow('permission denied');
    await database.close();
  });

  it('is one moment, whatever is written meanwhile, and closed to others', async () => {
    const during = join(dir, 'during.backup');
    const writing = new AbortController();
    const writer = (async () => {
      while (!writing.signal.aborted) {
        await source.transaction((trx) =>
          writeAudit(trx, { actor: { kind: 'system', name: 'w' }, action: 'test.write' }),
        );
      }
    })();
    await writeBackup(source.url, during);
    writing.abort();
    await writer;
    expect(statSync(during).mode & 0o777).toBe(0o600);
    expect((await restoreBackup(target.url, during, { replace: false })).rows).toBeGreaterThan(5_000);
    rmSync(during);
  });

  it('holds no session and no link, which would come to life again', async () => {
    const text = gunzipSync(readFileSync(file)).toString('latin1');
    expect(text).toContain('"audit_entry"');
    expect(text).not.toMatch(/person_session|one_time_link/);
  });

  it('of an older version is restored as it was, and brought up to date', async () => {
    const old = await createEmptyDatabase();
    await migrate({ url: old.url, migrations: migrations.slice(0, 2) });
    await query(
      old.url,
      `insert into audit_entry (actor_kind, actor_name, action) values ('system', 'old', 'test.write')`,
    );
    const older = join(dir, 'older.backup');
    await writeBackup(old.url, older);
    await old.drop();
    await restoreBackup(target.url, older, { replace: false });
    expect(await migrate({ url: target.url })).toEqual(migrations.slice(2).map(({ name }) => name));
    expect((await entries(target.url)).map(({ actor_name: name }) => name)).toContain('old');
  });

  it('does not take the place of a file that is there', async () => {
    await expect(writeBackup(source.url, file)).rejects.toThrow('exists already');
  });

  it('that cannot be written names the file and leaves none', async () => {
    const nowhere = join(dir, 'missing', 'a.backup');
    await expect(writeBackup(source.url, nowhere)).rejects.toThrow(`${nowhere} cannot be written (ENOENT).`);
    expect(existsSync(`${nowhere}.part`)).toBe(false);
  });
});

describe('a database with something in it', () => {
  it('is refused, and replaced where that was said', async () => {
    await migrate({ url: target.url });
    await query(
      target.url,
      `insert into audit_entry (actor_kind, actor_name, action) values ('system', 'old', 'test.write')`,
    );
    await expect(restoreBackup(target.url, file, { replace: false })).rejects.toThrow('The database is not empty.');
    expect(await entries(target.url)).toMatchObject([{ actor_name: 'old' }]);
    await restoreBackup(target.url, file, { replace: true });
    expect((await entries(target.url)).map(({ actor_name: name }) => name)).not.toContain('old');
  });

  it('and a Watchfloor that uses it is refused', async () => {
    await migrate({ url: target.url });
    const database = await openDatabase({ url: target.url, log: silent });
    await expect(restoreBackup(target.url, file, { replace: true })).rejects.toThrow(
      'A Watchfloor uses this database.',
    );
    await database.close();
  });
});

describe('refused before anything is changed', () => {
  const bytes = () => readFileSync(file);
  const frames = () => gunzipSync(bytes());

  it.each([
    ['a file cut in the middle', () => bytes().subarray(0, bytes().length / 2), 'is cut off'],
    ['a file without its last byte', () => bytes().subarray(0, -1), 'is cut off'],
    ['an empty file', () => Buffer.alloc(0), 'is cut off'],
    ['frames without their end', () => gzipSync(frames().subarray(0, -85)), 'is cut off'],
    ['an edited row', () => gzipSync(replace(frames(), 'Ada', 'Eve')), 'its checksum is another one'],
    [
      'an edited header',
      () => gzipSync(replace(frames(), '"version":1', '"version":2')),
      'its checksum is another one',
    ],
    ['something behind the end', () => gzipSync(Buffer.concat([frames(), frames()])), 'something follows its end'],
    ['a flipped bit', () => flip(bytes()), /damaged|cut off|changed/],
    [
      'another gzip',
      () => gzipSync('something else that is long enough to look like a frame'),
      'no backup of Watchfloor',
    ],
    ['no gzip', () => Buffer.from('select 1'), 'no backup of Watchfloor'],
  ])('%s', async (_name, make, message) => {
    const bad = join(dir, 'bad.backup');
    writeFileSync(bad, make());
    await expect(restoreBackup(target.url, bad, { replace: true })).rejects.toThrow(message);
    expect(await tables(target.url)).toEqual([]);
  });

  it('a file that is not there', async () => {
    await expect(restoreBackup(target.url, join(dir, 'none'), { replace: true })).rejects.toThrow(
      'cannot be read (ENOENT)',
    );
  });

  it('a backup of a newer version', async () => {
    const older = { replace: true, migrations: migrations.slice(0, 1) };
    await expect(restoreBackup(target.url, file, older)).rejects.toThrow(/was made by a newer Watchfloor/);
    expect(await tables(target.url)).toEqual([]);
  });

  it('control: the same file, whole', async () => {
    truncateSync(join(dir, 'bad.backup'), 0);
    await restoreBackup(target.url, file, { replace: true });
    expect((await tables(target.url)).length).toBeGreaterThan(3);
  });
});

function replace(bytes: Buffer, from: string, to: string): Buffer {
  const at = bytes.indexOf(from);
  if (at < 0) expect.fail(`no ${from}`);
  const changed = Buffer.from(bytes);
  changed.write(to, at);
  return changed;
}

function flip(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes);
  const at = Math.floor(bytes.length / 2);
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
}
