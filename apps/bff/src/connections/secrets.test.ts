import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type EchoingVendor, startEchoingVendor } from '../testing/echoing-vendor.ts';
import { readProblem } from '../testing/fake-app.ts';
import { findSecrets } from '../testing/planted-secret.ts';
import { type NotingVendor, startNotingVendor } from './testing/noting-vendor.ts';
import { useServers } from './testing/servers.ts';

const servers = useServers();
const { start } = servers;
let here: NotingVendor;
let elsewhere: NotingVendor;
beforeAll(async () => {
  [here, elsewhere] = await Promise.all([startNotingVendor(), startNotingVendor()]);
});
afterEach(() => {
  for (const vendor of [here, elsewhere]) vendor.calls.length = 0;
});
afterAll(async () => {
  await Promise.all([here.close(), elsewhere.close()]);
});

const token = 'Sentinel/one+two=three-kuma-token';
const draftFor = ({ origin }: { origin: string }) => ({
  id: 'hq',
  vendor: 'kuma',
  label: 'HQ',
  settings: { base_url: `${origin}/api/v1` },
  secrets: { token },
});
const at = '/api/connections/hq';
const alarms = '/api/explore/hq/alerts?from=now-1h';
const shownTo = ({ calls }: NotingVendor) => findSecrets(JSON.stringify(calls), { token });

describe('a kept secret', () => {
  it('is never sent to another origin by a test, which asks for it instead', async () => {
    const app = await start();
    await app.put('POST', '/api/connections', draftFor(here));
    const { vendor, settings } = draftFor(elsewhere);
    const problem = await readProblem(
      await app.send('POST', '/api/connections/test', { id: 'hq', vendor, settings, secrets: {} }),
    );
    expect(problem).toMatchObject({
      code: 'bad_parameter',
      errors: [{ parameter: 'secrets.token', detail: 'Is missing.' }],
    });
    expect(elsewhere.calls).toEqual([]);
  });

  it('is cleared by a change of the origin: nothing is asked until it is given again', async () => {
    const app = await start();
    const { version } = await app.put('POST', '/api/connections', draftFor(here));
    const moved = await app.put('PATCH', at, { version, settings: draftFor(elsewhere).settings });
    expect(moved).toMatchObject({ secretsSet: { token: false }, health: { state: 'refused' } });
    expect(moved.problem).toContain('Token: not set.');
    const answer = (await (await app.get(alarms)).json()) as { sources: unknown[] };
    expect(answer.sources).toMatchObject([{ state: 'unauthorised', code: 'auth', message: moved.problem }]);
    expect(elsewhere.calls).toEqual([]);
    expect(await servers.database.sql.selectFrom('connection_secret').selectAll().execute()).toEqual([]);
    const [row] = await servers.database.sql
      .selectFrom('audit_entry')
      .select('detail')
      .orderBy('id', 'desc')
      .limit(1)
      .execute();
    expect(row?.detail).toMatchObject({ secretsCleared: ['token'] });
    // Back at the first address it is gone all the same.
    const back = await app.put('PATCH', at, { version: moved.version, settings: draftFor(here).settings });
    expect(back.secretsSet).toEqual({ token: false });
    const given = await app.put('PATCH', at, { version: back.version, secrets: { token } });
    expect(given.problem).toBeNull();
    await app.get(alarms);
    expect(shownTo(here)).toEqual(['token']);
  });

  it('stays where only the path changes', async () => {
    const app = await start();
    const { version } = await app.put('POST', '/api/connections', draftFor(here));
    const settings = { base_url: `${here.origin}/api/v2` };
    expect((await app.put('PATCH', at, { version, settings })).secretsSet).toEqual({ token: true });
    await app.get(alarms);
    expect(here.calls.at(-1)?.url).toContain('/api/v2/alerts');
  });

  it('control: it is sent to its own origin, by a test as well', async () => {
    const app = await start();
    await app.put('POST', '/api/connections', draftFor(here));
    const { vendor, settings } = draftFor(here);
    const test = await app.send('POST', '/api/connections/test', { id: 'hq', vendor, settings, secrets: {} });
    expect(await test.json()).toMatchObject({ ok: true });
    expect(shownTo(here)).toEqual(['token']);
  });

  it('that was moved to another origin in the database is not sent there either', async () => {
    const app = await start();
    await app.put('POST', '/api/connections', draftFor(here));
    const settings = JSON.stringify(draftFor(elsewhere).settings);
    await sql`update connection set settings = ${settings}::jsonb, version = nextval('connection_version')`.execute(
      servers.database.sql,
    );
    await sql`update connection_secret set origin = ${elsewhere.origin}`.execute(servers.database.sql);
    await expect.poll(async () => (await app.list()).connections[0]?.problem).toContain('changed from outside');
    await app.get(alarms);
    const again = await start();
    await again.get(alarms);
    expect(elsewhere.calls).toEqual([]);
  });
});

