import { Secret, vendors } from '@watchfloor/connectors';
import { exploreAnswerSchema, sourcesAnswerSchema, vendorsAnswerSchema } from '@watchfloor/contract';
import { startUsmSimulator, type UsmSimulator } from '@watchfloor/simulators';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readProblem } from '../testing/fake-app.ts';
import type { ConnectionsApp } from './testing/connections-app.ts';
import { useServers } from './testing/servers.ts';

const servers = useServers();
const { start } = servers;
let simulator: UsmSimulator;
beforeAll(async () => {
  simulator = await startUsmSimulator({ alarms: 60, events: 100 });
});
afterAll(() => simulator.close());

const draft = () => ({
  id: 'usm-emea',
  vendor: 'usm-anywhere',
  label: 'EMEA',
  settings: { base_url: simulator.baseUrl, client_id: simulator.clientId, console_url: '' },
  secrets: { client_secret: simulator.clientSecret },
});
const at = '/api/connections/usm-emea';
const auditOf = async (id: string) =>
  servers.database.sql.selectFrom('audit_entry').selectAll().where('target_id', '=', id).orderBy('id').execute();
const readAlarms = async ({ get }: ConnectionsApp) =>
  exploreAnswerSchema.parse(await (await get('/api/explore/usm-emea/alarms?from=now-40d')).json());

describe('a connection that is added in the browser', () => {
  it('is asked at once, edited, paused, resumed and removed, each with its audit row', async () => {
    const app = await start();
    const added = await app.put('POST', '/api/connections', draft());
    expect(added).toMatchObject({ origin: 'browser', secretsSet: { client_secret: true }, problem: null });
    expect(added.settings).toEqual({ base_url: simulator.baseUrl, client_id: simulator.clientId });
    expect((await readAlarms(app)).sources[0]?.state).toBe('complete');

    const renamed = await app.put('PATCH', at, { version: added.version, label: 'EMEA 2', tenant: 'Norrvik' });
    expect(renamed).toMatchObject({ label: 'EMEA 2', tenant: 'Norrvik', updatedBy: 'Ada Admin' });
    // The client and what is known of it went on: only the label changed.
    expect(renamed.health?.state).toBe('answering');
    expect(renamed.version).toBeGreaterThan(added.version);
    expect((await readAlarms(app)).sources[0]).toMatchObject({ state: 'complete', label: 'EMEA 2' });

    const paused = await app.put('PATCH', at, { version: renamed.version, paused: true });
    expect(paused.health?.lastError?.code).toBe('paused');
    const calls = simulator.requests.length;
    expect((await readAlarms(app)).sources[0]).toMatchObject({ state: 'failed', code: 'paused' });
    expect(simulator.requests.length).toBe(calls);

    const resumed = await app.put('PATCH', at, { version: paused.version, paused: false });
    expect((await readAlarms(app)).sources[0]?.state).toBe('complete');

    const left = await app.send('DELETE', `${at}?version=${resumed.version}`);
    expect(await left.json()).toEqual({ connections: [], allowedOrigins: [] });
    expect((await readProblem(await app.get('/api/explore/usm-emea/alarms'))).code).toBe('unknown_connection');
    expect(await servers.database.sql.selectFrom('connection_secret').selectAll().execute()).toEqual([]);

    const rows = await auditOf('usm-emea');
    expect(rows.map(({ action }) => action)).toEqual(
      ['create', 'change', 'pause', 'resume', 'remove'].map((what) => `connection.${what}`),
    );
    expect(rows[0]).toMatchObject({
      actor_id: 'p1',
      actor_name: 'Ada Admin',
      detail: { secretsSet: ['client_secret'] },
    });
    expect(rows[1]?.detail).toEqual({
      before: { label: 'EMEA', tenant: null },
      after: { label: 'EMEA 2', tenant: 'Norrvik' },
      secretsSet: [],
      secretsCleared: [],
    });
  });

  it('is there after a restart, as it was', async () => {
    const app = await start();
    await app.put('POST', '/api/connections', draft());
    const again = await start();
    expect((await again.list()).connections).toMatchObject([{ id: 'usm-emea', label: 'EMEA' }]);
    expect((await readAlarms(again)).sources[0]?.state).toBe('complete');
  });

  it('with a replaced secret is asked with it, and its old one is gone', async () => {
    const app = await start();
    const added = await app.put('POST', '/api/connections', {
      ...draft(),
      secrets: { client_secret: 'not-the-secret' },
    });
    expect((await readAlarms(app)).sources[0]).toMatchObject({ state: 'unauthorised', code: 'auth' });
    const secrets = { client_secret: simulator.clientSecret };
    await app.put('PATCH', at, { version: added.version, secrets });
    expect((await readAlarms(app)).sources[0]?.state).toBe('complete');
    expect((await auditOf('usm-emea')).at(-1)?.detail).toMatchObject({
      before: {},
      after: {},
      secretsSet: ['client_secret'],
    });
  });

  it('is not changed by what changes nothing', async () => {
    const app = await start();
    const added = await app.put('POST', '/api/connections', draft());
    const before = await auditOf('usm-emea');
    const same = await app.put('PATCH', at, { version: added.version, label: 'EMEA', settings: draft().settings });
    expect(same.version).toBe(added.version);
    expect(await auditOf('usm-emea')).toHaveLength(before.length);
  });
});

