import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLog } from '../../log.ts';
import { openDatabase } from '../database.ts';
import { createTestDatabase, silent, type TestDatabase } from '../testing/test-database.ts';
import { appendHead, parseHead, readHeads } from './heads.ts';
import { toSealKey } from './seal.ts';
import { type Sealer, startSealer } from './sealer.ts';
import { verifyAudit } from './verify.ts';
import { writeAudit } from './write.ts';

// The first one to ask waits for the server, which takes a while on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const key = toSealKey(new Uint8Array(32).fill(1));
const entry = (name: string) => ({
  actor: { kind: 'person' as const, id: 'p1', name },
  action: 'view.rename',
  target: { kind: 'view', id: 'v1' },
  requestId: 'request-1',
  detail: { before: { name: 'a' }, after: { name: 'b' } },
});

let dataDir: string;
let database: TestDatabase;
let superuser: pg.Client;
let lines: string[];
const sealers: Sealer[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  superuser = new pg.Client({ connectionString: database.url });
  await superuser.connect();
});
afterAll(async () => {
  await superuser.end();
  await database.close();
});
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'watchfloor-audit-'));
  lines = [];
  await tamper('truncate audit_entry, audit_seal restart identity');
});
afterEach(async () => {
  for (const sealer of sealers.splice(0)) await sealer.close();
  rmSync(dataDir, { recursive: true });
});

function startSealing(on: Parameters<typeof startSealer>[0]['database'] = database, everyMs = 3_600_000): Sealer {
  const log = createLog((line) => lines.push(line));
  const sealer = startSealer({ database: on, key, log, keepHead: (head) => appendHead(dataDir, head), everyMs });
  sealers.push(sealer);
  return sealer;
}

const write = (name: string) => database.transaction((trx) => writeAudit(trx, entry(name)));

async function verify({ keys = [key], heads }: { keys?: (typeof key)[]; heads?: string[] } = {}) {
  const given = heads?.map((text) => parseHead(text)).filter((head) => head !== undefined);
  return verifyAudit({ db: database.sql, keys, heads: given ?? (await readHeads(dataDir)) });
}

/** Twelve sealed rows, in three batches. */
async function sealTwelve(): Promise<Sealer> {
  const sealer = startSealing();
  for (let i = 1; i <= 12; i++) {
    await write(`person ${i}`);
    if (i % 4 === 0) await sealer.sealNow();
  }
  return sealer;
}

/** What somebody does who is superuser of the server and takes the guards away first. */
const tamper = (statement: string) =>
  superuser.query(`set session_replication_role = replica; ${statement}; set session_replication_role = origin`);

describe('the audit log', () => {
  it('keeps a row with its change or neither', async () => {
    const failing = database.transaction(async (trx) => {
      await writeAudit(trx, entry('x'));
      throw new Error('planted');
    });
    await expect(failing).rejects.toThrow('planted');
    expect(await database.sql.selectFrom('audit_entry').selectAll().execute()).toEqual([]);
    await write('y');
    expect(await database.sql.selectFrom('audit_entry').selectAll().execute()).toMatchObject([
      { actor_name: 'y', action: 'view.rename', detail: { before: { name: 'a' }, after: { name: 'b' } } },
    ]);
  });

  it.each(['update audit_entry set at = 0', 'delete from audit_seal', 'truncate audit_entry cascade'])(
    'refuses even the owner: %s',
    async (statement) => {
      await sealTwelve();
      await expect(superuser.query(statement)).rejects.toThrow('The audit log is written once');
    },
  );
});

describe('sealing', () => {
  it('chains every row, tells each head to the log and the file, and finds nothing wrong afterwards', async () => {
    await sealTwelve();
    const verdict = await verify();
    expect(verdict).toMatchObject({ sealed: 12, unsealed: 0, problems: [], head: { position: 12 } });
    const heads = await readHeads(dataDir);
    expect(heads.map(({ position }) => position)).toEqual([4, 8, 12]);
    expect(heads.at(-1)?.mac).toBe(verdict.head?.mac);
    expect(lines.filter((line) => line.includes('"msg":"audit head"'))).toHaveLength(3);
  });

  it('happens within a second by itself', async () => {
    startSealing(database, 200);
    await write('a');
    await vi.waitFor(async () => expect(await verify()).toMatchObject({ sealed: 1, unsealed: 0 }), { timeout: 1_000 });
  });

  it('takes a row that was committed later than one with a greater number', async () => {
    const sealer = startSealing();
    const slow = Promise.withResolvers<void>();
    const written = Promise.withResolvers<void>();
    const late = database.transaction(async (trx) => {
      await writeAudit(trx, entry('late'));
      written.resolve();
      await slow.promise;
    });
    await written.promise;
    await write('early');
    await sealer.sealNow();
    expect(await verify()).toMatchObject({ sealed: 1 });
    slow.resolve();
    await late;
    await sealer.sealNow();
    expect(await verify()).toMatchObject({ sealed: 2, unsealed: 0, problems: [] });
  });

  it('is one chain, whichever of several replicas is at it', async () => {
    const others = await Promise.all([1, 2, 3].map(() => openDatabase({ url: database.url, log: silent })));
    const all = others.map((other) => startSealing(other));
    for (let round = 0; round < 5; round++) {
      await Promise.all(Array.from({ length: 20 }, (_, i) => write(`${round} ${i}`)));
      await Promise.all(all.map((sealer) => sealer.sealNow()));
    }
    for (const sealer of sealers.splice(0)) await sealer.close();
    await Promise.all(others.map((other) => other.close()));
    expect(await verify()).toMatchObject({ sealed: 100, unsealed: 0, problems: [] });
  });

  it('goes on after the database was gone, and says both', async () => {
    const sealer = startSealing({
      transaction: () => Promise.reject(new Error('planted')),
    });
    await sealer.sealNow();
    await sealer.sealNow();
    expect(lines.filter((line) => line.includes('audit log not sealed'))).toHaveLength(1);
  });
});

