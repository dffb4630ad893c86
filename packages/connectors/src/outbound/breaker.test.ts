import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { ConnectorError } from '../errors.ts';
import { Secret } from '../secret.ts';
import { createBreaker } from './breaker.ts';
import { createOutboundClient } from './client.ts';
import { createLedger, type Quota } from './ledger.ts';
import { createLimiter } from './limiter.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const quota: Quota = { limit: 1_000, windowMs: 1_000 };

/** A vendor that answers everything with its status, a call for a token too, and counts what it is asked. */
async function startVendor() {
  const vendor = { asked: 0, status: 503, url: '' };
  const server = createServer((request, response) => {
    vendor.asked += 1;
    const body = request.method === 'POST' ? '{"access_token":"token","expires_in":900}' : '{}';
    response.writeHead(vendor.status, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))));
  vendor.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return vendor;
}

const outcome = (promise: Promise<unknown>) =>
  promise.then(
    () => 'answered',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );

test('two servers with one ledger leave a failing vendor alone together, make one probe, and both go on after it', async () => {
  const vendor = await startVendor();
  let passedMs = 0;
  const now = () => Date.now() + passedMs;
  const ledger = createLedger(quota, now);
  const clients = [1, 2].map(() => {
    const client = createOutboundClient({
      baseUrl: vendor.url,
      auth: { kind: 'client-credentials', tokenPath: '/token', clientId: 'id', clientSecret: new Secret('secret') },
      quota,
      ledger,
      allowPrivate: ['127.0.0.0/8'],
      now,
    });
    ends.push(() => client.close());
    return client;
  });
  let questions = 0;
  const ask = (client: (typeof clients)[number] | undefined) => {
    questions += 1;
    const path = `/x${questions}`;
    return outcome(
      client?.get({ path, signal: AbortSignal.timeout(5_000), deadlineAt: now() + 5_000 }) ?? Promise.resolve(),
    );
  };
  const askAll = () => Promise.all(clients.flatMap((client) => Array.from({ length: 10 }, () => ask(client))));
  for (let call = 0; call < 6; call += 1) await ask(clients[0]);

  const known = vendor.asked;
  // The second one never asked: it says the same.
  for (const words of await askAll()) expect(words).toMatch(/an error of its own \(503\).*left alone/);
  expect(vendor.asked).toBe(known);
  expect(clients[1]?.health()).toMatchObject({ state: 'failing', lastError: { code: 'paused' } });
  for (let probe = 1; probe <= 2; probe += 1) {
    passedMs += 10_000;
    await askAll();
    // A token that is refused with an error of the vendor's own is no answer.
    expect(vendor.asked).toBe(known + probe);
  }
  vendor.status = 200;
  passedMs += 10_000;
  expect(new Set(await askAll())).toEqual(new Set(['answered']));
}, 30_000);

test('one failure that many waited for is one failure; five are five', async () => {
  const limiter = createLimiter(quota, createLedger(quota));
  const breaker = createBreaker(limiter);
  const admitted = () => outcome(limiter.admit('people', AbortSignal.timeout(1_000)));
  const token = new ConnectorError('unavailable', 'No token.');
  for (let waiting = 0; waiting < 16; waiting += 1) breaker.failed(token, false);
  expect(await admitted()).toBe('answered');
  for (let failure = 0; failure < 4; failure += 1) {
    breaker.failed(new ConnectorError('timeout', `Silence ${failure}.`), false);
  }
  expect(await admitted()).toContain('Silence 3. It failed 5 times in a row');
});
