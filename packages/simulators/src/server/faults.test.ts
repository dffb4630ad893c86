import { request } from 'node:http';
import { connect } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startWithClient, type TestClient } from '../usm-anywhere/test-client.ts';
import type { Fault } from './faults.ts';

let client: TestClient;
let token: string;
beforeAll(async () => {
  client = await startWithClient({ alarms: 100, events: 0, getPerS: 10_000 });
  token = await client.token();
});
afterAll(() => client.usm.close());
beforeEach(() => client.usm.faults.clear());

/** Without fetch's own decompression and redirects. */
async function bare(
  timeoutMs = 3000,
): Promise<{ status: number; headers: Record<string, unknown>; body: Buffer; complete: boolean }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${client.usm.baseUrl}/alarms`,
      { headers: { authorization: `Bearer ${token}` }, agent: false, timeout: timeoutMs },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        const done = () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            body: Buffer.concat(chunks),
            complete: incoming.complete,
          });
        incoming.on('end', done).on('error', done);
      },
    );
    outgoing
      .on('timeout', () => outgoing.destroy(new Error('timeout')))
      .on('error', reject)
      .end();
  });
}

const next = (fault: Omit<Fault, 'path'>) => client.usm.faults.next({ path: '/alarms', ...fault });

test('a fault hits as many matching requests as asked, after those it skips, and nothing else', async () => {
  next({ kind: 'status', status: 500, count: 2, skip: 1 });
  expect((await client.raw('/events')).status).toBe(200);
  const statuses = [];
  for (let time = 0; time < 4; time++) statuses.push((await client.raw('/alarms')).status);
  expect(statuses).toEqual([200, 500, 500, 200]);
  expect(client.usm.requests.filter(({ fault }) => fault === 'status')).toHaveLength(2);
});

test.each([
  ['none', null],
  ['seconds', '30'],
  ['day', '86400'],
  [7, '7'],
] as const)('429 with Retry-After %s', async (retryAfter, header) => {
  next({ kind: 'status', status: 429, retryAfter });
  const response = await client.raw('/alarms');
  expect(response.status).toBe(429);
  expect(response.headers.get('retry-after')).toBe(header);
});

test('over the rate the answer is 429 without any rate header, and the log says so', async () => {
  const slow = await startWithClient({ alarms: 0, events: 0, getPerS: 3 });
  const statuses = await Promise.all([1, 2, 3, 4, 5].map(() => slow.raw('/alarms')));
  const refused = statuses.find(({ status }) => status === 429);
  expect(statuses.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(3);
  expect([...(refused?.headers.keys() ?? [])].filter((name) => /rate|retry/i.test(name))).toEqual([]);
  expect(slow.usm.violations.length).toBeGreaterThan(0);
  await slow.usm.close();
});

test('wrong answers: half a JSON, HTML, nothing, text/plain, the previous page, a redirect', async () => {
  const whole = await bare();
  next({ kind: 'truncated-json' });
  const half = await bare();
  expect(half.complete).toBe(true);
  expect(() => JSON.parse(half.body.toString()) as unknown).toThrow('JSON');
  next({ kind: 'html' });
  expect(await bare()).toMatchObject({
    status: 200,
    headers: { 'content-type': expect.stringContaining('text/html') as string },
  });
  next({ kind: 'other-json' });
  expect(JSON.parse((await bare()).body.toString())).toBe('Down for maintenance');
  next({ kind: 'empty' });
  expect((await bare()).body).toHaveLength(0);
  next({ kind: 'wrong-content-type' });
  expect((await bare()).headers['content-type']).toBe('text/plain');
  next({ kind: 'redirect' });
  expect(await bare()).toMatchObject({
    status: 302,
    headers: { location: expect.stringContaining('elsewhere.example') as string },
  });
  await bare();
  next({ kind: 'repeat-page', count: 2 });
  for (const page of [1, 2]) {
    expect(await client.rows(`/alarms?page=${page}`)).toEqual(
      (JSON.parse(whole.body.toString()) as { _embedded: { alarms: [] } })._embedded.alarms,
    );
  }
});

test('on the connection: reset, cut, hang, a late first byte, a dripping body', async () => {
  next({ kind: 'reset' });
  await expect(bare()).rejects.toMatchObject({ code: 'ECONNRESET' });
  next({ kind: 'cut' });
  const cut = await bare();
  expect(cut.complete).toBe(false);
  expect(cut.body.length).toBeLessThan(Number(cut.headers['content-length']));
  next({ kind: 'reset-body' });
  // The reset may overtake the headers.
  expect(
    await bare().then(
      ({ complete }) => complete,
      () => false,
    ),
  ).toBe(false);
  next({ kind: 'hang' });
  await expect(bare(200)).rejects.toThrow('timeout');
  next({ kind: 'slow-first-byte', delayMs: 300 });
  const startedAt = performance.now();
  await bare();
  expect(performance.now() - startedAt).toBeGreaterThan(290);
  client.usm.insertAlarms([{ log: 'x'.repeat(10) }]);
  next({ kind: 'drip', bytesPerS: 200_000 });
  expect((await bare()).complete).toBe(true);
});

test('sizes: gzip unasked, a bomb, an oversize body', async () => {
  next({ kind: 'gzip' });
  const zipped = await bare();
  expect(zipped.headers['content-encoding']).toBe('gzip');
  expect(JSON.parse(gunzipSync(zipped.body).toString())).toHaveProperty('page');
  next({ kind: 'gzip-bomb', megabytes: 64 });
  const bomb = await bare();
  expect(bomb.body.length).toBeLessThan(200_000);
  expect(gunzipSync(bomb.body).length).toBeGreaterThan(64 << 20);
  next({ kind: 'oversize', megabytes: 8 });
  expect((await bare()).body.length).toBeGreaterThan(8 << 20);
  client.usm.switches.gzip = true;
  expect((await bare()).headers).not.toHaveProperty('content-encoding');
  expect((await client.raw('/alarms')).headers.get('content-encoding')).toBe('gzip');
  client.usm.switches.gzip = false;
});

test('records: drift and hostility leave the rest of the page as it was', async () => {
  const good = await client.rows('/alarms');
  for (const [drift, middle] of [
    ['not-object', 'not a record'],
    ['null-record', null],
  ] as const) {
    next({ kind: 'schema-drift', drift });
    const rows = await client.rows('/alarms');
    expect(rows[10]).toEqual(middle);
    expect(rows[11]).toEqual(good[11]);
  }
  next({ kind: 'schema-drift', drift: 'wrong-types' });
  expect((await client.rows('/alarms'))[10]).toMatchObject({
    uuid: good[10]?.['uuid'],
    rule_method: { unexpected: [expect.any(String) as string] },
  });
  next({ kind: 'hostile-record' });
  const hostile = JSON.stringify((await client.rows('/alarms'))[0]);
  for (const text of ['<script>', 'javascript:', '=HYPERLINK', '\\u0000']) expect(hostile).toContain(text);
});

test('not listening, the connection is refused; back, it works on the same port', async () => {
  await client.usm.setListening(false);
  await expect(bare()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await client.usm.setListening(true);
  expect((await bare()).status).toBe(200);
});

test('an unknown kind is refused when it is queued', () => {
  expect(() => client.usm.faults.next({ kind: 'nonsense' as 'html' })).toThrow('nonsense');
});

test('silent, a connection is neither taken nor refused; back, it works on the same port', async () => {
  await client.usm.setListening('silent');
  const { port } = new URL(client.usm.origin);
  const socket = connect(Number(port), '127.0.0.1');
  const outcome = await new Promise((resolve) => {
    socket
      .once('connect', () => resolve('taken'))
      .once('error', () => resolve('refused'))
      .setTimeout(300, () => resolve('silence'));
  });
  socket.destroy();
  expect(outcome).toBe('silence');
  await client.usm.setListening(true);
  expect((await bare()).status).toBe(200);
});

test('a body of many chunks leaves no listener behind', async () => {
  const warnings: Error[] = [];
  const note = (warning: Error) => warnings.push(warning);
  process.on('warning', note);
  next({ kind: 'drip', bytesPerS: 50_000 });
  expect((await bare()).complete).toBe(true);
  next({ kind: 'oversize', megabytes: 40 });
  expect((await bare()).complete).toBe(true);
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', note);
  expect(warnings).toEqual([]);
});
