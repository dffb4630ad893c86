import { problemSchema, queueChangesSchema } from '@watchfloor/contract';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toRecord } from '../sync/testing/kept-list.ts';
import { until } from '../sync/testing/stage.ts';
import { actor, type LiveServers, readStream, startLiveServers, toDecision } from './testing/live-servers.ts';

let servers: LiveServers;
let uid = 0;
/** A finding that nobody decided about yet. */
const nextKey = () => String(uid++);

beforeAll(async () => {
  servers = await startLiveServers(60);
});
afterAll(() => servers.close());

const decideAt = async (server: Awaited<ReturnType<LiveServers['start']>>, cookie: string, key: string) => {
  const response = await server.ask('/api/queue/decisions', cookie, toDecision(key, { kind: 'take' }));
  expect(response.status).toBe(200);
};

test('a decision at one of three servers is told by all of them within a second, with who and when', async () => {
  const [one, two, three] = await Promise.all([servers.start(), servers.start(), servers.start()]);
  const ana = await servers.enter('Ana Ruiz');
  const ben = await servers.enter('Ben Okoro', 'viewer');
  const readers = await Promise.all([one, two, three].map((server) => readStream(server, ben.cookie)));
  expect(readers.map(({ type }) => type)).toEqual(readers.map(() => 'application/x-ndjson'));
  const hellos = await Promise.all(readers.map((reader) => reader.line('hello')));
  expect(hellos.map(({ person }) => person)).toEqual(readers.map(() => ben.id));
  const key = nextKey();
  const at = performance.now();
  await decideAt(two, ana.cookie, key);
  const told = await Promise.all(readers.map((reader) => reader.line('changed', ({ marks }) => marks.length > 0)));
  expect(performance.now() - at).toBeLessThan(1_000);
  for (const { marks, change } of told) {
    expect(marks).toMatchObject([
      { uid: `made:alerts:${key}`, change, mark: { state: 'in_progress', updatedBy: 'Ana Ruiz', version: 1 } },
    ]);
    expect(Date.now() - (marks[0]?.mark.updatedAt ?? 0)).toBeLessThan(5_000);
  }
  await servers.kept.keep({ records: [toRecord('new', { severity: 'critical' })] });
  const latest = told[0]?.change ?? 0;
  for (const reader of readers)
    expect((await reader.line('changed', ({ change }) => change > latest)).marks).toEqual([]);
  for (const reader of readers) reader.leave();
  await until(
    async () => one.metrics().get('open'),
    (open) => open === 0,
  );
  await Promise.all([one, two, three].map((server) => server.close()));
});

test('what changed while nobody listened is told to who comes back with the last number, and asked for at once', async () => {
  const server = await servers.start();
  const ana = await servers.enter('Ana Later');
  const first = await readStream(server, ana.cookie);
  const { change } = await first.line('hello');
  first.leave();
  const keys = Array.from({ length: 8 }, nextKey);
  for (const key of keys) await decideAt(server, ana.cookie, key);
  const uids = keys.map((key) => `made:alerts:${key}`);
  const again = await readStream(server, ana.cookie, change);
  expect(await again.line('hello')).toMatchObject({ change });
  await again.line('changed', ({ change: upTo }) => upTo >= change + keys.length);
  const told = again.lines.flatMap((line) => (line.kind === 'changed' ? line.marks : []));
  expect(told.map((mark) => mark.uid)).toEqual(uids);
  const asked = queueChangesSchema.parse(
    await (await server.ask(`/api/queue/changes?since=${change}`, ana.cookie)).json(),
  );
  expect(asked.kind === 'changed' && asked.marks.map((mark) => mark.uid)).toEqual(uids);
  // A number from another database, or from before an older copy was put back: nothing of what is shown is sure.
  const foreign = await readStream(server, ana.cookie, 1_000_000);
  await foreign.line('anew');
  again.leave();
  foreign.leave();
  await server.close();
});

