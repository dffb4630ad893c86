import type { OpenConnection } from '@watchfloor/connectors';
import { queueCountsAnswerSchema, type ViewContent } from '@watchfloor/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../store/testing/test-database.ts';
import { fakeConnection } from '../testing/fake-source.ts';
import { content, type Desk, type Stage, sitDown, toProblem, toView } from './testing/stage.ts';

const named = (id: string, vendor: string): OpenConnection => ({
  ...fakeConnection({}, id),
  vendor: { name: vendor, label: `The vendor ${vendor}`, mark: 'XX' },
});
let database: TestDatabase;
const connections = [named('north', 'boreal'), named('south', 'austral')];
const stage = (): Stage => ({ database, connections });
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const ofQueue = (differs: Partial<ViewContent> = {}) =>
  content({
    target: { kind: 'queue', resource: 'queue' },
    filters: { owner: { include: ['me'], exclude: [] } },
    order: 'work',
    columns: [{ name: 'severity' }, { name: 'title', width: 420 }],
    density: 'compact',
    group: { by: 'rule', order: 'count' },
    ...differs,
  });
const filtered = (filters: Record<string, string>, side: 'include' | 'exclude' = 'include') =>
  ofQueue({
    filters: Object.fromEntries(
      Object.entries(filters).map(([name, value]) => [name, { include: [], exclude: [], [side]: [value] }]),
    ),
  });

it('a view of the queue keeps filters, range, order, columns, density and grouping, and opens at start', async () => {
  const ana = sitDown(stage(), 'Ana', 'analyst');
  const saved = await ana.save('My night', { content: ofQueue() });
  expect(saved).toMatchObject({
    content: ofQueue(),
    connection: null,
    connections: [],
    unavailable: null,
    editable: true,
  });
  await ana.ask('PUT', '/api/views/default', { view: saved.id });
  expect(await ana.list()).toMatchObject({ defaultView: saved.id, views: [{ name: 'My night' }] });
  const changed = ofQueue({ group: null, range: null });
  const answer = await ana.ask('PATCH', `/api/views/${saved.id}`, { version: 1, content: changed });
  expect(toView(answer)).toMatchObject({ content: changed, version: 2 });
  expect(await sitDown(stage(), 'Ben', 'analyst').names()).toEqual([]);
});

it('a grouping of a later release does not make a view unreadable', async () => {
  const zoe = sitDown(stage(), 'Zoe', 'analyst');
  const later = ofQueue({ group: { by: 'campaign', order: 'loudest' } });
  expect((await zoe.save('Later', { content: later })).content).toEqual(later);
});

it('a shared view that speaks of what a colleague may not see is not theirs to learn of', async () => {
  const lea = sitDown(stage(), 'Lea', 'lead');
  const share = (name: string, of: ViewContent) => lea.save(name, { content: of, sharing: 'everyone' });
  const secret = await share('Only the north', filtered({ source: 'north' }));
  await share('All but the north', filtered({ source: 'north' }, 'exclude'));
  await share('Boreal', filtered({ vendor: 'boreal' }));
  await share('South', filtered({ source: 'south', vendor: 'austral' }));
  const all = await share('All that is mine', ofQueue());
  const sol = sitDown(stage(), 'Sol', 'lead', ['south']);
  expect(await sol.names()).toEqual(['South', 'All that is mine']);
  const refused = await sol.ask('PATCH', `/api/views/${secret.id}`, { version: 1, content: ofQueue() });
  expect(toProblem(refused).code).toBe('unknown_view');
  // What it names is looked at as it is kept now.
  await lea.ask('PATCH', `/api/views/${all.id}`, { version: 1, content: filtered({ source: 'north' }) });
  expect(await sol.names()).toEqual(['South']);
  // Control: without the limit they are there.
  expect(await sitDown(stage(), 'Sue', 'lead').names()).toHaveLength(5);
});

const countsOf = async (desk: Desk, range = '') =>
  queueCountsAnswerSchema
    .parse((await desk.ask('GET', `/api/queue/counts${range}`)).body)
    .counts.map(({ view }) => view);

it('what is counted are the shipped views and those of the queue that one sees', async () => {
  const kim = sitDown(stage(), 'Kim', 'analyst');
  const own = await kim.save('Kept range', { content: ofQueue() });
  const open = await kim.save('No range', { content: ofQueue({ range: null }) });
  const list = await kim.save('A list');
  const odd = await kim.save('Of another release', { content: filtered({ weather: 'rain' }) });
  const counted = await countsOf(kim, '?from=now-1h&to=now');
  expect(counted).toEqual(expect.arrayContaining(['needs-a-decision', 'mine', 'noise', own.id, open.id]));
  expect(counted).not.toContain(list.id);
  expect(counted).not.toContain(odd.id);
  expect(await countsOf(sitDown(stage(), 'Lou', 'viewer'))).not.toContain(own.id);
});
