import { type ViewContent, viewContentSchema, viewLimits } from '@watchfloor/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase } from '../store/database.ts';
import { createTestDatabase, silent, type TestDatabase } from '../store/testing/test-database.ts';
import { fakeConnection } from '../testing/fake-source.ts';
import { content, type Stage, sitDown, toView } from './testing/stage.ts';

let database: TestDatabase;
const stage = (): Stage => ({ database, connections: [fakeConnection()] });
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

/** Any text that JSON carries: halves of surrogate pairs, U+0000, quotes, controls. */
const text = (maxLength: number, minLength = 0) =>
  fc.string({
    unit: fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      fc.constantFrom('\0', '\ud800', '\udc00', '\\', '"', '\u202e'),
    ),
    minLength,
    maxLength: Math.floor(maxLength / 2),
  });
const values = fc.array(text(40, 1), { maxLength: 5 });
const name = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,63}$/);
const time = fc.constantFrom('now', 'now-24h', '2026-11-12T14:00:00Z', '1763000000000');
const contents: fc.Arbitrary<ViewContent> = fc.record({
  target: fc.oneof(
    fc.record({ kind: fc.constant('connection' as const), connection: name, resource: name }),
    fc.record({ kind: fc.constant('vendor' as const), vendor: name, resource: name }),
  ),
  filters: fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9_]{0,20}$/), fc.record({ include: values, exclude: values }), {
    maxKeys: 6,
  }),
  range: fc.option(fc.record({ from: time, to: time })),
  order: fc.option(text(64)),
  columns: fc.option(
    fc.array(
      fc.record(
        { name: text(64, 1), width: fc.integer({ min: viewLimits.widthPxMin, max: viewLimits.widthPxMax }) },
        { requiredKeys: ['name'] },
      ),
      { maxLength: 6 },
    ),
  ),
  density: fc.option(fc.constantFrom('compact' as const, 'regular' as const, 'roomy' as const)),
});

it('whatever content is accepted is what is given back, in the order in which it was set', async () => {
  const ana = sitDown(stage(), 'Ana', 'analyst');
  const { id } = await ana.save('Changes');
  await fc.assert(
    fc.asyncProperty(contents, async (given) => {
      const [kept] = (await ana.list()).views;
      const answer = await ana.ask('PATCH', `/api/views/${id}`, { version: kept?.version, content: given });
      expect(JSON.stringify(toView(answer).content)).toBe(JSON.stringify(viewContentSchema.parse(given)));
      const [listed] = (await ana.list()).views;
      expect(listed?.content).toEqual(given);
      expect(Object.keys(listed?.content?.filters ?? {})).toEqual(Object.keys(given.filters));
    }),
    { numRuns: 200 },
  );
});

it('content of another release is listed as what cannot be read, beside the others, and can be replaced', async () => {
  const [bea, cy] = [sitDown(stage(), 'Bea', 'lead'), sitDown(stage(), 'Cy', 'lead', ['fake'])];
  const views = [await bea.save('Old', { sharing: 'everyone' }), await bea.save('New', { sharing: 'everyone' })];
  const stored = ['{"version":0,"query":"severity:high"}', '[]', 'null', '"text"', '{"target":{"kind":"moon"}}'];
  for (const old of stored) {
    await database.sql
      .updateTable('view')
      .set({ content: old })
      .where('id', '=', views[0]?.id ?? '')
      .execute();
    const [first, second] = (await bea.list()).views;
    expect(first).toMatchObject({ name: 'Old', content: null, connection: null, connections: [], editable: true });
    expect(first?.unavailable).toContain('cannot read');
    expect(second).toMatchObject({ name: 'New', connection: 'fake', unavailable: null });
    expect((await cy.list()).views).toHaveLength(2);
  }
  const kept = await database.sql
    .selectFrom('view')
    .select('content')
    .where('id', '=', views[0]?.id ?? '')
    .executeTakeFirstOrThrow();
  expect(kept.content).toEqual({ target: { kind: 'moon' } });
  expect(
    toView(await bea.ask('PATCH', `/api/views/${views[0]?.id}`, { version: 1, content: content() })),
  ).toMatchObject({ content: content(), unavailable: null });
});

it('a restart finds everything as it was', async () => {
  const dan = sitDown(stage(), 'Dan', 'lead');
  const [a, b] = [await dan.save('A', { sharing: ['analyst'] }), await dan.save('B')];
  await dan.ask('PUT', '/api/views/order', { ids: [b.id, a.id] });
  await dan.ask('PUT', '/api/views/default', { view: a.id });
  const link = (await dan.ask('POST', '/api/links', { path: '/explore/fake/alarms?q=x' })).body as { id: string };
  const before = await dan.list();
  const reopened = await openDatabase({ url: database.url, log: silent });
  try {
    const again = sitDown({ ...stage(), database: reopened }, 'Dan', 'lead');
    expect(await again.list()).toEqual(before);
    expect((await again.ask('GET', `/api/links/${link.id}`)).body).toEqual(link);
    expect(before).toMatchObject({ defaultView: a.id });
    expect(before.views.map(({ name }) => name).slice(0, 2)).toEqual(['B', 'A']);
  } finally {
    await reopened.close();
  }
});
