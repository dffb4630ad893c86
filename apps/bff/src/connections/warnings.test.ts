import { vendors } from '@watchfloor/connectors';
import { describe, expect, it } from 'vitest';
import { createLog } from '../log.ts';
import { createTestDatabase } from '../store/testing/test-database.ts';
import { fakeConnection } from '../testing/fake-source.ts';
import { createConnectionBook } from './connection-book.ts';
import { startConnectionsApp } from './testing/connections-app.ts';
import { startNotingVendor } from './testing/noting-vendor.ts';
import { findClockWarnings, findExpiryWarnings, readExpiry } from './warnings.ts';

const kuma = vendors.find(({ name }) => name === 'kuma')!;
const now = Date.parse('2026-11-22T03:00:00Z');
const jwt = (claims: object) =>
  ['{"alg":"HS256"}', JSON.stringify(claims), 'signature']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');
const inDays = (days: number) => jwt({ exp: now / 1_000 + days * 86_400 });

describe('a token that tells when it expires', () => {
  it.each([
    [20, []],
    [13, ['Token: expires at 2026-12-05 03:00 UTC.']],
    [-1, ['Token: expired at 2026-11-21 03:00 UTC.']],
  ])('in %i days: %j', (days, warnings) => {
    expect(findExpiryWarnings(kuma, { token: inDays(days) }, now)).toEqual(warnings);
  });

  it.each(['', 'a', 'a.b', 'a.b.c', 'a.b.c.d', jwt({ exp: 'soon' }), jwt({ exp: 1e300 }), jwt([]), 'x.*.y', jwt({})])(
    '%j tells nothing',
    (token) => {
      expect(readExpiry(token)).toBeUndefined();
    },
  );
});

describe('a clock', () => {
  const heldWith = (offsetMs: number | null) => {
    const book = createConnectionBook(createLog(() => {}));
    const open = { ...fakeConnection(), clockOffsetMs: () => offsetMs };
    book.put({ ...open, account: '', clientKey: '', open: () => open });
    return book.get('fake');
  };

  it.each<[number | null, string | undefined]>([
    [null, undefined],
    [60_000, undefined],
    [-60_000, undefined],
    [125_000, '2 min ahead of'],
    [-7_200_000, '2 h behind'],
    [5 * 86_400_000, '5 days ahead of'],
  ])('that is off by %s ms: %s', (offsetMs, words) => {
    const [warning] = findClockWarnings(heldWith(offsetMs));
    expect(warning === undefined ? undefined : warning.includes(words ?? '?')).toBe(
      words === undefined ? undefined : true,
    );
  });
});

it('both are told with the connection, and no longer once they are put right', async () => {
  const database = await createTestDatabase();
  const vendor = await startNotingVendor();
  const app = await startConnectionsApp({ url: database.url });
  try {
    const settings = { base_url: `${vendor.origin}/api/v1` };
    const secrets = { token: jwt({ exp: Date.now() / 1_000 + 3_600 }) };
    const { warnings, version } = await app.put('POST', '/api/connections', {
      id: 'hq',
      vendor: 'kuma',
      label: 'HQ',
      settings,
      secrets,
    });
    expect(warnings).toEqual([expect.stringMatching(/^Token: expires at /)]);
    vendor.clockOffsetMs = 300_000;
    await app.get('/api/explore/hq/alerts?from=now-1h');
    expect((await app.list()).connections[0]?.warnings.at(-1)).toContain('Its clock is 5 min ahead of this server');
    vendor.clockOffsetMs = 0;
    await app.put('PATCH', '/api/connections/hq', { version, secrets: { token: 'no-jwt' } });
    await app.get('/api/explore/hq/alerts?from=now-1h');
    expect((await app.list()).connections[0]?.warnings).toEqual([]);
  } finally {
    await app.close();
    await vendor.close();
    await database.close();
  }
});