describe('a test', () => {
  it('follows no redirect', async () => {
    const app = await start();
    here.redirectTo = `${elsewhere.origin}/api/v1/alerts`;
    const { id: _, label: __, ...draft } = draftFor(here);
    const answer = await app.send('POST', '/api/connections/test', draft);
    here.redirectTo = undefined;
    expect(await answer.json()).toMatchObject({ ok: false, code: 'bad_response' });
    expect(elsewhere.calls).toEqual([]);
  });

  it('leaves an audit row without the credentials, and keeps nothing', async () => {
    const app = await start();
    const { id: _, label: __, ...draft } = draftFor(here);
    await app.send('POST', '/api/connections/test', draft);
    const [row] = await servers.database.sql
      .selectFrom('audit_entry')
      .selectAll()
      .orderBy('id', 'desc')
      .limit(1)
      .execute();
    expect(row).toMatchObject({ action: 'connection.test', actor_name: 'Ada Admin' });
    expect(row?.detail).toMatchObject({ vendor: 'kuma', address: here.origin, ok: true, code: null });
    expect((await app.list()).connections).toEqual([]);
  });
});

/** Every row of every table as text, as whoever steals the database has it; bytes also as they are. */
async function dump(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      "select quote_ident(tablename) as name from pg_tables where schemaname = 'public'",
    );
    const texts: string[] = [];
    for (const { name } of tables.rows) {
      const { rows } = await client.query<Record<string, unknown>>(`select * from ${name}`);
      for (const value of rows.flatMap((row) => Object.values(row))) {
        texts.push(Buffer.isBuffer(value) ? value.toString('latin1') : JSON.stringify(value));
      }
    }
    return texts.join('\n');
  } finally {
    await client.end();
  }
}

describe('planted secrets', () => {
  const secrets = {
    clientSecret: 'Sentinel/one+two=&%three-client',
    replaced: 'Sentinel!four~five(six)-client',
    wrong: 'sentinel seven*eight',
  };
  let echo: EchoingVendor;
  beforeAll(async () => {
    echo = await startEchoingVendor('sentinel.bearer/0123456789');
  });
  afterAll(() => echo.close());

  it('are in no response, no log line, no audit row and no row of any table', async () => {
    const app = await start();
    const seen: string[] = [];
    const send = async (method: string, path: string, body?: unknown) => {
      const response = await app.send(method, path, body);
      seen.push(`${method} ${path} ${response.status}`, ...[...response.headers].flat(), await response.text());
    };
    const settings = { base_url: `${echo.origin}/api/2.0`, client_id: 'planted-client1' };
    const draft = (client_secret: string) => ({
      id: 'echo',
      vendor: 'usm-anywhere',
      label: 'Echo',
      settings,
      secrets: { client_secret },
    });
    const { label: _, ...tested } = draft(secrets.clientSecret);
    await send('POST', '/api/connections', draft(secrets.clientSecret));
    for (const on of ['token', 'data'] as const) {
      for (const status of [200, 302, 400, 401, 403, 500]) {
        echo.mode = { on, status, body: 'json' };
        await send('POST', '/api/connections/test', tested);
        await send('GET', '/api/explore/echo/alarms?from=now-1h');
      }
    }
    const version = (await app.list()).connections[0]?.version;
    const at = '/api/connections/echo';
    await send('PATCH', at, { version, secrets: { client_secret: secrets.replaced } });
    await send('PATCH', at, { version, secrets: { client_secret: secrets.wrong } });
    await send('PATCH', at, { version, secrets: { client_id: secrets.wrong } });
    await send('PATCH', at, { version: 'x', secrets: { client_secret: [secrets.wrong] } });
    await send('POST', '/api/connections', {
      ...draft(secrets.wrong),
      settings: { ...settings, extra: secrets.wrong },
    });
    await send('POST', '/api/connections', {
      ...draft(secrets.wrong),
      settings: { ...settings, client_secret: secrets.wrong },
    });
    await send('POST', '/api/connections', draft(secrets.wrong));
    await send('GET', '/api/connections');
    await send('GET', '/api/sources');
    expect(seen.filter((line) => /^\w+ \S+ 500$/.test(line))).toEqual([]);
    expect(echo.tokenCalls).toBeGreaterThan(0);
    expect(findSecrets(seen.join('\n'), secrets)).toEqual([]);
    expect(app.lines.length).toBeGreaterThan(20);
    expect(findSecrets(app.lines.join('\n'), secrets)).toEqual([]);
    const stolen = await dump(servers.database.url);
    expect(stolen).toContain('connection.change');
    expect(findSecrets(stolen, secrets)).toEqual([]);
  }, 60_000);

  it('control: the dump shows a secret that is kept in the clear', async () => {
    const row = {
      id: 'clear',
      vendor: 'kuma',
      label: 'x',
      settings: JSON.stringify({ token }),
      secrets_version: 1,
      updated_by: 'x',
    };
    await servers.database.sql.insertInto('connection').values(row).execute();
    const bytes = Buffer.from(`${'-'.repeat(30)}${secrets.wrong}`);
    const secret = {
      connection_id: 'clear',
      field: 'token',
      origin: 'x',
      key_id: 'x',
      wrapped_key: Buffer.alloc(60),
      sealed: bytes,
    };
    await servers.database.sql.insertInto('connection_secret').values(secret).execute();
    expect(findSecrets(await dump(servers.database.url), { token, ...secrets })).toEqual(['token', 'wrong']);
  });
});
