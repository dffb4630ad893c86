import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { afterEach, expect, test } from 'vitest';
import { isConnectorError } from '../errors.ts';
import { Secret } from '../secret.ts';
import { createOutboundClient, inLane, type OutboundSettings } from './client.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function listen(server: {
  listen(port: number, host: string, done: () => void): unknown;
  address(): unknown;
  close(done: () => void): unknown;
}): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    if ('closeAllConnections' in server) (server as Server).closeAllConnections();
    return new Promise<void>((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

function clientFor(baseUrl: string, rest: Partial<OutboundSettings> = {}) {
  const client = createOutboundClient({
    baseUrl,
    auth: { kind: 'none' },
    quota: { limit: 1_000, windowMs: 1_000 },
    allowPrivate: ['127.0.0.0/8'],
    ...rest,
  });
  ends.push(() => client.close());
  return client;
}

const get = (client: ReturnType<typeof clientFor>, path = '/x', ms = 3_000) =>
  client.get({ path, signal: AbortSignal.timeout(ms) });
const failure = async (promise: Promise<unknown>) => {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return isConnectorError(error)
    ? { kind: error.kind, message: error.message }
    : { kind: 'none', message: String(error) };
};
const answering = async (handler: RequestListener) => `http://127.0.0.1:${await listen(createServer(handler))}/api`;

test('a 16 MB record arrives whole while the event loop goes on', async () => {
  const record = JSON.stringify({ id: '1', log: 'x"y\\'.repeat(4_000_000), big: 9_007_199_254_740_993n.toString() });
  const url = await answering((_, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(record),
  );
  const client = clientFor(url);
  let longestMs = 0;
  let last = performance.now();
  const watch = setInterval(() => {
    longestMs = Math.max(longestMs, performance.now() - last);
    last = performance.now();
  }, 5);
  const answer = await get(client, '/x', 20_000);
  clearInterval(watch);
  expect(answer.text).toBe(record);
  expect((answer.json as { log: string }).log.length).toBeLessThan(70_000);
  // Decoding and copying remain on the main thread; parsing does not. A wide bound for noisy machines.
  expect(longestMs).toBeLessThan(400);
}, 30_000);

test('what listens and does not speak HTTP, and what does not listen, are told apart', async () => {
  const port = await listen(
    createTcpServer((socket) => socket.once('data', () => socket.end('SSH-2.0-OpenSSH_9.2\r\n'))),
  );
  expect((await failure(get(clientFor(`http://127.0.0.1:${port}`)))).kind).toBe('bad_response');
  const server = createServer();
  const free = await new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  );
  await new Promise((resolve) => server.close(resolve));
  const refused = await failure(get(clientFor(`http://127.0.0.1:${free}`)));
  expect(refused.kind).toBe('unavailable');
  expect(refused.message).toContain('Nothing listens');
});

test('plain HTTP behind an https address says so', async () => {
  const url = await answering((_, response) => response.end('{}'));
  const refused = await failure(get(clientFor(url.replace('http:', 'https:'))));
  expect(refused.kind).toBe('tls');
  expect(refused.message).toContain('does not speak TLS');
});

test('a private authority is trusted for the connection that names its ca_file, and for no other', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'watchfloor-ca-'));
  ends.push(() => rmSync(folder, { recursive: true }));
  const pems = await generate([{ name: 'commonName', value: 'localhost' }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  });
  const cert = join(folder, 'cert.pem');
  writeFileSync(cert, pems.cert);
  const server = createTlsServer({ key: pems.private, cert: pems.cert }, (_, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}'),
  );
  const url = `https://127.0.0.1:${await listen(server)}`;
  expect((await get(clientFor(url, { caFile: cert }))).json).toEqual({ ok: true });
  const refused = await failure(get(clientFor(url)));
  expect(refused.kind).toBe('tls');
  expect(refused.message).toContain('ca_file');
  expect(() => clientFor(url, { caFile: join(folder, 'missing.pem') })).toThrow('missing.pem');
});

test('a redirect is not followed, and credentials go nowhere else', async () => {
  let reached = 0;
  const elsewhere = await answering((_, response) => {
    reached += 1;
    response.end('{}');
  });
  const url = await answering((_, response) => response.writeHead(302, { location: elsewhere }).end());
  const refused = await failure(get(clientFor(url, { auth: { kind: 'bearer', token: new Secret('token-value') } })));
  expect(refused.kind).toBe('bad_response');
  expect(refused.message).toContain('redirect');
  expect(reached).toBe(0);
});

test('an address that is not allowed is not connected to', () => {
  expect(() => clientFor('http://127.0.0.1:1', { allowPrivate: [] })).toThrow('allow_private');
});

