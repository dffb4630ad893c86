import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Secret } from '@watchfloor/connectors';
import { afterEach, expect, test } from 'vitest';
import { fakeApp, readProblem } from '../testing/fake-app.ts';
import { createConnectionMetrics } from './connection-metrics.ts';
import { encodeMetrics } from './exposition.ts';
import { createProcessMetrics } from './process-metrics.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

const families = () => [{ name: 'up', help: 'Runs.', type: 'gauge' as const, samples: [{ value: 1 }] }];

/** Over a real socket: who asks is read from it. */
async function serve(token?: string): Promise<string> {
  const { app } = fakeApp({ metrics: { families, token: token === undefined ? undefined : new Secret(token) } });
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
}

const token = 'a-token-of-some-length';

test('without a token this machine reads, and nobody through a proxy', async () => {
  const url = await serve();
  const response = await fetch(url);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(await response.text()).toBe('# HELP up Runs.\n# TYPE up gauge\nup 1\n');
  const forwarded = await fetch(url, { headers: { 'x-forwarded-for': '10.0.0.9' } });
  expect((await readProblem(forwarded)).code).toBe('request_refused');
  const { app } = fakeApp();
  // No socket, so no peer that would be this machine.
  expect((await app.request('http://localhost/metrics', { headers: { host: 'localhost' } })).status).toBe(403);
});

test('with a token whoever shows it reads, and nobody else, this machine neither', async () => {
  const url = await serve(token);
  const ask = (authorization: string) => fetch(url, { headers: { authorization } });
  expect((await ask(`Bearer ${token}`)).status).toBe(200);
  expect((await fetch(url)).status).toBe(403);
  for (const wrong of [`Bearer ${token}x`, 'Bearer', `Basic ${token}`]) expect((await ask(wrong)).status).toBe(403);
});

test('a connection’s calls, errors, latencies, waits and breaker are told by its id', () => {
  const metrics = createConnectionMetrics();
  const observer = metrics.observerFor('usm');
  observer.called({ outcome: 'ok', ms: 30 });
  observer.called({ outcome: 'unavailable', ms: undefined });
  observer.waited('people', 3);
  observer.breaker('open');
  const lines = encodeMetrics(metrics.families()).split('\n');
  for (const line of [
    'watchfloor_vendor_calls_total{connection="usm",outcome="ok"} 1',
    'watchfloor_vendor_calls_total{connection="usm",outcome="unavailable"} 1',
    'watchfloor_vendor_call_seconds_bucket{connection="usm",le="0.025"} 0',
    'watchfloor_vendor_call_seconds_bucket{connection="usm",le="0.05"} 1',
    'watchfloor_vendor_call_seconds_bucket{connection="usm",le="+Inf"} 1',
    'watchfloor_vendor_call_seconds_sum{connection="usm"} 0.03',
    'watchfloor_limiter_wait_seconds_count{connection="usm",lane="people"} 1',
    'watchfloor_breaker_state{connection="usm",state="open"} 1',
    'watchfloor_breaker_state{connection="usm",state="closed"} 0',
  ])
    expect(lines).toContain(line);
  metrics.observerFor('usm').called({ outcome: 'ok', ms: 30 });
  expect(encodeMetrics(metrics.families())).toContain('{connection="usm",outcome="ok"} 2');
});

test('a label’s text stays in its quotes', () => {
  const samples = [{ labels: { name: 'a"b\\c\nd' }, value: Number.POSITIVE_INFINITY }];
  expect(encodeMetrics([{ name: 'x', help: 'h', type: 'gauge', samples }])).toContain(
    'x{name="a\\"b\\\\c\\nd"} +Inf\n',
  );
});

test('a stalled event loop shows, until the next reading', async () => {
  const metrics = createProcessMetrics(() => ({ busy: 1, idle: 2, waiting: 0 }));
  const longest = () => Number(/delay_seconds\{quantile="1"\} (\S+)/.exec(encodeMetrics(metrics.families()))?.[1]);
  longest();
  await new Promise((resolve) => setTimeout(resolve, 40));
  const until = performance.now() + 300;
  while (performance.now() < until);
  await new Promise((resolve) => setTimeout(resolve, 40));
  expect(longest()).toBeGreaterThan(0.25);
  expect(longest()).toBeLessThan(0.25);
  expect(encodeMetrics(metrics.families())).toContain('watchfloor_database_sessions{state="idle"} 2');
  metrics.close();
});
