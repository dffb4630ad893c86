import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Composed, compose } from './compose.ts';
import { ConfigError, loadConfig } from './config.ts';
import { guard } from './http/guard.ts';
import { createLog } from './log.ts';
import { createTestDatabase, type TestDatabase } from './store/testing/test-database.ts';
import { type EchoingVendor, type EchoMode, startEchoingVendor } from './testing/echoing-vendor.ts';
import { asOwnPage, fakeApp } from './testing/fake-app.ts';
import { findSecrets } from './testing/planted-secret.ts';
import { signInOperator } from './testing/sign-in.ts';

const secrets = {
  clientSecret: 'Sentinel/one+two=&%three-client',
  token: 'sentinel.token/ab+cd=.efgh-0123456789',
  masterKey: Buffer.alloc(32, 'sentinel-master-key').toString('base64'),
};
// With the colon behind it no multiple of three: then base64 of `id:secret` does not hold base64 of the secret.
const clientId = 'planted-client1';
const folder = mkdtempSync(join(tmpdir(), 'watchfloor-planted-'));
const file = join(folder, 'watchfloor.yaml');

let vendor: EchoingVendor;
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  vendor = await startEchoingVendor(secrets.token);
});
afterAll(async () => {
  await vendor.close();
  await database.close();
  rmSync(folder, { recursive: true });
});

function load(extra = '') {
  const text = `outbound: { allow_private: ["127.0.0.0/8"] }
connections:
  - id: planted
    vendor: usm-anywhere
    label: Planted
    base_url: ${vendor.origin}/api/2.0
    client_id: ${clientId}
    client_secret: \${PLANTED}
${extra}`;
  writeFileSync(file, text);
  return loadConfig(['--config', file], {
    PLANTED: secrets.clientSecret,
    WATCHFLOOR_KEY: secrets.masterKey,
    DATABASE_URL: database.url,
  });
}

const key = '7d9f2c04-1b3e-4a55-9c21-6f0e8d1a2b3c';
const paths = [
  '/api/explore/planted/alarms',
  '/api/explore/planted/events?from=now-1h',
  '/api/explore/planted/alarms?cursor=wrong',
  `/api/explore/planted/alarms/records/${key}`,
  `/api/explore/planted/alarms/records/${key}/raw`,
  `/api/explore/planted/alarms/records/${key}/related`,
  `/api/explore/planted/events/records/${key}/related`,
  `/api/explore/planted/alarms/records/${key}/sections/events`,
  '/api/sources',
  '/api/sources/planted/coverage',
  '/api/queue?from=now-1h',
  '/api/connections',
  '/api/vendors',
  '/api/audit',
  '/api/openapi.json',
  '/api/nothing',
  '/readyz',
];

/** One session for all of them: they share a key and a database. */
let cookie: string | undefined;

/** Everything that anybody gets to see: statuses, headers, bodies, log lines. */
async function seen(composed: Composed, lines: string[]): Promise<string> {
  cookie ??= await signInOperator(composed);
  const headers = { cookie };
  const answers = await Promise.all(
    paths.map(async (path) => {
      const response = await composed.app.request(asOwnPage(path, { headers }));
      return [path, response.status, ...response.headers, await response.text()].join('\n');
    }),
  );
  return [...answers, ...lines].join('\n');
}

const modes: EchoMode[] = [
  ...[400, 401, 403, 404, 409, 429, 500, 302].map((status) => ({ on: 'data' as const, status, body: 'json' as const })),
  ...[200, 400, 403].flatMap((status) =>
    (['html', 'text-as-json', 'cut-json', 'list-of-echoes'] as const).map((body) => ({
      on: 'data' as const,
      status,
      body,
    })),
  ),
  ...[200, 400, 401, 403, 409, 500].map((status) => ({ on: 'token' as const, status, body: 'json' as const })),
  ...[200, 401].map((status) => ({ on: 'token' as const, status, body: 'text-as-json' as const })),
];

describe.each(modes)('a vendor that repeats credentials on $on with $status as $body', (mode) => {
  it('gives none of them to a response or the log', async () => {
    vendor.mode = mode;
    // Nobody leaves the vendor alone for what it did before.
    await sql`delete from outbound_quota`.execute(database.sql);
    const calls = vendor.dataCalls + vendor.tokenCalls;
    const lines: string[] = [];
    const composed = await compose(
      load(),
      createLog((line) => lines.push(line)),
    );
    try {
      const everything = await seen(composed, lines);
      expect(vendor.dataCalls + vendor.tokenCalls).toBeGreaterThan(calls);
      expect(lines.length).toBeGreaterThanOrEqual(paths.length);
      expect(findSecrets(everything, secrets)).toEqual([]);
    } finally {
      await composed.close();
    }
  }, 30_000);
});

it('a configuration with mistakes repeats no secret', () => {
  let found = '';
  try {
    load(
      `    page: \${PLANTED}\n  - \${PLANTED}\n  - { id: \${PLANTED}, vendor: \${PLANTED}, label: 3 }\n  - { id: a, vendor: usm-anywhere, label: a, base_url: \${PLANTED}, client_id: [\${PLANTED}], client_secret: { a: \${PLANTED} } }\n`,
    );
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    found = error.message;
  }
  expect(found.split('\n').length).toBeGreaterThan(3);
  expect(findSecrets(found, secrets)).toEqual([]);
});

describe('control', () => {
  it('the scanner sees a planted secret in a log line and in a response', async () => {
    const { app, lines, desk } = fakeApp();
    app.get('/planted', guard('anyone'), (c) => c.text(`Basic ${btoa(`${clientId}:${secrets.clientSecret}`)}`));
    desk.catalogue = () => {
      throw new TypeError(`Bearer ${secrets.token}`);
    };
    await app.request(asOwnPage('/api/sources'));
    expect(findSecrets(lines.join('\n'), secrets)).toEqual(['token']);
    const response = await app.request(asOwnPage('/planted'));
    expect(findSecrets(await response.text(), secrets)).toEqual(['clientSecret']);
  });

  it.each([
    (secret: string) => secret,
    (secret: string) => encodeURIComponent(secret),
    (secret: string) => Buffer.from(secret).toString('base64'),
    (secret: string) => Buffer.from(secret).toString('base64url'),
    (secret: string) => Buffer.from(`a:${secret}`).toString('base64'),
    (secret: string) => Buffer.from(`ab:${secret}`).toString('base64'),
    (secret: string) => Buffer.from(`abc:${secret}`).toString('base64'),
    (secret: string) => JSON.stringify({ secret }),
  ])('the scanner sees form %#', (form) => {
    for (const [name, secret] of Object.entries(secrets))
      expect(findSecrets(`<<${form(secret)}>>`, secrets)).toEqual([name]);
  });

  it('the vendor does repeat what it is shown', async () => {
    vendor.mode = { on: 'data', status: 400, body: 'json' };
    const response = await fetch(vendor.origin, { headers: { authorization: `Bearer ${secrets.token}` } });
    expect(findSecrets(await response.text(), secrets)).toEqual(['token']);
  });
});
