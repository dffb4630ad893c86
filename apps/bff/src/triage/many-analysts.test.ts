import { createRandom } from '@watchfloor/connectors/conformance';
import {
  type AuditVerdict,
  auditVerdictSchema,
  type BulkItem,
  type Decision,
  type FrozenSet,
} from '@watchfloor/contract';
import { startUsmSimulator } from '@watchfloor/simulators';
import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { createLink } from '../identity/one-time-links.ts';
import { createTestDatabase, type TestDatabase } from '../store/testing/test-database.ts';
import { until } from '../sync/testing/stage.ts';
import { type AskedServer, prepareServers } from '../testing/servers.ts';
import { type Analyst, createAnalyst } from './testing/analyst.ts';

// Twenty analysts decide about overlapping findings, one by one and many at once, at three servers on one database, one
// of which is killed in the midst of it. Then every answer that anybody got is held against what is written.
const isLong = process.env.WATCHFLOOR_LONG !== undefined;
const analystsCount = 20;
const findingsCount = isLong ? 2_000 : 100;
/** Of each analyst. */
const [singles, sets, setSize] = isLong ? [350, 3, 50] : [12, 1, 8];
const asked = analystsCount * (singles + sets * setSize);
const seed = Number(process.env.WATCHFLOOR_SEED ?? 1);

const opened: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of opened.splice(0).toReversed()) await end();
});

/** What was answered. */
interface Told {
  done: { key: string; entry: string; uid: string; version: number; by: string }[];
  conflicts: { uid: string; version: number; current: number }[];
  bulk: { set: FrozenSet; items: BulkItem[]; by: string }[];
  retries: number;
}