test('a vendor that fails in a row is left alone, and asked again by one probe', async () => {
  let asked = 0;
  let broken = true;
  const url = await answering((_, response) => {
    asked += 1;
    if (broken) response.writeHead(500).end();
    else response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  const client = clientFor(url);
  for (let call = 0; call < 6; call += 1) await failure(get(client, `/x${call}`, 10_000));
  const before = asked;
  const paused = await failure(get(client, '/y'));
  expect(paused.kind).toBe('paused');
  expect(asked).toBe(before);
  expect(client.health()).toMatchObject({ state: 'failing', lastError: { code: 'unavailable' } });
  broken = false;
  await new Promise((resolve) => setTimeout(resolve, 10_200));
  expect((await get(client, '/z')).status).toBe(200);
  expect(client.health().state).toBe('answering');
}, 40_000);

test('deadlines that end while calls wait for a place, or right after, are not the vendor’s failures', async () => {
  const url = await answering((_, response) => {
    setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'), 100);
  });
  const client = clientFor(url);
  const calls = Array.from({ length: 120 }, (_, index) => failure(get(client, `/${index}`, 60)));
  for (const { kind } of await Promise.all(calls)) expect(kind).not.toBe('paused');
  expect((await get(client, '/after', 5_000)).status).toBe(200);
});

test('a vendor’s own words are shown, short and without the credential it repeats', async () => {
  const url = await answering((request, response) =>
    response.writeHead(400, { 'content-type': 'application/json' }).end(
      JSON.stringify({
        message: `account_name is required \u202e ${request.headers.authorization} ${'x'.repeat(500)}`,
      }),
    ),
  );
  const { message } = await failure(
    get(clientFor(url, { auth: { kind: 'bearer', token: new Secret('token-value') } })),
  );
  expect(message).toContain('account_name is required');
  expect(message).not.toContain('token-value');
  expect(message).not.toContain('\u202e');
  expect(message.length).toBeLessThan(260);
});

test.each([8, 12])(
  'a wait of %i s, longer than what is left of the page, is a rate limit and no timeout',
  async (seconds) => {
    const url = await answering((_, response) => response.writeHead(429, { 'retry-after': String(seconds) }).end('{}'));
    const client = clientFor(url);
    const startedAt = Date.now();
    for (const deadlineAt of [startedAt + 8_000, undefined]) {
      const error: unknown = await client
        .get({ path: '/x', signal: AbortSignal.timeout(8_000), ...(deadlineAt === undefined ? {} : { deadlineAt }) })
        .catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ kind: 'rate_limited' });
      expect(isConnectorError(error) && Number(error.retryAfterMs)).toBeGreaterThan((seconds - 2) * 1_000);
    }
    expect(Date.now() - startedAt).toBeLessThan(2_000);
  },
);

test('a deadline that cuts off another try does not hide why the one before failed', async () => {
  let calls = 0;
  const url = await answering((_, response) => {
    calls += 1;
    if (calls === 1) response.writeHead(503).end('{}');
  });
  const client = clientFor(url);
  expect(await failure(get(client, '/x', 2_500))).toMatchObject({ kind: 'unavailable' });
  await expect.poll(() => client.health().lastError?.code).toBe('unavailable');
  const hanging = await failure(get(client, '/y', 500));
  expect(hanging.kind).toBe('timeout');
});

test('whoever measures is told of each try, its wait and the breaker, and not what was asked', async () => {
  const told: string[] = [];
  let status = 200;
  const url = await answering((_, response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}'),
  );
  const client = clientFor(url, {
    observer: {
      called: ({ outcome, ms }) => told.push(`${outcome} ${ms === undefined ? 'without' : 'with'} an answer`),
      waited: (lane) => told.push(`waited as ${lane}`),
      breaker: (state) => told.push(state),
    },
  });
  await get(client);
  expect(told).toEqual(['waited as people', 'ok with an answer']);
  status = 404;
  await failure(get(client));
  expect(told.at(-1)).toBe('not_found with an answer');
  status = 503;
  for (let time = 0; time < 5; time += 1) await failure(get(client, `/${time}`));
  expect(told).toContain('unavailable with an answer');
  expect(told).toContain('open');
  expect(told.join(' ')).not.toContain('/x');
}, 20_000);

test('a client in the background lane waits behind people, and shares no call with them', async () => {
  const lanes: string[] = [];
  let calls = 0;
  const url = await answering((_, response) => {
    calls += 1;
    setTimeout(() => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'), 50);
  });
  const people = clientFor(url, {
    observer: { called: () => undefined, waited: (lane) => lanes.push(lane), breaker: () => undefined },
  });
  const background = inLane(people, 'background');
  await Promise.all([get(background), get(background), get(people)]);
  expect(lanes.toSorted()).toEqual(['background', 'people']);
  expect(calls).toBe(2);
  // A connector that asks for a lane of its own does not get out of it.
  await background.get({ path: '/y', lane: 'people', signal: AbortSignal.timeout(3_000) });
  expect(lanes.at(-1)).toBe('background');
  expect(background.health()).toEqual(people.health());
});
