import type { OpenConnection } from '@watchfloor/connectors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../store/testing/test-database.ts';
import { fakeConnection } from '../testing/fake-source.ts';
import { content, on, type Stage, sitDown, toProblem, toView } from './testing/stage.ts';

const byVendor = (vendor: string) => content({ target: { kind: 'vendor', vendor, resource: 'alarms' } });
const named = (id: string, vendor: string): OpenConnection => ({
  ...fakeConnection({}, id),
  vendor: { name: vendor, label: `The vendor ${vendor}`, mark: 'XX' },
});
const provisioned = [
  { id: 'north', name: 'North', content: content(on('north')) },
  { id: 'boreal', name: 'Boreal', content: byVendor('boreal') },
  { id: 'austral', name: 'Austral', content: byVendor('austral') },
];

let database: TestDatabase;
const connections = [named('north', 'boreal'), named('south', 'austral'), named('south-2', 'austral')];
const stage = (): Stage => ({ database, connections, provisioned });
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

describe('two tenants of one installation', () => {
  it('see shared views of what they may see, and of the rest not even a name', async () => {
    const lea = sitDown(stage(), 'Lea', 'lead');
    const hidden = await lea.save('Secret of the north', { content: content(on('north')), sharing: 'everyone' });
    const vendor = await lea.save('All boreal', { content: byVendor('boreal'), sharing: 'everyone' });
    const shown = await lea.save('South', { content: content(on('south')), sharing: 'everyone' });
    const sol = sitDown(stage(), 'Sol', 'lead', ['south']);
    expect(await sol.names()).toEqual(['Austral', 'South']);
    expect(JSON.stringify(await sol.list())).not.toMatch(/north|boreal/i);
    for (const id of [hidden.id, vendor.id, '00000000-0000-4000-8000-000000000000']) {
      const answers = await Promise.all([
        sol.ask('PATCH', `/api/views/${id}`, { version: 1, content: content() }),
        sol.ask('DELETE', `/api/views/${id}`),
        sol.ask('POST', `/api/views/${id}/restore`, {}),
        sol.ask('PUT', '/api/views/default', { view: id }),
      ]);
      for (const answer of answers) {
        expect(toProblem(answer)).toMatchObject({ code: 'unknown_view', detail: toProblem(answers[0]).detail });
      }
    }
    // Control: without the limit they are there.
    expect(await sitDown(stage(), 'Sue', 'lead').names()).toEqual([
      'North',
      'Boreal',
      'Austral',
      'Secret of the north',
      'All boreal',
      'South',
    ]);
    expect(
      toView(await sol.ask('PATCH', `/api/views/${shown.id}`, { version: 1, content: content(on('south')) })),
    ).toMatchObject({ connection: 'south' });
  });

  it('by vendor means what each of them may see of it', async () => {
    const austral = async (access: 'all' | string[]) => {
      const { views } = await sitDown(stage(), 'Sol', 'viewer', access).list();
      return views.find(({ name }) => name === 'Austral')?.connections;
    };
    expect(await austral('all')).toEqual(['south', 'south-2']);
    expect(await austral(['south-2', 'north'])).toEqual(['south-2']);
    expect(await austral(['north'])).toBeUndefined();
    expect(await austral([])).toBeUndefined();
  });

  it('a view that was retargeted out of sight is gone for a lead who may not follow', async () => {
    const [lea, sol] = [sitDown(stage(), 'Lea', 'lead'), sitDown(stage(), 'Sol', 'lead', ['south'])];
    const { id } = await lea.save('Moves', { content: content(on('south')), sharing: 'everyone' });
    expect(await sol.names()).toContain('Moves');
    await lea.ask('PATCH', `/api/views/${id}`, { version: 1, content: content(on('north')) });
    const answer = await sol.ask('PATCH', `/api/views/${id}`, { version: 1, content: content(on('south')) });
    expect(toProblem(answer).code).toBe('unknown_view');
    expect(JSON.stringify(answer.body)).not.toContain('north');
  });

  it('a person’s own view of what they may not see any more stays, and says what one of a removed connection says', async () => {
    const before = sitDown(stage(), 'Nia', 'analyst');
    await before.save('Own north', { content: content(on('north')) });
    await before.save('Own gone', { content: content(on('gone')) });
    const after = sitDown(stage(), 'Nia', 'analyst', ['south']);
    const own = (await after.list()).views.filter(({ origin }) => origin === 'own');
    expect(own.map(({ connection }) => connection)).toEqual([null, null]);
    expect(own[0]?.unavailable).toBe(own[1]?.unavailable?.replace('gone', 'north'));
    expect(own[0]?.content).toEqual(content(on('north')));
  });
});

