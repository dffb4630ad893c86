import type { OpenConnection } from '@watchfloor/connectors';
import { viewLimits } from '@watchfloor/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../store/testing/test-database.ts';
import { fakeConnection } from '../testing/fake-source.ts';
import { content, on, type Stage, sitDown, toProblem, toView } from './testing/stage.ts';

const provisioned = [
  {
    id: 'everywhere',
    name: 'Everywhere',
    content: content({ target: { kind: 'vendor', vendor: 'fake', resource: 'alarms' } }),
  },
  { id: 'east', name: 'East', content: content(on('east')) },
];

let database: TestDatabase;
const connections: OpenConnection[] = [fakeConnection(), fakeConnection({}, 'east')];
const stage = (): Stage => ({ database, connections, provisioned });
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.sql.deleteFrom('view').execute();
  await database.sql.deleteFrom('view_choice').execute();
});

const audited = () =>
  database.sql.selectFrom('audit_entry').select(['action', 'actor_id', 'target_id', 'detail']).orderBy('id').execute();

describe('a person’s own views', () => {
  it('are kept, listed behind the operator’s, and nobody else’s', async () => {
    const [ana, ben] = [sitDown(stage(), 'Ana', 'analyst'), sitDown(stage(), 'Ben', 'admin')];
    const view = await ana.save('Mine');
    expect(view).toMatchObject({
      origin: 'own',
      owner: { id: 'id-of-Ana', name: 'Ana' },
      sharing: 'private',
      editable: true,
      content: content(),
      connection: 'fake',
      unavailable: null,
      version: 1,
      updatedBy: 'Ana',
    });
    expect(await ana.names()).toEqual(['Everywhere', 'East', 'Mine']);
    expect(await ben.names()).toEqual(['Everywhere', 'East']);
  });

  it('are renamed and changed, each change a version and a row of the audit log', async () => {
    const ana = sitDown(stage(), 'Ana', 'analyst');
    const { id } = await ana.save('Mine');
    const changed = toView(
      await ana.ask('PATCH', `/api/views/${id}`, {
        version: 1,
        name: 'Ours',
        content: content({ density: 'compact' }),
      }),
    );
    expect(changed).toMatchObject({ name: 'Ours', version: 2, content: { density: 'compact' } });
    expect(toView(await ana.ask('PATCH', `/api/views/${id}`, { version: 2, name: 'Ours' })).version).toBe(2);
    const rows = (await audited()).filter((row) => row.target_id === id);
    expect(rows.map(({ action }) => action)).toEqual(['view.create', 'view.change']);
    expect(rows[1]?.detail).toMatchObject({ before: { name: 'Mine', content: content() }, after: { name: 'Ours' } });
  });

  it('share no name, whatever its capitals and composition', async () => {
    const ana = sitDown(stage(), 'Ana', 'analyst');
    await ana.save('Z\u00fcrich');
    const { id } = await ana.save('Other');
    const before = await audited();
    for (const asked of [
      ana.ask('POST', '/api/views', { name: 'zu\u0308RICH', content: content() }),
      ana.ask('PATCH', `/api/views/${id}`, { version: 1, name: 'ZÜRICH' }),
    ]) {
      const answer = await asked;
      expect(answer.status).toBe(409);
      expect(toProblem(answer)).toMatchObject({ code: 'name_taken', errors: [{ parameter: 'name' }] });
    }
    expect(await audited()).toEqual(before);
    await sitDown(stage(), 'Ben', 'analyst').save('Zürich');
  });

  it.each([
    '\u202egnp.exe',
    'a\u200bb\u2066c',
    '<script>alert(1)</script>',
    '=HYPERLINK("http://evil.example")',
    '\u{1f469}\u200d\u{1f52c}'.repeat(16),
    "'; drop table view; --",
    'Ω'.repeat(viewLimits.nameChars),
  ])('keep the name %j as it is', async (name) => {
    const ana = sitDown(stage(), 'Ana', 'analyst');
    expect((await ana.save(name)).name).toBe(name);
    expect(await ana.names()).toContain(name);
  });

  it.each(['', '   ', 'a\u0000b', 'a\nb', '\ud800', 'x'.repeat(viewLimits.nameChars + 1)])(
    'cannot be called %j',
    async (name) => {
      const answer = await sitDown(stage(), 'Ana', 'analyst').ask('POST', '/api/views', { name, content: content() });
      expect(toProblem(answer)).toMatchObject({ code: 'bad_parameter', errors: [{ parameter: 'name' }] });
    },
  );

  it('are so many and no more, also when two are saved at once', async () => {
    const ana = sitDown(stage(), 'Ana', 'analyst');
    await sql`insert into view (owner, owner_name, name, name_key, content, updated_by)
      select 'id-of-Ana', 'Ana', n::text, n::text, '{}', 'Ana' from generate_series(2, ${viewLimits.perPerson}) n`.execute(
      database.sql,
    );
    const answers = await Promise.all(
      ['one', 'two', 'three'].map((name) => ana.ask('POST', '/api/views', { name, content: content() })),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 422, 422]);
  });
});

