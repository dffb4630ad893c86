import { afterEach, expect, test } from 'vitest';
import { hostileTexts } from '../server/fault-answers.ts';
import { startWithClient, type TestClient } from './test-client.ts';

let client: TestClient;
afterEach(() => client.leen.close());

async function control(method: string, path: string, body?: unknown) {
  const init: RequestInit = { method };
  if (body !== undefined) init.body = JSON.stringify(body);
  const response = await fetch(`${client.leen.controlOrigin}/leen${path}`, init);
  return { status: response.status, body: (await response.json()) as never };
}

test('a script changes the truth after the k-th request and before the next', async () => {
  client = await startWithClient({ findings: 30, controlPort: 0 });
  const [uid] = client.leen.oracle.findings();
  const actions = [
    { insertFindings: [{ finding_info: { uid: 'scripted' } }] },
    { close: [uid] },
    { expireCursors: true },
  ];
  await control('POST', '/script', { after: 2, path: '/idp/alerts', actions });
  const items = client.leen.oracle.items().length;
  await client.page('limit=1');
  expect((await client.page('limit=1')).total).toBe(items);
  expect((await client.page('limit=1')).total).toBe(items + 2);
  expect(client.leen.oracle.findings({ uid: 'scripted' })).toEqual(['scripted']);
});

test('switches, faults, series, oracle, sync and clock are within reach', async () => {
  client = await startWithClient({ findings: 30, controlPort: 0, stories: false });
  await control('POST', '/faults', { kind: 'status', status: 502 });
  expect((await client.get('/idp/alerts')).status).toBe(502);
  await control('POST', '/switches', { health: 'UNAUTHORIZED' });
  expect((await control('GET', '/state')).body).toMatchObject({ health: 'UNAUTHORIZED', origin: client.leen.origin });
  const [key = ''] = (await control('POST', '/insertFindings', [{ severity: 'FATAL' }])).body as string[];
  await control('POST', '/update', { ids: [key], patch: { message: 'again' } });
  await control('POST', '/mutate', { ids: [key], patch: { severity: 'HIGH', severity_id: 4 } });
  expect((await control('POST', '/oracle', { filter: { severity: 'FATAL' } })).body).toEqual([key]);
  expect((await control('POST', '/oracle', { filter: { uid: key }, of: 'items' })).body).toHaveLength(2);
  const since = { filter: {}, sinceSeq: 0 };
  expect((await control('POST', '/oracle', { ...since, mode: 'sometime' })).body).toContain(key);
  expect((await control('POST', '/oracle', { ...since, mode: 'throughout' })).body).not.toContain(key);
  await control('POST', '/remove', { ids: [key] });
  expect((await control('POST', '/oracle', { filter: { uid: key } })).body).toEqual([]);
  expect((await control('POST', '/insertOddFindings')).body).not.toHaveLength(0);
  expect((await control('POST', '/sync')).status).toBe(200);
  const { now } = (await control('POST', '/clock', { advanceMs: 3_600_000 })).body as { now: number };
  expect(now).toBeGreaterThan(Date.now() + 3_590_000);
  expect((await control('POST', '/mutate', { ids: ['none'], patch: {} })).status).toBe(400);
  expect((await control('POST', '/switches', { nonsense: 1 })).status).toBe(400);
});

test('hostile texts, drift and a connection that is refused', async () => {
  client = await startWithClient({ findings: 30 });
  client.leen.faults.next({ kind: 'hostile-record' });
  const [hostile = {}] = (await client.page()).items;
  expect(JSON.stringify(hostile)).toContain('<script>');
  expect(hostileTexts).toContain((hostile['finding_info'] as { title: string }).title);
  client.leen.faults.next({ kind: 'schema-drift', drift: 'null-record' });
  expect((await client.page()).items).toContain(null);
  await client.leen.setListening(false);
  await expect(client.raw('/idp/alerts')).rejects.toThrow('fetch failed');
  await client.leen.setListening(true);
  expect((await client.raw('/idp/alerts')).status).toBe(200);
});