test('more marks than are told one by one are not told at all, and it says so', async () => {
  const server = await servers.start();
  const ana = await servers.enter('Ana Bulk');
  const first = await readStream(server, ana.cookie);
  const { change } = await first.line('hello');
  await manyMarks(6_000);
  const line = await first.line('anew');
  expect(line.change).toBe(change + 1);
  // Pages of one change are cut in the middle, and nothing of it counts as told before its end.
  const second = await readStream(server, ana.cookie);
  await second.line('hello');
  await manyMarks(1_200);
  await second.line('changed', (told) => told.change === line.change + 1);
  const told = second.lines.flatMap((one) => (one.kind === 'changed' ? [one] : []));
  expect(told.map((one) => one.change)).toEqual([line.change, line.change, line.change + 1]);
  expect(new Set(told.flatMap((one) => one.marks.map((mark) => mark.uid))).size).toBe(1_200);
  for (const reader of [first, second]) reader.leave();
  await server.close();
});

test('each sees the marks of their own connections, and a new limit ends the stream', async () => {
  const server = await servers.start({ checkMs: 200 });
  const ana = await servers.enter('Ana Wide');
  const ben = await servers.enter('Ben Narrow', 'viewer', ['other']);
  const [all, narrow] = [await readStream(server, ana.cookie), await readStream(server, ben.cookie)];
  await Promise.all([all.line('hello'), narrow.line('hello')]);
  const key = nextKey();
  await decideAt(server, ana.cookie, key);
  const { change } = await all.line('changed', ({ marks }) => marks.length > 0);
  expect(await narrow.line('changed', (told) => told.change >= change)).toMatchObject({ marks: [] });
  const asked = await server.ask(`/api/queue/changes?since=${change - 1}`, ben.cookie);
  expect(queueChangesSchema.parse(await asked.json())).toMatchObject({ kind: 'changed', marks: [] });
  await server.identity.people.change(ben.id, { version: 1, access: ['made'] }, actor);
  expect(await narrow.line('end')).toMatchObject({ why: 'signed_out' });
  expect(await narrow.over).toBe('ended');
  all.leave();
  await server.close();
});

test('the stream ends with its session, is no use of it, and nobody without one gets any', async () => {
  const server = await servers.start({ checkMs: 200 });
  const ana = await servers.enter('Ana Leaves');
  expect((await readStream(server, '')).status).toBe(401);
  expect((await fetch(`${server.origin}/api/queue/stream`, { headers: { cookie: ana.cookie } })).status).toBe(403);
  const old = Date.now() - 3_600_000;
  await servers.kept.database.sql
    .updateTable('person_session')
    .set({ seen_at: old })
    .where('token', '=', ana.token)
    .execute();
  // Opening it is a request like any other; staying open is not.
  const reader = await readStream(server, ana.cookie);
  await reader.line('hello');
  const seenAt = async () =>
    (
      await servers.kept.database.sql
        .selectFrom('person_session')
        .select('seen_at')
        .where('token', '=', ana.token)
        .executeTakeFirst()
    )?.seen_at;
  await until(seenAt, (at) => at !== old);
  await servers.kept.database.sql
    .updateTable('person_session')
    .set({ seen_at: old })
    .where('token', '=', ana.token)
    .execute();
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(await seenAt()).toBe(old);
  await server.identity.sessions.end(ana.token, actor);
  expect(await reader.line('end')).toMatchObject({ why: 'signed_out' });
  expect(await reader.over).toBe('ended');
  expect(server.metrics().get('open')).toBe(0);
  await server.close();
});