describe('two administrators', () => {
  it('who change one version: the second is told, with what is kept now, and nothing is lost', async () => {
    const [one, two] = [await start(), await start()];
    const { version } = await one.put('POST', '/api/connections', draft());
    const answers = await Promise.all(
      [one, two].map((app, i) => app.send('PATCH', at, { version, label: `Edit ${i}` })),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    const lost = answers.find(({ status }) => status === 409)!;
    const problem = await readProblem(lost);
    const [kept] = (await one.list()).connections;
    expect(problem).toMatchObject({
      code: 'version_conflict',
      current: { label: kept?.label, version: kept?.version },
    });
    const stale = await one.send('DELETE', `${at}?version=${version}`);
    expect((await readProblem(stale)).code).toBe('version_conflict');
    expect((await one.list()).connections).toHaveLength(1);
  });

  it('who add one id: the second is told that the name is taken', async () => {
    const [one, two] = [await start(), await start()];
    const answers = await Promise.all([one, two].map((app) => app.send('POST', '/api/connections', draft())));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409]);
    expect((await readProblem(answers.find(({ status }) => status === 409)!)).code).toBe('name_taken');
  });
});

describe('a connection of the operator’s file', () => {
  const usm = vendors.find(({ name }) => name === 'usm-anywhere')!;
  const configured = () => {
    const { base_url, client_id } = draft().settings;
    const config = { base_url, client_id, client_secret: new Secret(simulator.clientSecret) };
    return [{ id: 'usm-emea', label: 'From the file', tenant: undefined, vendor: usm, config }];
  };

  it('is shown without its secret and can only be tested', async () => {
    const app = await start({ configured: configured() });
    const { connections } = await app.list();
    expect(connections).toMatchObject([{ origin: 'file', secretsSet: { client_secret: true }, version: 0 }]);
    expect(JSON.stringify(connections)).not.toContain(simulator.clientSecret);
    for (const [method, path, body] of [
      ['PATCH', at, { version: 0, label: 'Other' }],
      ['PATCH', at, { version: 0, paused: true }],
      ['DELETE', `${at}?version=0`, undefined],
      ['POST', '/api/connections/test', { ...draft(), label: undefined }],
    ] as const) {
      expect((await readProblem(await app.send(method, path, body))).code, `${method} ${path}`).toBe('read_only');
    }
    expect((await readProblem(await app.send('POST', '/api/connections', draft()))).code).toBe('name_taken');
    const test = { id: 'usm-emea', vendor: 'usm-anywhere', settings: {}, secrets: {} };
    expect(await (await app.send('POST', '/api/connections/test', test)).json()).toMatchObject({
      ok: true,
      code: null,
    });
  });

  it('stands before a kept one of the same id, which stays kept, and both are told of', async () => {
    const before = await start();
    await before.put('POST', '/api/connections', draft());
    const app = await start({ configured: configured() });
    const { connections } = await app.list();
    expect(connections).toMatchObject([{ label: 'From the file', origin: 'file' }]);
    expect(connections[0]?.warnings[0]).toContain('added in the browser as well');
    expect(app.lines.join('')).toContain('connection not used');
    expect((await before.list()).connections).toMatchObject([{ label: 'EMEA', origin: 'browser' }]);
  });
});

