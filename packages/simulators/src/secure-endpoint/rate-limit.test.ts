import { afterEach, expect, test } from 'vitest';
import { startWithClient, type TestClient } from './test-client.ts';

const NOW = Date.UTC(2026, 10, 18, 14, 0, 0);
let client: TestClient;
afterEach(() => client.simulator.close());

const rateOf = (response: Response) =>
  Object.fromEntries([...response.headers].filter(([name]) => name.includes('rate')));

test('3000 an hour; the reset is relative and counts down, its date stands still', async () => {
  client = await startWithClient({ events: 0, now: () => NOW });
  expect(rateOf(await client.raw('/events'))).toEqual({
    'x-ratelimit-limit': '3000',
    'x-ratelimit-remaining': '2999',
    'x-ratelimit-reset': '3600',
    'x-ratelimit-resetdate': '2026-11-18T15:00:00Z',
  });
  client.simulator.advance(44_000);
  expect(rateOf(await client.raw('/events'))).toEqual({
    'x-ratelimit-limit': '3000',
    'x-ratelimit-remaining': '2998',
    'x-ratelimit-reset': '3556',
    'x-ratelimit-resetdate': '2026-11-18T15:00:00Z',
  });
});

test('used up it is 429 in the vendor’s words, logged, and over when the window ends', async () => {
  client = await startWithClient({ events: 0, now: () => NOW, requestsPerWindow: 3 });
  for (let time = 0; time < 3; time++) expect((await client.raw('/events')).status).toBe(200);
  const refused = await client.raw('/events');
  expect(refused.status).toBe(429);
  expect(await refused.json()).toEqual({
    version: 'v1.2.0',
    data: {},
    errors: [{ error_code: 429, description: 'Too Many Requests', details: ['Rate limit exceeded'] }],
  });
  expect(rateOf(refused)).toMatchObject({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '3600' });
  expect(refused.headers.get('retry-after')).toBeNull();
  expect(client.simulator.violations).toMatchObject([{ client: 'watchfloor-demo', inWindow: 4, limit: 3 }]);
  expect(client.simulator.peak).toEqual({ window: 4 });
  client.simulator.advance(3_600_000);
  expect((await client.raw('/events')).status).toBe(200);
});

test('a stranger uses up nobody’s hour and learns no rate', async () => {
  client = await startWithClient({ events: 0, requestsPerWindow: 2 });
  const authorization = `Basic ${btoa(`${client.simulator.clientId}:guess`)}`;
  for (let time = 0; time < 5; time++) {
    const response = await client.raw('/events', { authorization });
    expect(response.status).toBe(401);
    expect(rateOf(response)).toEqual({});
  }
  expect((await client.raw('/events')).status).toBe(200);
});

test('either family of names, both, or none; limits can be set while it runs', async () => {
  client = await startWithClient({ events: 0, now: () => NOW });
  const { limits, switches } = client.simulator;
  Object.assign(limits, { perWindow: 50, windowS: 60 });
  switches.rateHeaders = 'x-rate-limit';
  expect(rateOf(await client.raw('/events'))).toEqual({
    'x-rate-limit-limit': '50',
    'x-rate-limit-remaining': '49',
    'x-rate-limit-reset': '60',
  });
  switches.rateHeaders = 'both';
  expect(Object.keys(rateOf(await client.raw('/events')))).toHaveLength(7);
  switches.rateHeaders = 'none';
  expect(rateOf(await client.raw('/events'))).toEqual({});
});
