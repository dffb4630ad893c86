import { openConnection, vendors } from '@watchfloor/connectors';
import { startUsmSimulator } from '@watchfloor/simulators';
import { afterEach, expect, test } from 'vitest';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

test('500 requests that meet an expired token make one call for another', async () => {
  const simulator = await startUsmSimulator({ alarms: 0, events: 0, tokenLifeS: 1 });
  ends.push(() => simulator.close());
  const vendor = vendors.find(({ name }) => name === 'usm-anywhere');
  if (!vendor) throw new Error('No such vendor.');
  const { baseUrl, clientId, clientSecret } = simulator;
  const { client, close } = openConnection({
    id: 'usm',
    label: 'USM',
    vendor,
    config: vendor.config.parse({ base_url: baseUrl, client_id: clientId, client_secret: clientSecret }),
    network: { allowPrivate: ['127.0.0.0/8'] },
  });
  ends.push(close);
  const ask = (page: number) =>
    client.get({
      path: '/alarms',
      params: [['page', String(page)]],
      signal: AbortSignal.timeout(30_000),
      deadlineAt: Date.now() + 30_000,
      lane: page % 2 === 0 ? 'people' : 'background',
    });
  await ask(0);
  expect(simulator.tokenCalls).toBe(1);
  simulator.tokenLifeS = 899;
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  const answers = await Promise.all(Array.from({ length: 500 }, (_, page) => ask(page + 1)));
  expect(answers).toHaveLength(500);
  expect(simulator.tokenCalls).toBe(2);
  // The vendor takes it back in the middle of them.
  const more = Array.from({ length: 500 }, (_, page) => ask(page + 1_000));
  await more[20];
  simulator.revokeTokens();
  await Promise.all(more);
  expect(simulator.tokenCalls).toBe(3);
  const refused = simulator.requests.filter(({ status }) => status === 401).length;
  expect(refused).toBeGreaterThan(0);
  // No more than were on their way.
  expect(refused).toBeLessThanOrEqual(16);
  expect(simulator.violations).toEqual([]);
}, 60_000);
