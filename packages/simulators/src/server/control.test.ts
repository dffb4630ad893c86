import { afterEach, expect, test } from 'vitest';
import { startWithClient, type TestClient } from '../usm-anywhere/test-client.ts';

let client: TestClient;
afterEach(() => client.usm.close());

async function control(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const init: RequestInit = { method, headers };
  if (body !== undefined) init.body = JSON.stringify(body);
  const response = await fetch(`${client.usm.controlOrigin}/usm-anywhere${path}`, init);
  return { status: response.status, body: (await response.json()) as never };
}

test('a script changes the truth after the k-th request and before the next', async () => {
  client = await startWithClient({ alarms: 60, events: 0, controlPort: 0 });
  const [victim] = client.usm.oracle.alarms({ status: 'open' });
  const actions = [{ insertAlarms: [{ rule_method: 'scripted' }] }, { close: [victim] }];
  expect((await control('POST', '/script', { after: 2, path: '/alarms', actions })).status).toBe(200);
  await client.rows('/alarms');
  expect(client.usm.oracle.alarms({ rule_method: 'scripted' })).toEqual([]);
  expect(await client.rows('/alarms?size=500&rule_method=scripted')).toEqual([]);
  expect(await client.rows('/alarms?size=500&rule_method=scripted')).toHaveLength(1);
  expect(await client.get(`/alarms/${victim}`)).toMatchObject({ status: 'closed' });
});

test('faults, switches, clock, oracle, journal and logs are within reach', async () => {
  client = await startWithClient({ alarms: 60, events: 0, controlPort: 0 });
  await control('POST', '/faults', { kind: 'status', status: 502, path: '/alarms' });
  expect((await client.raw('/alarms')).status).toBe(502);
  await control('POST', '/switches', { listIdKey: 'id' });
  expect((await client.rows('/alarms'))[0]).toHaveProperty('id');
  const { now } = (await control('POST', '/clock', { freeze: true, advanceMs: 900_000 })).body as { now: number };
  expect(now).toBeGreaterThan(Date.now() + 890_000);
  expect((await client.raw('/alarms')).status).toBe(401);
  const ids = (await control('POST', '/insertAlarms', [{ status: 'in_review' }])).body as string[];
  expect((await control('POST', '/oracle', { resource: 'alarms', filter: { status: 'in_review' } })).body).toContain(
    ids[0],
  );
  expect((await control('GET', '/journal')).body).toEqual(client.usm.oracle.journal.entries);
  expect(JSON.stringify((await control('GET', '/requests')).body)).toContain('"status":502');
  expect((await control('GET', '/state')).body).toMatchObject({ tokenCalls: 1, frozen: true });
});

test('mistakes are answered, not swallowed, and browsers are refused', async () => {
  client = await startWithClient({ alarms: 0, events: 0, controlPort: 0 });
  expect((await control('POST', '/switches', { nonsense: true })).status).toBe(400);
  expect((await control('POST', '/switches', { isoTwin: 'yes' })).status).toBe(400);
  expect((await control('POST', '/script', { after: 1, actions: [{ explode: 1 }] })).status).toBe(400);
  expect((await control('POST', '/faults', { kind: 'nonsense' })).status).toBe(400);
  expect((await control('POST', '/close', ['no-such-id'])).status).toBe(400);
  expect((await control('GET', '/nothing')).status).toBe(404);
  expect((await control('POST', '/client', { disabled: true }, { origin: 'http://evil.example' })).status).toBe(403);
});
