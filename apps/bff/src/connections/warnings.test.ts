import { vendors } from '@watchfloor/connectors';
import { describe, expect, it } from 'vitest';
import { createLog } from '../log.ts';
import { fakeConnection } from '../testing/fake-source.ts';
import { createConnectionBook } from './connection-book.ts';
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