test('with the listening session killed nothing is lost', async () => {
  const server = await servers.start();
  const ana = await servers.enter('Ana Killed');
  const reader = await readStream(server, ana.cookie);
  await reader.line('hello');
  const superuser = new pg.Client({ connectionString: servers.kept.database.url });
  await superuser.connect();
  const keys = Array.from({ length: 5 }, nextKey);
  const killed = await superuser.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'watchfloor listen' and datname = current_database()`);
  await superuser.end();
  expect(killed.rowCount).toBe(1);
  for (const key of keys) await decideAt(server, ana.cookie, key);
  const told = () =>
    reader.lines.flatMap((line) => (line.kind === 'changed' ? line.marks.map((mark) => mark.uid) : []));
  await until(
    async () => told(),
    (uids) => uids.length >= keys.length,
  );
  expect(told().toSorted()).toEqual(keys.map((key) => `made:alerts:${key}`).toSorted());
  reader.leave();
  await server.close();
});

test('a reader that takes nothing is cut, and those beside it notice nothing', async () => {
  const server = await servers.start({ checkMs: 100, slowMs: 400, pauseMs: 1 });
  const ana = await servers.enter('Ana Slow');
  await fetch(`${server.origin}/api/queue/stream`, {
    method: 'HEAD',
    headers: { 'sec-fetch-site': 'same-origin', cookie: ana.cookie },
  });
  await until(
    async () => server.metrics().get('slow'),
    (cut) => cut === 1,
  );
  const [slow, quick] = [await readStream(server, ana.cookie), await readStream(server, ana.cookie)];
  await Promise.all([slow.line('hello'), quick.line('hello')]);
  slow.stall();
  // What fills the sockets' buffers on both sides.
  let told = 0;
  for (; told < 60 && server.metrics().get('slow') === 1; told += 1) {
    await manyMarks(2_000);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await until(
    async () => server.metrics().get('slow'),
    (cut) => cut === 2,
  );
  expect(server.metrics().get('open')).toBe(1);
  const key = nextKey();
  await decideAt(server, ana.cookie, key);
  await quick.line('changed', ({ marks }) => marks.some((mark) => mark.uid === `made:alerts:${key}`));
  quick.leave();
  await server.close();
});

test('a person and a server keep so many open and no more; the server ends them all when it stops', async () => {
  const server = await servers.start({ ofPerson: 2, ofServer: 3 });
  const [ana, ben, eve] = [
    await servers.enter('Ana Many'),
    await servers.enter('Ben Many'),
    await servers.enter('Eve Many'),
  ];
  const readers = [await readStream(server, ana.cookie), await readStream(server, ana.cookie)];
  const refused = async (cookie: string) =>
    problemSchema.parse(await (await server.ask('/api/queue/stream', cookie)).json());
  expect(await refused(ana.cookie)).toMatchObject({ code: 'too_many' });
  readers.push(await readStream(server, ben.cookie));
  expect(await refused(eve.cookie)).toMatchObject({ code: 'too_many' });
  readers[0]?.leave();
  await until(
    async () => server.metrics().get('left'),
    (left) => left === 1,
  );
  readers[0] = await readStream(server, eve.cookie);
  await Promise.all(readers.map((reader) => reader.line('hello')));
  const at = performance.now();
  await server.close();
  expect(performance.now() - at).toBeLessThan(2_000);
  for (const reader of readers) expect(await reader.line('end')).toMatchObject({ why: 'stopping' });
});

/** Marks of as many findings as one change, and its notice. */
async function manyMarks(count: number): Promise<void> {
  await servers.kept.database.transaction(async (trx) => {
    const { rows } = await sql<{
      number: number;
    }>`update change_clock set number = number + 1 returning number`.execute(trx);
    const change = rows[0]?.number ?? 0;
    await sql`insert into mark (uid, connection, resource, state, change, updated_at, updated_by, record)
      select 'made:alerts:many-' || n, 'made', 'alerts', 'resolved', ${change}, 0, ${'x'.repeat(200)}, '{}'
      from generate_series(1, ${count}::int) n
      on conflict (uid) do update set change = excluded.change, version = mark.version + 1`.execute(trx);
    await sql`select pg_notify('watchfloor_marks', ${JSON.stringify({ change, decided: count })})`.execute(trx);
  });
}
