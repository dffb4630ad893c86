import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { kumaTenants } from './tenants.ts';
import { startWithClient, type TestClient } from './test-client.ts';

let client: TestClient;
beforeEach(async () => {
  client = await startWithClient({ alerts: 300 });
});
afterEach(() => client.kuma.close());

const denied = [403, { message: 'access denied' }];
const withHeader = (authorization: string) => ({ headers: { authorization } });

describe('authorization', () => {
  test('a malformed header is 400 with an example', async () => {
    for (const header of ['', 'Bearer', 'Basic dXNlcjpwYXNz', 'Token abc', 'Bearer a b', 'Bearer']) {
      expect(await client.refusal('/alerts', withHeader(header))).toEqual([
        400,
        { message: 'invalid authorization header', details: expect.stringMatching(/^Example: /) as string },
      ]);
    }
    expect((await fetch(`${client.kuma.baseUrl}/alerts`)).status).toBe(400);
  });

  test('an unknown token and a disabled owner are 403, never 401', async () => {
    expect(await client.refusal('/alerts', withHeader('Bearer wrong'))).toEqual(denied);
    client.kuma.access.disabled = true;
    expect(await client.refusal('/alerts')).toEqual(denied);
    expect(await client.refusal('/users/whoami')).toEqual(denied);
    client.kuma.access.disabled = false;
    client.kuma.token = 'rotated';
    expect((await client.raw('/alerts')).status).toBe(200);
    for (const path of ['/alerts', '/nothing', '/alerts/close', '/tenants']) {
      for (const header of ['', 'Bearer wrong'])
        expect((await client.refusal(path, withHeader(header)))[0]).not.toBe(401);
    }
  });

  test('rights are per endpoint: alerts denied, whoami not', async () => {
    client.kuma.access.deniedEndpoints = ['GET /alerts', 'POST /alerts/close'];
    expect(await client.refusal('/alerts')).toEqual(denied);
    expect(await client.refusal('/alerts/close', { method: 'POST', body: '{}' })).toEqual(denied);
    const response = await client.raw('/users/whoami');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ login: 'watchfloor', tenants: expect.any(Array) as unknown[] });
    client.kuma.access.deniedEndpoints = ['GET /users/whoami', 'GET /tenants', 'GET /assets'];
    for (const path of ['/users/whoami', '/tenants', '/assets']) expect(await client.refusal(path)).toEqual(denied);
    expect((await client.raw('/alerts')).status).toBe(200);
  });

  test('nothing of the token is in the request log', async () => {
    await client.raw('/alerts');
    await client.refusal('/alerts', withHeader('Bearer wrong'));
    expect(client.kuma.requests.map(({ client, status }) => [client, status])).toEqual([
      ['watchfloor', 200],
      ['unknown', 403],
    ]);
    expect(JSON.stringify(client.kuma.requests)).not.toContain(client.kuma.token);
  });

  test('no rate limit unless one is set', async () => {
    await Promise.all(Array.from({ length: 150 }, () => client.raw('/users/whoami').then((answer) => answer.text())));
    expect(client.kuma.violations).toEqual([]);
    client.kuma.limits.getPerS = 1;
    expect((await client.raw('/alerts')).status).toBe(429);
  });
});

describe('tenants', () => {
  test('a tenant without a role is dropped in silence: asked for, listed, counted, by id', async () => {
    const { holding, freight, main, terminal } = kumaTenants;
    const [id = ''] = client.kuma.insertAlerts([{ tenantID: holding.id }]);
    expect(await client.rows(`/alerts?tenantID=${holding.id}`)).toEqual([]);
    const both = await client.rows(`/alerts?tenantID=${holding.id}&tenantID=${main.id}`);
    expect(new Set(both.map((row) => row['tenantName']))).toEqual(new Set(['Main']));
    expect(await client.rows(`/alerts?id=${id}`)).toEqual([]);
    expect(client.kuma.oracle.alerts()).not.toContain(id);
    const names = (await client.rows('/tenants')).map((row) => row['name']);
    expect(names).toEqual([main.name, freight.name, terminal.name]);
    client.kuma.access.forbiddenTenants = [];
    expect(await client.ids(`/alerts?tenantID=${holding.id}`)).toEqual([id]);
    expect(await client.rows('/tenants')).toHaveLength(4);
    expect(await client.rows(`/tenants?name=${encodeURIComponent(terminal.name)}`)).toMatchObject([
      { id: terminal.id, main: false },
    ]);
  });
});

describe('versions and other paths', () => {
  const at = (path: string) =>
    fetch(client.kuma.origin + path, { headers: { authorization: `Bearer ${client.kuma.token}` } });

  test('the list stands under every version and the XDR prefix', async () => {
    const list = await client.rows('/alerts');
    for (const base of ['/api/v2', '/api/v2.1', '/api/v3', '/xdr/api/v1']) {
      expect(await (await at(`${base}/alerts`)).json()).toEqual(list);
    }
    for (const path of ['/api/v9/alerts', '/alerts', '/api/v1/alerts/id/x', '/api/v1/nothing', '/']) {
      expect((await at(path)).status).toBe(404);
    }
  });

  test('one alert by path in v3, with everything in it', async () => {
    const [row] = await client.rows('/alerts');
    const id = String(row?.['id']);
    const one = (await (await at(`/api/v3/alerts/id/${id}`)).json()) as { id: string; events: unknown[] };
    expect(one.id).toBe(id);
    expect(one.events.length).toBeGreaterThan(0);
    expect((await at('/api/v3/alerts/id/none')).status).toBe(404);
  });

  test('assets by name, address and id', async () => {
    const [web] = await client.rows('/assets?fqdn=nvk-web-01.norrvik.example');
    expect(web).toMatchObject({ name: 'NVK-WEB-01', ipAddresses: ['10.20.2.20'] });
    expect(await client.rows(`/assets?ip=10.20.2.20&id=${String(web?.['id'])}`)).toEqual([web]);
    expect((await client.rows('/assets')).length).toBeGreaterThan(100);
    expect(await client.rows('/assets?page=2')).toEqual([]);
  });

  test('the console port answers HTML, whatever is asked', async () => {
    for (const [path, method] of [
      ['/api/v1/alerts', 'GET'],
      ['/alerts/1', 'GET'],
      ['/api/v1/alerts/close', 'POST'],
    ] as const) {
      const response = await fetch(client.kuma.consoleOrigin + path, { method });
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toContain('text/html');
      expect(await response.text()).toContain('<!doctype html>');
    }
  });

  test('a status fault speaks as KUMA does', async () => {
    client.kuma.faults.next({ kind: 'status', status: 403 });
    expect(await client.refusal('/alerts')).toEqual(denied);
    client.kuma.faults.next({ kind: 'status', status: 500 });
    expect((await client.refusal('/alerts'))[1]).toHaveProperty('message');
    client.kuma.faults.next({ kind: 'hostile-record' });
    expect(JSON.stringify((await client.rows('/alerts'))[0])).toContain('<script>');
  });
});
