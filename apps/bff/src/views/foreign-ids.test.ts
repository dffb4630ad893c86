import type { OpenConnection } from '@watchfloor/connectors';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../store/testing/test-database.ts';
import { fakeConnection } from '../testing/fake-source.ts';
import { type Answered, content, type Desk, on, type Stage, sitDown, toProblem } from './testing/stage.ts';

/** 10,000 by the flag, a sample of them in the suite. */
const runs = process.env.WATCHFLOOR_LONG === '1' ? 10_000 : 500;
const seed = 20_261_122;
/** Stands in everything that the caller may not see, so that a trace of it is found wherever it gets. */
const sentinel = 'sentinel-of-the-north';

let database: TestDatabase;
let stage: Stage;
/** What really exists, and is another scope's or another person's. */
let foreign: { views: string[]; links: string[] };
let sol: Desk;

beforeAll(async () => {
  database = await createTestDatabase();
  const connections: OpenConnection[] = [fakeConnection({}, 'north'), fakeConnection({}, 'south')];
  const provisioned = [{ id: 'north', name: sentinel, content: content(on('north')) }];
  stage = { database, connections, provisioned };
  const lea = sitDown(stage, 'Lea', 'admin');
  const hidden = content({ ...on('north'), filters: { q: { include: [sentinel], exclude: [] } } });
  const shared = await lea.save(`${sentinel} shared`, { content: hidden, sharing: 'everyone' });
  const own = await lea.save(`${sentinel} private`, { content: content({ ...hidden, ...on('south') }) });
  const deleted = await lea.save(`${sentinel} deleted`, { content: hidden, sharing: 'everyone' });
  await lea.ask('DELETE', `/api/views/${deleted.id}`);
  const link = await lea.ask('POST', '/api/links', { path: `/explore/north/alarms?q=${sentinel}` });
  foreign = { views: [shared.id, own.id, deleted.id, 'file-north'], links: [(link.body as { id: string }).id] };
  sol = sitDown(stage, 'Sol', 'lead', ['south']);
  await sol.save('Of Sol', { content: content(on('south')) });
});
afterAll(() => database.close());

const anyText = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
  fc.constantFrom('\0', '%00', '../order', "' or 1=1 --", '\ud800', 'NaN', '-1', '{}', 'null', '__proto__', 'order'),
  fc.uuid(),
);
const mutated = (whole: () => readonly string[]) =>
  fc
    .tuple(
      fc.nat(),
      fc.nat({ max: 40 }),
      fc.constantFrom('keep', 'flip', 'cut', 'add', 'case', 'blank'),
      fc.string({ minLength: 1, maxLength: 1 }),
    )
    .map(([which, at, how, letter]) => {
      const ids = whole();
      const id = ids[which % ids.length] ?? '';
      const place = at % (id.length + 1);
      switch (how) {
        case 'keep':
          return id;
        case 'flip':
          return id.slice(0, place) + letter + id.slice(place + 1);
        case 'cut':
          return id.slice(0, place);
        case 'add':
          return id.slice(0, place) + letter + id.slice(place);
        case 'case':
          return id.toUpperCase();
        default:
          return ` ${id}`;
      }
    });
const ask = fc.oneof(
  fc.tuple(
    fc.constantFrom('PATCH', 'DELETE', 'restore', 'default', 'order'),
    fc.oneof({ weight: 4, arbitrary: mutated(() => foreign.views) }, { weight: 1, arbitrary: anyText }),
  ),
  fc.tuple(
    fc.constant('link'),
    fc.oneof({ weight: 4, arbitrary: mutated(() => foreign.links) }, { weight: 1, arbitrary: anyText }),
  ),
);

function send(desk: Desk, how: string, id: string): Promise<Answered> {
  const part = encodeURIComponent(id.toWellFormed()) || '%20';
  // A dot segment is the client's to resolve; encoded once more it arrives.
  const at = part === '.' || part === '..' ? `%25${part}` : part;
  switch (how) {
    case 'PATCH':
      return desk.ask('PATCH', `/api/views/${at}`, { version: 1, name: 'Taken over' });
    case 'DELETE':
      return desk.ask('DELETE', `/api/views/${at}`);
    case 'restore':
      return desk.ask('POST', `/api/views/${at}/restore`, {});
    case 'default':
      return desk.ask('PUT', '/api/views/default', { view: id });
    case 'order':
      return desk.ask('PUT', '/api/views/order', { ids: [id] });
    default:
      return desk.ask('GET', `/api/links/${at}`);
  }
}

const everything = () =>
  Promise.all([
    database.sql.selectFrom('view').selectAll().orderBy('id').execute(),
    database.sql.selectFrom('short_link').selectAll().execute(),
  ]);

it(
  `${runs} mutated and foreign ids: no server error, and nothing of another scope`,
  async () => {
    const before = await everything();
    const statuses = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(ask, async ([how, id]) => {
        const { status, body } = await send(sol, how, id);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        expect(status).toBeLessThan(500);
        const text = JSON.stringify(body);
        // The page repeats nothing of what was asked either, so that the id itself cannot be taken for a trace.
        expect(text).not.toContain(sentinel);
        expect(text).not.toContain('"north"');
        if (how !== 'order')
          expect(toProblem({ status, body }).code).toMatch(
            /^(unknown_view|unknown_link|read_only|bad_parameter|unknown_route)$/,
          );
      }),
      { numRuns: runs, seed },
    );
    expect(await everything()).toEqual(before);
    expect(statuses.get(404)).toBeGreaterThan(runs / 4);
  },
  runs * 40,
);

it('control: the same ids lead their owner to what the test looks for', async () => {
  const lea = sitDown(stage, 'Lea', 'admin');
  const link = await send(lea, 'link', foreign.links[0] ?? '');
  expect(JSON.stringify(link.body)).toContain(sentinel);
  const [shared = '', own = '', deleted = ''] = foreign.views;
  for (const [how, id] of [
    ['default', shared],
    ['PATCH', own],
    ['restore', deleted],
  ] as const) {
    const { status, body } = await send(lea, how, id);
    expect(status).toBe(200);
    expect(JSON.stringify(body)).toContain('sentinel');
  }
});