test(`${analystsCount} analysts, ${asked} decisions on overlapping sets, three servers, one killed in the midst: none lost, none twice, every conflict told, and the audit log agrees`, async () => {
  const database = await createTestDatabase();
  opened.push(() => database.close());
  const simulator = await startUsmSimulator({ alarms: findingsCount, events: 0 });
  opened.push(() => simulator.close());
  const prepared = prepareServers({ databaseUrl: database.url, accounts: [simulator] });
  opened.push(() => prepared.close());
  const servers = [await prepared.start(), ...(await Promise.all([prepared.start(), prepared.start()]))];
  const uids = await until(
    () => readUids(database),
    (found) => found.length >= findingsCount,
    60_000,
  );
  const told: Told = { done: [], conflicts: [], bulk: [], retries: 0 };
  const analysts = await signInAll(database, servers, () => {
    told.retries += 1;
  });
  const [, victim] = servers;
  const from = performance.now();
  let killedMs = 0;
  const half = (analystsCount * singles) / 2;
  const killing = until(
    () => Promise.resolve(told.done.length + told.conflicts.length),
    (answered) => answered >= half,
    1_500_000,
  ).then(async () => {
    killedMs = performance.now() - from;
    await victim?.kill();
  });
  await Promise.all([killing, ...analysts.map((analyst, index) => work(analyst, index, uids, told))]);
  const tookMs = performance.now() - from;

  const entries = await readEntries(database);
  const written = checkChains(entries);
  const bulkDone = checkBulk(told, entries);
  checkSingles(told, entries);
  expect(entries.length).toBe(told.done.length + bulkDone);
  await checkMarks(database, written);
  expect(await readAudited(database)).toEqual(countBy(entries.map(({ uid }) => uid)));
  const [alive] = servers;
  const verdict = await until(
    () => verify(alive),
    ({ unsealed }) => unsealed === 0,
  );
  expect(verdict).toMatchObject({ intact: true, sealing: true, faults: [] });

  const items = told.bulk.flatMap((one) => one.items);
  const figures = {
    analysts: analystsCount,
    findings: uids.length,
    singles: told.done.length,
    conflictsTold: told.conflicts.length,
    bulk: countBy(items.map(({ outcome }) => outcome)),
    asked: told.done.length + told.conflicts.length + items.length,
    written: entries.length,
    sentAgain: told.retries,
    killedAfterMs: Math.round(killedMs),
    tookMs: Math.round(tookMs),
    auditSealed: verdict.sealed,
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  expect(figures.asked).toBe(asked);
  expect(told.conflicts.length, 'conflicts, without which this shows nothing').toBeGreaterThan(0);
  expect(told.retries, 'requests that the killed server did not answer').toBeGreaterThan(0);
}, 1_800_000);

test('control: a decision that was lost, one on another version, one that nobody was told of and a broken history are found', () => {
  const entry = { id: 7, uid: 'a', actor: 'p', key: 'k', before: { state: null }, after: { state: 'new' }, on: 0 };
  const answer = { key: 'k', entry: '7', uid: 'a', version: 0, by: 'p' };
  const told = (done: Told['done']): Told => ({ done, conflicts: [], bulk: [], retries: 0 });
  checkSingles(told([answer]), [entry]);
  expect(() => checkSingles(told([answer]), [])).toThrow('lost');
  expect(() => checkSingles(told([{ ...answer, version: 1 }]), [entry])).toThrow('lost');
  expect(() => checkSingles(told([]), [entry])).toThrow('told to nobody');
  expect(() => checkBulk(told([]), [{ ...entry, key: null }])).toThrow('not in a receipt');
  expect(() => checkChains([entry, { ...entry, id: 8, on: 1 }])).toThrow('on what was not there');
});

/** Whoever decides knows of a finding what was last answered to them, and no more. */
async function work(analyst: Analyst, index: number, uids: readonly string[], told: Told): Promise<void> {
  const random = createRandom(seed * 1_000 + index);
  const versions = new Map<string, number>();
  // A quarter of all findings, which others have as well.
  const from = Math.floor((index * uids.length) / analystsCount);
  const mine = Array.from({ length: uids.length / 4 }, (_, at) => uids[(from + at) % uids.length] ?? '');
  const setAt = new Set(Array.from({ length: sets }, (_, at) => Math.floor(((at + 0.5) * singles) / sets)));
  for (let step = 0; step < singles; step += 1) {
    if (setAt.has(step)) await decideSet(analyst, mine, random, told);
    const uid = random.pick(mine);
    const version = versions.get(uid) ?? 0;
    const outcome = await analyst.decide(uid, version, random.pick(decisions));
    if (outcome.kind === 'done') {
      told.done.push({ key: outcome.key, entry: outcome.entry, uid, version, by: analyst.id });
      versions.set(uid, outcome.mark.version);
    } else {
      told.conflicts.push({ uid, version, current: outcome.current.version });
      versions.set(uid, outcome.current.version);
    }
  }
}

const decisions: readonly Decision[] = [
  { kind: 'take' },
  { kind: 'close', verdict: 'benign' },
  { kind: 'close', verdict: 'duplicate' },
  { kind: 'reopen' },
];

async function decideSet(
  analyst: Analyst,
  mine: readonly string[],
  random: ReturnType<typeof createRandom>,
  told: Told,
): Promise<void> {
  const at = random.below(mine.length - setSize);
  const set = await analyst.freeze(mine.slice(at, at + setSize));
  expect(set.job.findings).toBe(setSize);
  // Time to think, in which others decide.
  await new Promise((resolve) => setTimeout(resolve, 40));
  const decision = random.chance(0.5) ? ({ kind: 'close', verdict: 'benign' } as const) : ({ kind: 'reopen' } as const);
  const job = await analyst.carryOut(set, decision);
  expect(job.state).toBe('done');
  const items = await analyst.receipt(job.id);
  expect(countBy(items.map(({ outcome }) => outcome))).toEqual(
    Object.fromEntries(Object.entries(job.counts).filter(([, count]) => count > 0)),
  );
  told.bulk.push({ set, items, by: analyst.id });
}

async function signInAll(
  database: TestDatabase,
  servers: readonly AskedServer[],
  onRetry: () => void,
): Promise<Analyst[]> {
  const [first] = servers;
  const urls = servers.map(({ url }) => url);
  const headers = { 'sec-fetch-site': 'same-origin', 'x-watchfloor': '1', 'content-type': 'application/json' };
  return Promise.all(
    Array.from({ length: analystsCount }, async (_, index) => {
      const person = { id: `analyst-${index}`, name: `Analyst ${index}` };
      const link = await database.transaction(async (trx) => {
        const values = { ...person, email: `${person.id}@norrvik.test`, contact: null, role: 'analyst' as const };
        await trx.insertInto('person').values(values).execute();
        const origin = first?.url ?? '';
        return createLink(trx, { purpose: 'sign_in', person: person.id }, { origin, lifeMs: 600_000, now: Date.now() });
      });
      const body = JSON.stringify({ token: new URL(link.url).hash.slice(1) });
      const answer = await fetch(`${first?.url}/api/session/link`, { method: 'POST', headers, body });
      if (!answer.ok) throw new Error(`Signing in: ${answer.status} ${await answer.text()}`);
      const cookie = answer.headers
        .getSetCookie()
        .map((line) => line.split(';')[0])
        .join('; ');
      return createAnalyst({ person, cookie, urls, onRetry });
    }),
  );
}

interface Entry {
  id: number;
  uid: string;
  actor: string;
  key: string | null;
  before: unknown;
  after: unknown;
  /** How many were there before it: the version that it was made on. */
  on: number;
}

async function readUids(database: TestDatabase): Promise<string[]> {
  const { rows } = await sql<{ uid: string }>`select uid from queue_entry order by uid`.execute(database.sql);
  return rows.map(({ uid }) => uid);
}

async function readEntries(database: TestDatabase): Promise<Entry[]> {
  const { rows } = await sql<Entry>`
    select id, uid, actor, key, before, after, row_number() over (partition by uid order by id) - 1 as "on"
    from mark_entry order by id`.execute(database.sql);
  return rows;
}

/** Nothing was decided on something that was not there. @returns the last of each finding */
function checkChains(entries: readonly Entry[]): Map<string, Entry> {
  const last = new Map<string, Entry>();
  const broken: string[] = [];
  for (const entry of entries) {
    const before = last.get(entry.uid);
    if (before && JSON.stringify(before.after) !== JSON.stringify(entry.before))
      broken.push(`${entry.uid} ${entry.id}`);
    last.set(entry.uid, entry);
  }
  expect(broken, 'decided on what was not there').toEqual([]);
  return last;
}

/** Every "done" is written once, by whom it was and on the version that they knew; every conflict was one. */
function checkSingles({ done, conflicts }: Told, entries: readonly Entry[]): void {
  const byKey = new Map(entries.flatMap((entry) => (entry.key === null ? [] : [[entry.key, entry]])));
  const wrong = done.filter(({ key, entry, uid, version, by }) => {
    const found = byKey.get(key);
    return !found || String(found.id) !== entry || found.uid !== uid || found.actor !== by || found.on !== version;
  });
  expect(wrong, 'lost, or decided on another version').toEqual([]);
  expect(byKey.size, 'written, and told to nobody').toBe(done.length);
  expect(conflicts.filter(({ version, current }) => current <= version)).toEqual([]);
}

/** @returns how many findings were decided about by sets */
function checkBulk({ bulk }: Told, entries: readonly Entry[]): number {
  const ofSets = entries.filter(({ key }) => key === null);
  const rest = countBy(ofSets.map(({ uid, actor }) => `${uid} ${actor}`));
  for (const { items, by } of bulk) {
    expect(items).toHaveLength(setSize);
    expect(items.filter(({ outcome }) => outcome === 'left' || outcome === 'gone')).toEqual([]);
    // Whoever was first is named, with what they made of it.
    expect(items.filter(({ outcome, found }) => outcome === 'conflict' && found?.by === undefined)).toEqual([]);
    for (const { uid, outcome } of items) {
      if (outcome === 'done') rest[`${uid} ${by}`] = (rest[`${uid} ${by}`] ?? 0) - 1;
    }
  }
  expect(
    Object.entries(rest).filter(([, count]) => count !== 0),
    'written and not in a receipt, or in a receipt and not written',
  ).toEqual([]);
  return ofSets.length;
}

async function checkMarks(database: TestDatabase, last: ReadonlyMap<string, Entry>): Promise<void> {
  const { rows } = await sql<{ uid: string; version: number; state: unknown }>`
    select uid, version,
      json_build_object('state', state, 'owner', owner, 'ownerName', owner_name, 'verdict', verdict) as state
    from mark`.execute(database.sql);
  const wrong = rows.filter(({ uid, version, state }) => {
    const entry = last.get(uid);
    return !entry || entry.on + 1 !== version || JSON.stringify(entry.after) !== JSON.stringify(state);
  });
  expect(wrong).toEqual([]);
  expect(rows).toHaveLength(last.size);
}

/** How often the audit log says that a finding was decided about. */
async function readAudited(database: TestDatabase): Promise<Record<string, number>> {
  const { rows } = await sql<{ target: string; kind: string; detail: { changes?: { findings: string[] }[] } }>`
    select target_id as target, target_kind as kind, detail from audit_entry where action like 'finding.%'`.execute(
    database.sql,
  );
  return countBy(
    rows.flatMap(({ target, kind, detail }) =>
      kind === 'finding' ? [target] : (detail.changes ?? []).flatMap(({ findings }) => findings),
    ),
  );
}

async function verify(server: AskedServer | undefined): Promise<AuditVerdict> {
  const response = await server?.ask('/api/audit/verify');
  return auditVerdictSchema.parse(await response?.json());
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
