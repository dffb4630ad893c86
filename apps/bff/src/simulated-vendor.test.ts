import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { detailAnswerSchema, type ExploreAnswer, exploreAnswerSchema, sourcesAnswerSchema } from '@watchfloor/contract';
import { startUsmSimulator, type UsmSimulator } from '@watchfloor/simulators';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Composed, compose } from './compose.ts';
import { loadConfig } from './config.ts';
import { createLog } from './log.ts';
import { createTestDatabase, type TestDatabase } from './store/testing/test-database.ts';
import { asOwnPage, readProblem } from './testing/fake-app.ts';
import { signInOperator } from './testing/sign-in.ts';

const folder = mkdtempSync(join(tmpdir(), 'watchfloor-simulated-'));
let simulator: UsmSimulator;
let database: TestDatabase;
let good: Composed;
let bad: Composed;

/** From the YAML to the sockets, as in production. */
function composeWith(secret: string): Promise<Composed> {
  const file = join(folder, 'watchfloor.yaml');
  writeFileSync(
    file,
    `outbound: { allow_private: ["127.0.0.0/8"] }
connections:
  - id: usm
    vendor: usm-anywhere
    label: Norrvik USM
    base_url: ${simulator.baseUrl}
    client_id: ${simulator.clientId}
    client_secret: \${SECRET}
`,
  );
  return compose(
    loadConfig(['--config', file], { SECRET: secret, DATABASE_URL: database.url }),
    createLog(() => {}),
  );
}

beforeAll(async () => {
  database = await createTestDatabase();
  simulator = await startUsmSimulator({ alarms: 400, events: 2_000 });
  good = await composeWith(simulator.clientSecret);
  bad = await composeWith('not-the-secret');
});
afterAll(async () => {
  await Promise.all([good.close(), bad.close()]);
  await database.close();
  await simulator.close();
  rmSync(folder, { recursive: true });
});

const range = 'from=now-40d&to=now';
const cookies = new WeakMap<Composed, Promise<string>>();
async function ask(path: string, composed = good): Promise<Response> {
  const signedIn = cookies.get(composed) ?? signInOperator(composed);
  cookies.set(composed, signedIn);
  return composed.app.request(asOwnPage(path, { headers: { cookie: await signedIn } }));
}
async function readPage(query: string, composed = good): Promise<ExploreAnswer> {
  const response = await ask(`/api/explore/usm/alarms?${query}`, composed);
  expect(response.status).toBe(200);
  return exploreAnswerSchema.parse(await response.json());
}

describe('the alarms of a simulated USM Anywhere', () => {
  it('are read to their end by cursor, each once and none missing', async () => {
    const keys: string[] = [];
    let page = await readPage(`${range}&rows=100`);
    for (let pages = 1; ; pages++) {
      expect(page.sources[0]?.state).toBe('complete');
      keys.push(...page.rows.map(({ key }) => key));
      if (page.cursor === null || pages > 50) break;
      page = await readPage(`${range}&rows=100&cursor=${page.cursor}`);
    }
    expect(page.cursor).toBeNull();
    expect(keys.toSorted()).toEqual(simulator.oracle.alarms().toSorted());
  });

  it('open one by one, with the record byte for byte', async () => {
    const [row] = (await readPage(`${range}&rows=1`)).rows;
    const path = `/api/explore/usm/alarms/records/${encodeURIComponent(row?.key ?? '')}`;
    const hint = row?.hint === undefined ? '' : `?hint=${encodeURIComponent(row.hint)}`;
    const detail = detailAnswerSchema.parse(await (await ask(path + hint)).json());
    expect(detail.record.uid).toBe(row?.uid);
    const raw = await (await ask(`${path}/raw${hint}`)).text();
    expect(raw).toBe(detail.raw.text);
    expect(JSON.parse(raw)).toBeTypeOf('object');
  });

  it('that are gone are a problem with the source', async () => {
    const [row] = (await readPage(`${range}&rows=1`)).rows;
    const response = await ask(`/api/explore/usm/alarms/records/${(row?.key ?? '').replace(/^.{4}/, 'ffff')}`);
    expect(await readProblem(response)).toMatchObject({ code: 'record_gone', source: { id: 'usm:alarms' } });
  });
});

it('wrong credentials are a state of the source, and of its health', async () => {
  const answer = await readPage(range, bad);
  expect(answer).toMatchObject({ rows: [], sources: [{ state: 'unauthorised', code: 'auth' }] });
  expect(answer.cursor).not.toBeNull();
  const { connections } = sourcesAnswerSchema.parse(await (await ask('/api/sources', bad)).json());
  expect(connections[0]?.health.state).toBe('refused');
});

it('a vendor that is switched off is a state of the source, and its cursor goes on when it is back', async () => {
  const first = await readPage(`${range}&rows=50`);
  await simulator.setListening(false);
  const failed = await readPage(`${range}&rows=50&cursor=${first.cursor}`);
  expect(failed).toMatchObject({ rows: [], range: first.range, sources: [{ state: 'failed' }] });
  await simulator.setListening(true);
  await expect
    .poll(async () => (await readPage(`${range}&rows=50&cursor=${failed.cursor}`)).rows.length, { timeout: 25_000 })
    .toBeGreaterThan(0);
}, 40_000);

it('control: the catalogue names the vendor’s lists before it was ever asked', async () => {
  const composed = await composeWith(simulator.clientSecret);
  const { connections } = sourcesAnswerSchema.parse(await (await ask('/api/sources', composed)).json());
  await composed.close();
  expect(connections[0]).toMatchObject({ id: 'usm', health: { state: 'not_asked' } });
  expect(connections[0]?.resources.map(({ name }) => name)).toEqual(['alarms', 'events']);
});
