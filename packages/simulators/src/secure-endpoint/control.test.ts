import { afterEach, expect, test } from 'vitest';
import { startWithClient, type TestClient } from './test-client.ts';

let client: TestClient;
afterEach(() => client.simulator.close());

async function control(method: string, path: string, body?: unknown) {
  const init: RequestInit = { method };
  if (body !== undefined) init.body = JSON.stringify(body);
  const response = await fetch(`${client.simulator.controlOrigin}/secure-endpoint${path}`, init);
  return { status: response.status, body: (await response.json()) as never };
}

test('insertions, oracle, exact texts, limits, switches and scripts are within reach of another process', async () => {
  client = await startWithClient({ events: 60, controlPort: 0 });
  const [key] = (await control('POST', '/insertEvents', [{ id: '6180352115244793858', severity: 'Critical' }]))
    .body as string[];
  expect((await control('POST', '/oracle', { filter: { severity: 'Critical', until_s: 4e9 } })).body).toContain(key);
  expect((await control('POST', '/raw', [key])).body).toEqual([expect.stringContaining('{"id":6180352115244793858,')]);
  expect((await control('POST', '/limits', { perWindow: 2 })).body).toEqual({ perWindow: 2, windowS: 3600 });
  await control('POST', '/switches', { roundedIds: true });
  expect(await client.text('/events?limit=1')).toContain('"id":6180352115244794000');
  const actions = [
    { mutate: { ids: [key], patch: { severity: 'Low' } } },
    { insertEvents: [{ detection: 'scripted' }] },
  ];
  expect((await control('POST', '/script', { after: 1, path: '/events', actions })).status).toBe(200);
  expect((await client.rows('limit=1'))[0]).toMatchObject({ severity: 'Critical' });
  expect((await control('POST', '/oracle', { filter: { detection: 'scripted' } })).body).toHaveLength(1);
  expect((await client.raw('/events')).status).toBe(429);
  expect((await control('GET', '/violations')).body).toHaveLength(1);
  expect((await control('POST', '/remove', { ids: [key] })).status).toBe(200);
  await control('POST', '/client', { disabled: true });
  expect((await client.raw('/events')).status).toBe(401);
  expect((await control('GET', '/state')).body).toMatchObject({ disabled: true, peak: { window: 3 } });
  expect((await control('POST', '/oracle', { filter: { nonsense: 1 } })).status).toBe(400);
});

test('faults speak the vendor’s language, keep the rate headers and leave exact ids exact', async () => {
  client = await startWithClient({ events: 0 });
  const { simulator } = client;
  simulator.insertEvents([{ id: '6180352115244793858' }, { id: '6180352115244793859' }, { id: '6180352115244793860' }]);
  simulator.faults.next({ kind: 'status', status: 503 });
  const broken = await client.raw('/events');
  expect(broken.status).toBe(503);
  expect(broken.headers.get('x-ratelimit-remaining')).toBe('2999');
  expect(await broken.json()).toMatchObject({ data: {}, errors: [{ error_code: 503 }] });
  simulator.faults.next({ kind: 'hostile-record' });
  const hostile = await client.text('/events');
  for (const text of ['<script>', '"id":6180352115244793858', '"id":6180352115244793860'])
    expect(hostile).toContain(text);
  simulator.faults.next({ kind: 'schema-drift', drift: 'wrong-types' });
  expect(await client.text('/events')).toContain('"id":6180352115244793859');
  simulator.switches.gzip = true;
  expect((await client.raw('/events')).headers.get('content-encoding')).toBe('gzip');
});
