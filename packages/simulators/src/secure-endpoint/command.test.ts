import { expect, test } from 'vitest';
import { secureEndpointCommand } from './command.ts';

const given = (numbers: Record<string, number>, key?: string) => ({
  live: false,
  seed: 3,
  number: (flag: string) => numbers[flag],
  secret: () => key,
});

test('flags reach the simulator; a key that was made is said, one that was given is not', async () => {
  const flags = { 'secure-endpoint-port': 0, 'secure-endpoint-events': 70, 'secure-endpoint-requests-per-hour': 9 };
  const made = await secureEndpointCommand.start(given(flags));
  expect(made.ready).toEqual({
    origin: expect.any(String) as string,
    control: expect.any(String) as string,
    clientId: 'watchfloor-demo',
    apiKey: expect.stringMatching(/.{20}/) as string,
  });
  await made.close();
  const started = await secureEndpointCommand.start(given(flags, 'given'));
  expect(JSON.stringify(started.ready)).not.toContain('given');
  const headers = { authorization: `Basic ${btoa('watchfloor-demo:given')}` };
  const response = await fetch(`${String(started.ready['origin'])}/v1/events`, { headers });
  expect(response.headers.get('x-ratelimit-limit')).toBe('9');
  // The stories' five happen on top of the background.
  expect(await response.json()).toMatchObject({ metadata: { results: { total: 75 } } });
  await started.close();
});