describe('roles', () => {
  it('a viewer keeps no views, and has a default and an order', async () => {
    const vera = sitDown(stage(), 'Vera', 'viewer');
    for (const [method, path, body] of [
      ['POST', '/api/views', { name: 'x', content: content() }],
      ['PATCH', '/api/views/file-east', { version: 1 }],
      ['DELETE', '/api/views/file-east', undefined],
      ['POST', '/api/views/file-east/restore', {}],
    ] as const) {
      expect(toProblem(await vera.ask(method, path, body)).code).toBe('role_missing');
    }
    expect((await vera.ask('PUT', '/api/views/default', { view: 'file-east' })).status).toBe(200);
    expect((await vera.ask('PUT', '/api/views/order', { ids: ['file-east'] })).status).toBe(200);
    expect(await vera.list()).toMatchObject({
      defaultView: 'file-east',
      views: [{ name: 'East' }, { name: 'Everywhere' }],
    });
  });

  it('sharing needs a lead, at once or later', async () => {
    const [ana, lea] = [sitDown(stage(), 'Ana', 'analyst'), sitDown(stage(), 'Lea', 'lead')];
    const refused = await ana.ask('POST', '/api/views', { name: 'x', content: content(), sharing: 'everyone' });
    expect(toProblem(refused).code).toBe('role_missing');
    const { id } = await ana.save('Mine');
    const later = await ana.ask('PATCH', `/api/views/${id}`, { version: 1, sharing: ['lead'] });
    expect(toProblem(later).code).toBe('role_missing');
    await lea.save('Shared', { sharing: 'everyone' });
    expect((await ana.list()).views.at(-1)).toMatchObject({
      name: 'Shared',
      origin: 'shared',
      editable: false,
      owner: { name: 'Lea' },
    });
  });

  it('a view that is shared with a role is seen by it and those above', async () => {
    const lea = sitDown(stage(), 'Lea', 'lead');
    await lea.save('For analysts', { sharing: ['analyst'] });
    await lea.save('For leads', { sharing: ['lead'] });
    const seen = async (role: 'viewer' | 'analyst' | 'lead' | 'admin') =>
      (await sitDown(stage(), `Some ${role}`, role).names()).slice(provisioned.length);
    expect(await seen('viewer')).toEqual([]);
    expect(await seen('analyst')).toEqual(['For analysts']);
    expect(await seen('lead')).toEqual(['For analysts', 'For leads']);
    expect(await seen('admin')).toEqual(['For analysts', 'For leads']);
  });

  it('a shared view is changed by every lead, renamed by its owner, and saved as their own by everyone', async () => {
    const [lea, lou, ana] = [
      sitDown(stage(), 'Lea', 'lead'),
      sitDown(stage(), 'Lou', 'lead'),
      sitDown(stage(), 'Ana', 'analyst'),
    ];
    const { id } = await lea.save('Shared', { sharing: 'everyone' });
    expect(toProblem(await ana.ask('PATCH', `/api/views/${id}`, { version: 1, name: 'x' })).code).toBe('role_missing');
    expect(toProblem(await lou.ask('PATCH', `/api/views/${id}`, { version: 1, name: 'x' })).code).toBe('role_missing');
    const changed = toView(
      await lou.ask('PATCH', `/api/views/${id}`, { version: 1, name: 'Shared', content: content({ order: null }) }),
    );
    expect(changed).toMatchObject({ version: 2, updatedBy: 'Lou', owner: { name: 'Lea' } });
    const own = await ana.save('Shared', { content: content({ order: null }) });
    expect(own).toMatchObject({ origin: 'own', sharing: 'private', editable: true });
  });

  it('a lead who is one no more cannot change what others work with', async () => {
    const { id } = await sitDown(stage(), 'Lea', 'lead').save('Shared', { sharing: 'everyone' });
    const demoted = sitDown(stage(), 'Lea', 'analyst');
    expect((await demoted.list()).views.at(-1)).toMatchObject({ origin: 'own', editable: false });
    expect(toProblem(await demoted.ask('DELETE', `/api/views/${id}`)).code).toBe('role_missing');
  });

  it('the operator’s views are nobody’s to change', async () => {
    const admin = sitDown(stage(), 'Ada', 'admin');
    for (const [method, path, body] of [
      ['PATCH', '/api/views/file-east', { version: 1, name: 'x' }],
      ['DELETE', '/api/views/file-east', undefined],
    ] as const) {
      expect(toProblem(await admin.ask(method, path, body)).code).toBe('read_only');
    }
  });
});