describe('what is refused', () => {
  it.each([
    ['viewer', 403],
    ['analyst', 403],
    ['lead', 403],
    ['anyone', 401],
  ] as const)('%s may do none of it', async (role, status) => {
    const app = await start({ role });
    for (const [method, path, body] of [
      ['GET', '/api/vendors', undefined],
      ['GET', '/api/connections', undefined],
      ['POST', '/api/connections', draft()],
      ['POST', '/api/connections/test', draft()],
      ['PATCH', at, { version: 1, label: 'x' }],
      ['DELETE', `${at}?version=1`, undefined],
    ] as const) {
      expect((await app.send(method, path, body)).status, `${method} ${path}`).toBe(status);
    }
  });

  it('outside an administrator’s own access a connection is one that does not exist', async () => {
    const all = await start();
    const { version } = await all.put('POST', '/api/connections', draft());
    const other = await start({ access: ['usm-apac'] });
    expect((await other.list()).connections).toEqual([]);
    for (const id of ['usm-emea', 'usm-none']) {
      const problem = await readProblem(await other.send('PATCH', `/api/connections/${id}`, { version, label: 'x' }));
      expect(problem).toMatchObject({ code: 'unknown_connection', detail: `No connection "${id}".` });
      expect((await other.send('DELETE', `/api/connections/${id}?version=${version}`)).status).toBe(404);
    }
  });

  it.each<[string, object, string[]]>([
    ['an unknown vendor', { vendor: 'nobody' }, ['vendor']],
    ['an unknown setting', { settings: { base_url: 'https://a.example', client_id: 'a', page: 1 } }, ['settings.page']],
    [
      'missing settings',
      { settings: {}, secrets: {} },
      ['settings.base_url', 'settings.client_id', 'secrets.client_secret'],
    ],
    [
      'a secret among the settings',
      { settings: { base_url: 'https://a.example', client_id: 'a', client_secret: 'b' } },
      ['settings.client_secret'],
    ],
    ['a secret of another vendor', { secrets: { client_secret: 'a', token: 'b' } }, ['secrets.token']],
    [
      'credentials in the address',
      { settings: { base_url: 'https://u:p@a.example', client_id: 'a' } },
      ['settings.base_url'],
    ],
    ['http to the outside', { settings: { base_url: 'http://a.example', client_id: 'a' } }, ['settings.base_url']],
    [
      'a path of the server',
      { settings: { base_url: 'https://a.example', client_id: 'a', ca_file: '/etc/passwd' } },
      ['settings.ca_file'],
    ],
    [
      'a broken certificate',
      { settings: { base_url: 'https://a.example', client_id: 'a', ca_file: '-----BEGIN CERTIFICATE-----\nAA\n' } },
      ['settings.ca_file'],
    ],
    ['an id with capitals', { id: 'USM' }, ['id']],
    ['NUL in the label', { label: 'a\0b' }, ['label']],
    ['half a pair in the tenant', { tenant: 'a\ud83d' }, ['tenant']],
    ['NUL in a setting', { settings: { base_url: 'https://a.example', client_id: 'a\0b' } }, ['settings.client_id']],
    [
      'half a pair in a setting',
      { settings: { base_url: 'https://a.example', client_id: '\ude00' } },
      ['settings.client_id'],
    ],
    ['a label of blanks', { label: '   ' }, ['label']],
  ])('%s', async (_, differs, parameters) => {
    const app = await start();
    const problem = await readProblem(await app.send('POST', '/api/connections', { ...draft(), ...differs }));
    expect(problem.code).toBe('bad_parameter');
    expect(problem.errors?.map(({ parameter }) => parameter)).toEqual(parameters);
    expect((await app.list()).connections).toEqual([]);
  });

  it('a secret, where the key would end with the process', async () => {
    const app = await start({ hasKey: false });
    const problem = await readProblem(await app.send('POST', '/api/connections', draft()));
    expect(problem).toMatchObject({ code: 'not_ready' });
    expect(problem.detail).toContain('WATCHFLOOR_KEY');
  });
});

it('hostile texts are kept and given back as they are', async () => {
  const app = await start();
  for (const text of [
    '<img src=x onerror=alert(1)>',
    '\u202egnp.exe',
    "'; drop table connection; --",
    '\\u0000',
    '😀',
    '{"a":1}',
  ]) {
    const settings = { ...draft().settings, account_name: text };
    const added = await app.put('POST', '/api/connections', { ...draft(), label: text, tenant: text, settings });
    expect(added).toMatchObject({ label: text, tenant: text, settings: { account_name: text } });
    expect((await app.list()).connections).toMatchObject([{ label: text, settings: { account_name: text } }]);
    expect((await app.send('DELETE', `${at}?version=${added.version}`)).status).toBe(200);
  }
});

it('the vendors’ forms are told, with every field', async () => {
  const app = await start();
  const answer = vendorsAnswerSchema.parse(await (await app.get('/api/vendors')).json());
  expect(answer.vendors.map(({ name }) => name)).toEqual(vendors.map(({ name }) => name));
  expect(answer.vendors.every(({ fields }) => fields.some(({ kind }) => kind === 'secret'))).toBe(true);
});

it('a vendor that this release does not know keeps its place and says so', async () => {
  const row = { id: 'old', vendor: 'gone', label: 'Old', settings: '{}', secrets_version: 1, updated_by: 'x' };
  await servers.database.sql.insertInto('connection').values(row).execute();
  const app = await start();
  const [kept] = (await app.list()).connections;
  expect(kept?.problem).toBe('This Watchfloor does not know the vendor "gone".');
  const { connections } = sourcesAnswerSchema.parse(await (await app.get('/api/sources')).json());
  expect(connections).toMatchObject([{ id: 'old', resources: [], health: { state: 'failing' } }]);
  expect((await app.put('PATCH', '/api/connections/old', { version: kept?.version, label: 'Older' })).label).toBe(
    'Older',
  );
});
