import { afterEach, beforeEach, expect, test } from 'vitest';
import { startWithClient, type TestClient } from './test-client.ts';

let client: TestClient;
beforeEach(async () => {
  client = await startWithClient({ alerts: 60, controlPort: 0 });
});
afterEach(() => client.kuma.close());

async function control(method: string, path: string, body?: unknown) {
  const init: RequestInit = { method };
  if (body !== undefined) init.body = JSON.stringify(body);
  const response = await fetch(`${client.kuma.controlOrigin}/kuma${path}`, init);
  return { status: response.status, body: (await response.json()) as never };
}

test('a script mutates alerts after the k-th request and before the next', async () => {
  const [id = ''] = client.kuma.oracle.alerts({ status: 'new' });
  const hit = { ids: [id], events: 4, priority: 'critical' };
  await control('POST', '/script', { after: 1, path: '/alerts', actions: [{ hit }, { insertAlerts: [{}] }] });
  expect(JSON.stringify(await client.rows('/alerts'))).not.toContain('"critical","status":"new"');
  expect((await client.rows(`/alerts?id=${id}`))[0]).toMatchObject({ priority: 'critical', status: 'new' });
  expect(client.kuma.oracle.alerts()).toHaveLength(61);
});

test('everything is within reach', async () => {
  const ids = (await control('POST', '/insertAlerts', [{ name: 'mine' }])).body as string[];
  const [id = ''] = ids;
  expect((await control('POST', '/oracle', { filter: { name: '^mine$' } })).body).toEqual([id]);
  await control('POST', '/mutate', { ids, patch: { priority: 'high' } });
  await control('POST', '/setStatus', { ids, status: 'assigned', assignee: 'ana.ruiz' });
  expect((await control('GET', `/facts?id=${id}`)).body).toMatchObject({ priority: 'high', assignee: 'ana.ruiz' });
  const [successor] = (await control('POST', '/hit', { ids })).body as string[];
  expect(successor).not.toBe(id);
  await control('POST', '/close', [successor]);
  expect((await control('POST', '/oracle', { filter: { id: successor, status: 'closed' } })).body).toEqual([successor]);
  await control('POST', '/remove', ids);
  expect(await client.rows(`/alerts?id=${id}`)).toEqual([]);
  expect(
    (await control('POST', '/oracle', { mode: 'sometime', sinceSeq: 0, filter: { name: '^mine$' } })).body,
  ).toEqual(expect.arrayContaining([id, successor]));
  expect((await control('POST', '/oracle', { mode: 'throughout', sinceSeq: 0 })).body).toHaveLength(60);
  await control('POST', '/switches', { emptyList: 'null' });
  expect(await (await client.raw('/alerts?page=9')).text()).toBe('null');
  await control('POST', '/access', { deniedEndpoints: ['GET /alerts'] });
  expect((await client.raw('/alerts')).status).toBe(403);
  const state = await control('GET', '/state');
  expect(state.body).toMatchObject({ access: { login: 'watchfloor' }, console: client.kuma.consoleOrigin });
  expect(JSON.stringify(state.body)).not.toContain(client.kuma.token);
});

test('mistakes are answered, not swallowed', async () => {
  for (const [path, body] of [
    ['/access', { nonsense: true }],
    ['/access', { disabled: 'yes' }],
    ['/access', { deniedEndpoints: ['GET /everything'] }],
    ['/hit', { ids: ['no-such-id'] }],
    ['/remove', 'x'],
    ['/script', { actions: [{ explode: 1 }] }],
  ] as const) {
    expect((await control('POST', path, body)).status).toBe(400);
  }
  expect((await control('GET', '/facts?id=none')).status).toBe(400);
});