it('a view of a connection that is gone is kept whole, and works again when it is back', async () => {
  const lea = sitDown(stage(), 'Lena', 'lead');
  const view = await lea.save('Of the north', { content: content(on('north')), sharing: 'everyone' });
  const without = { ...stage(), connections: connections.slice(1) };
  const find = async (at: Stage) => (await sitDown(at, 'Lena', 'lead').list()).views.find(({ id }) => id === view.id);
  const gone = await find(without);
  expect(gone).toMatchObject({ connection: null, content: view.content });
  expect(gone?.unavailable).toContain('There is no connection “north” here.');
  const renamed = await sitDown(without, 'Lena', 'lead').ask('PATCH', `/api/views/${view.id}`, {
    version: 1,
    name: 'Of the far north',
  });
  expect(toView(renamed).content).toEqual(view.content);
  expect(await find(stage())).toMatchObject({ connection: 'north', unavailable: null, name: 'Of the far north' });
});

describe('a short link', () => {
  const path = '/explore/north/alarms?severity=high&from=now-24h&to=now';

  it('leads everyone who may see it to the page, whoever made it', async () => {
    const made = await sitDown(stage(), 'Ana', 'viewer').ask('POST', '/api/links', { path });
    expect(made).toMatchObject({ status: 200, body: { path, createdBy: 'Ana' } });
    const { id, short } = made.body as { id: string; short: string };
    expect(id).toMatch(/^[0-9A-Za-z]{12}$/);
    expect(short).toBe(`/l/${id}`);
    const opened = await sitDown(stage(), 'Ben', 'viewer', ['north']).ask('GET', `/api/links/${id}`);
    expect(opened).toEqual(made);
  });

  it('is one for one page and person, also when it is asked for twice at once', async () => {
    const [ana, ben] = [sitDown(stage(), 'Ana', 'viewer'), sitDown(stage(), 'Ben', 'viewer')];
    const idOf = async (desk: typeof ana, to: string) =>
      ((await desk.ask('POST', '/api/links', { path: to })).body as { id: string }).id;
    const other = `${path}&order=time-asc`;
    const ids = await Promise.all(Array.from({ length: 8 }, () => idOf(ana, other)));
    expect(new Set(ids).size).toBe(1);
    expect(await idOf(ben, other)).not.toBe(ids[0]);
    expect(await idOf(ana, `${path}&order=time-desc`)).not.toBe(ids[0]);
    const rows = await database.sql
      .selectFrom('audit_entry')
      .select('target_id')
      .where('target_id', '=', ids[0] ?? '')
      .execute();
    expect(rows).toHaveLength(1);
  });

  it('to what its opener may not see is as unknown as one that never was', async () => {
    const { body } = await sitDown(stage(), 'Ana', 'viewer').ask('POST', '/api/links', { path });
    const sol = sitDown(stage(), 'Sol', 'admin', ['south']);
    const hidden = await sol.ask('GET', `/api/links/${(body as { id: string }).id}`);
    const none = await sol.ask('GET', '/api/links/000000000000');
    const { requestId: _1, ...told } = toProblem(hidden);
    const { requestId: _2, ...expected } = toProblem(none);
    expect(told).toMatchObject({ code: 'unknown_link' });
    expect(told).toEqual(expected);
  });

  it.each([
    '//evil.example',
    '/api/sources',
    '/l/000000000000',
    '/people?token=abc',
    'explore',
    '/explore/\u0000/alarms',
    `/?q=${'x'.repeat(16_400)}`,
  ])('leads to no %s', async (to) => {
    const answer = await sitDown(stage(), 'Ana', 'viewer').ask('POST', '/api/links', { path: to });
    expect(toProblem(answer)).toMatchObject({ code: 'bad_parameter', errors: [{ parameter: 'path' }] });
  });
});