describe('audit verify finds', () => {
  it.each([
    ['an edited value', `update audit_entry set actor_name = 'somebody else' where id = 6`, 'edited'],
    ['an edited time', `update audit_entry set at = at - 60000 where id = 6`, 'edited'],
    ['an edited detail', `update audit_entry set detail = '{"before": {}}' where id = 6`, 'edited'],
    [
      'a value that moved to the next column',
      `update audit_entry set target_kind = '', target_id = 'viewv1' where id = 6`,
      'edited',
    ],
    ['a removed row', `delete from audit_entry where id = 6`, 'removed'],
    [
      'a removed row with its seal',
      `delete from audit_entry where id = 6; delete from audit_seal where audit_id = 6`,
      'removed',
    ],
    [
      'a removed row whose place was closed up',
      `delete from audit_entry where id = 6; delete from audit_seal where audit_id = 6; update audit_seal set position = position + 1000 where position > 6; update audit_seal set position = position - 1001 where position > 1000`,
      'edited',
    ],
    [
      'two rows that changed places',
      `update audit_seal set audit_id = case audit_id when 6 then -7 else -6 end where audit_id in (6, 7); update audit_seal set audit_id = -audit_id where audit_id < 0`,
      'edited',
    ],
    ['a cut tail', `delete from audit_entry where id > 9; delete from audit_seal where audit_id > 9`, 'cut'],
    ['a log that was emptied', `delete from audit_entry; delete from audit_seal`, 'cut'],
    [
      'a seal that was copied from another row',
      `update audit_seal set mac = (select mac from audit_seal where position = 5) where position = 6`,
      'edited',
    ],
  ])('%s', async (_name, statement, kind) => {
    await sealTwelve();
    await tamper(statement);
    const { problems } = await verify();
    expect(problems.map((problem) => problem.kind)).toContain(kind);
  });

  it('a chain that was made anew with the key itself', async () => {
    const sealer = await sealTwelve();
    const heads = await readHeads(dataDir);
    await tamper(`update audit_entry set actor_name = 'somebody else' where id = 6; delete from audit_seal`);
    await sealer.sealNow();
    const { problems } = await verifyAudit({ db: database.sql, keys: [key], heads });
    expect(problems.map(({ kind, position }) => [kind, position])).toEqual([
      ['rewritten', 8],
      ['rewritten', 12],
    ]);
  });

  it('a cut tail by a head that somebody noted', async () => {
    await sealTwelve();
    const { head } = await verify();
    await tamper(`delete from audit_entry where id > 9; delete from audit_seal where audit_id > 9`);
    expect(await verify({ heads: [] })).toMatchObject({ problems: [] });
    expect(await verify({ heads: [`${head?.position}:${head?.mac}`] })).toMatchObject({ problems: [{ kind: 'cut' }] });
  });

  it('seals of another key, and takes both keys after it was changed', async () => {
    await sealTwelve();
    const other = toSealKey(new Uint8Array(32).fill(2));
    expect((await verify({ keys: [other] })).problems).toHaveLength(12);
    expect((await verify({ keys: [other] })).problems[0]?.kind).toBe('unknown_key');
    expect(await verify({ keys: [other, key] })).toMatchObject({ problems: [] });
  });

  it('control: nothing, where a change was undone', async () => {
    await sealTwelve();
    await tamper(
      `update audit_entry set actor_name = 'x' where id = 6; update audit_entry set actor_name = 'person 6' where id = 6`,
    );
    expect(await verify()).toMatchObject({ sealed: 12, problems: [] });
  });
});