it('the owner is called as they are called today, and the change is by whom it was', async () => {
  await database.sql
    .insertInto('person')
    .values({ id: 'id-of-Lea', name: 'Lea', email: 'lea@norrvik.example', role: 'lead' })
    .execute();
  const lea = sitDown(stage(), 'Lea', 'lead');
  const { id } = await lea.save('Shared', { sharing: 'everyone' });
  await database.sql.updateTable('person').set({ name: 'Lea Berg' }).where('id', '=', 'id-of-Lea').execute();
  const seen = (await sitDown(stage(), 'Ana', 'analyst').list()).views.find((view) => view.id === id);
  expect(seen).toMatchObject({ owner: { id: 'id-of-Lea', name: 'Lea Berg' }, updatedBy: 'Lea' });
});

it('of two who change one shared view at once, one wins, and the other is told and has what is kept', async () => {
  const [lea, lou] = [sitDown(stage(), 'Lea', 'lead'), sitDown(stage(), 'Lou', 'lead')];
  for (let round = 0; round < 20; round++) {
    const { id } = await lea.save(`Round ${round}`, { sharing: 'everyone' });
    const wanted = [content({ density: 'compact' }), content({ density: 'roomy' })] as const;
    const answers = await Promise.all([
      lea.ask('PATCH', `/api/views/${id}`, { version: 1, content: wanted[0] }),
      lou.ask('PATCH', `/api/views/${id}`, { version: 1, content: wanted[1] }),
    ]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    const won = answers[0].status === 200 ? 0 : 1;
    const kept = { id, version: 2, content: wanted[won], updatedBy: won === 0 ? 'Lea' : 'Lou' };
    const [winner, loser] = [answers[won], answers[1 - won]];
    expect(toView(winner ?? answers[0])).toMatchObject(kept);
    const told = toProblem(loser ?? answers[1]);
    expect(told).toMatchObject({ code: 'version_conflict', current: kept });
    expect(told.detail).toContain(kept.updatedBy);
    // With what was told, the second one's own change goes in.
    const again = await (won === 0 ? lou : lea).ask('PATCH', `/api/views/${id}`, {
      version: 2,
      content: wanted[1 - won],
    });
    expect(toView(again)).toMatchObject({ version: 3, content: wanted[1 - won] });
  }
});

describe('what a person chose', () => {
  it('is an order of all views, in which new ones come last', async () => {
    const ana = sitDown(stage(), 'Ana', 'analyst');
    const [a, b] = [await ana.save('A'), await ana.save('B')];
    const ids = [b.id, 'file-east', b.id, 'not an id', '00000000-0000-0000-0000-000000000000', a.id];
    expect((await ana.ask('PUT', '/api/views/order', { ids })).status).toBe(200);
    await ana.save('C');
    expect(await ana.names()).toEqual(['B', 'East', 'A', 'Everywhere', 'C']);
    expect(await sitDown(stage(), 'Ben', 'analyst').names()).toEqual(['Everywhere', 'East']);
  });

  it('is a default among what they see, or none', async () => {
    const [ana, ben] = [sitDown(stage(), 'Ana', 'analyst'), sitDown(stage(), 'Ben', 'analyst')];
    const { id } = await ana.save('A');
    expect((await ana.ask('PUT', '/api/views/default', { view: id })).body).toMatchObject({ defaultView: id });
    expect(toProblem(await ben.ask('PUT', '/api/views/default', { view: id })).code).toBe('unknown_view');
    await ana.ask('DELETE', `/api/views/${id}`);
    expect((await ana.list()).defaultView).toBeNull();
    await ana.ask('POST', `/api/views/${id}/restore`, {});
    expect((await ana.list()).defaultView).toBe(id);
    await ana.ask('PUT', '/api/views/default', { view: null });
    expect((await ana.list()).defaultView).toBeNull();
  });
});

describe('a deleted view', () => {
  it('comes back where it was, with all that it was', async () => {
    const ana = sitDown(stage(), 'Ana', 'analyst');
    const [a] = [await ana.save('A'), await ana.save('B')];
    const before = await ana.list();
    const answer = await ana.ask('DELETE', `/api/views/${a.id}`);
    expect(answer.body).toMatchObject({ id: a.id });
    expect(await ana.names()).not.toContain('A');
    expect(toProblem(await ana.ask('DELETE', `/api/views/${a.id}`)).code).toBe('unknown_view');
    expect(toProblem(await ana.ask('PATCH', `/api/views/${a.id}`, { version: 1 })).code).toBe('unknown_view');
    expect(toView(await ana.ask('POST', `/api/views/${a.id}/restore`, {}))).toEqual(a);
    expect(await ana.list()).toEqual(before);
    expect(toProblem(await ana.ask('POST', `/api/views/${a.id}/restore`, {})).code).toBe('unknown_view');
  });

  it('whose name was taken in the meantime comes back under another', async () => {
    const ana = sitDown(stage(), 'Ana', 'analyst');
    const { id } = await ana.save('A');
    await ana.ask('DELETE', `/api/views/${id}`);
    await ana.save('a');
    expect(toProblem(await ana.ask('POST', `/api/views/${id}/restore`, {})).code).toBe('name_taken');
    expect(toView(await ana.ask('POST', `/api/views/${id}/restore`, { name: 'A again' })).name).toBe('A again');
  });

  it('is gone after a day, and cleared away with the next one', async () => {
    const ana = sitDown(stage(), 'Ana', 'analyst');
    const [a, b] = [await ana.save('A'), await ana.save('B')];
    await ana.ask('DELETE', `/api/views/${a.id}`);
    await sql`update view set deleted = deleted - ${24 * 3_600_000 + 1} where id = ${a.id}`.execute(database.sql);
    expect(toProblem(await ana.ask('POST', `/api/views/${a.id}/restore`, {})).code).toBe('unknown_view');
    await ana.ask('DELETE', `/api/views/${b.id}`);
    const left = await database.sql.selectFrom('view').select('id').execute();
    expect(left).toEqual([{ id: b.id }]);
  });

  it('is brought back by its owner, and by nobody who could not delete it', async () => {
    const ana = sitDown(stage(), 'Ana', 'analyst');
    const { id } = await ana.save('A');
    await ana.ask('DELETE', `/api/views/${id}`);
    const other = await sitDown(stage(), 'Lea', 'admin').ask('POST', `/api/views/${id}/restore`, {});
    expect(toProblem(other).code).toBe('unknown_view');
  });
});

it('a change without its audit row is no change', async () => {
  const ana = sitDown(stage(), 'Ana', 'analyst');
  const { id } = await ana.save('A');
  const broken: Stage = {
    ...stage(),
    database: {
      sql: database.sql,
      transaction: (work) =>
        database.transaction(async (trx) => {
          const done = await work(trx);
          // What a failing insert of the audit row does, at the last moment.
          await sql`select 1 / 0`.execute(trx);
          return done;
        }),
    },
  };
  const failing = sitDown(broken, 'Ana', 'analyst');
  const before = [await ana.list(), await audited()];
  for (const [method, path, body] of [
    ['POST', '/api/views', { name: 'B', content: content() }],
    ['PATCH', `/api/views/${id}`, { version: 1, name: 'C' }],
    ['DELETE', `/api/views/${id}`, undefined],
    ['PUT', '/api/views/order', { ids: [id] }],
    ['PUT', '/api/views/default', { view: id }],
    ['POST', '/api/links', { path: '/explore/fake/alarms?a=1' }],
  ] as const) {
    expect((await failing.ask(method, path, body)).status).toBe(500);
  }
  expect([await ana.list(), await audited()]).toEqual(before);
});
