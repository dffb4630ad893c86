import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLedger, type QuotaLedger, type Ruling } from './ledger.ts';

const quota = { limit: 100, windowMs: 1_000 };
const steps = fc.array(
  fc.record({ afterMs: fc.integer({ min: 0, max: 400 }), people: fc.nat(40), background: fc.nat(40) }),
  { minLength: 5, maxLength: 60 },
);

/** The most admissions within any window, over all the steps. */
async function mostWithin(
  makeLedger: (now: () => number) => QuotaLedger,
  given: typeof steps extends fc.Arbitrary<infer T> ? T : never,
) {
  let at = 1_000_000;
  const ledger = makeLedger(() => at);
  const times: number[] = [];
  for (const { afterMs, people, background } of given) {
    at += afterMs;
    const { admitted } = await ledger.ask({ wanted: { people, background } });
    times.push(...Array.from({ length: admitted.people + admitted.background }, () => at));
  }
  return Math.max(
    0,
    ...times.map((from) => times.filter((time) => time >= from && time < from + quota.windowMs).length),
  );
}

/** A token bucket of the vendor's own numbers: what would be written first. */
function createBucket(now: () => number): QuotaLedger {
  let tokens = quota.limit;
  let filledAt = now();
  return {
    ask({ wanted }) {
      tokens = Math.min(quota.limit, tokens + ((now() - filledAt) * quota.limit) / quota.windowMs);
      filledAt = now();
      const people = Math.min(wanted.people, Math.floor(tokens));
      tokens -= people;
      const none = { people: 0, background: 0 };
      const admitted = { people, background: 0 };
      const ruling: Ruling = { admitted, waitMs: none, pauseMs: none, used: 0, broken: null, isProbe: false };
      return Promise.resolve(ruling);
    },
  };
}

test('no window of the vendor’s length holds more than rate and burst, whoever asks and when', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (given) => {
      expect(await mostWithin((now) => createLedger(quota, now), given)).toBeLessThanOrEqual(87);
    }),
  );
});

test('control: a token bucket of the vendor’s own numbers breaks the vendor’s limit', async () => {
  const given = Array.from({ length: 20 }, () => ({ afterMs: 100, people: 40, background: 0 }));
  expect(await mostWithin(createBucket, given)).toBeGreaterThan(quota.limit);
});

test('a clock that was set back stops nobody for long, one that was set forward gives one more burst at most', async () => {
  let at = 10_000_000;
  const ledger = createLedger(quota, () => at);
  const ask = async () => (await ledger.ask({ wanted: { people: 100, background: 0 } })).admitted.people;
  expect(await ask()).toBe(5);
  at -= 3_600_000;
  expect(await ask()).toBe(0);
  at += 120;
  expect(await ask()).toBeGreaterThan(0);
  at += 7_200_000;
  expect(await ask()).toBe(5);
});

test('background reading leaves half of the burst to people', async () => {
  const ledger = createLedger(quota, () => 1_000_000);
  const { admitted } = await ledger.ask({ wanted: { people: 0, background: 100 } });
  expect(admitted.background).toBe(3);
  expect((await ledger.ask({ wanted: { people: 100, background: 100 } })).admitted).toEqual({
    people: 2,
    background: 0,
  });
});

test('of two counts of one window that are close the lower is right; another client’s calls are seen', async () => {
  const ledger = createLedger({ limit: 3_000, windowMs: 3_600_000 }, () => 1_000_000);
  const wanted = { people: 0, background: 0 };
  await ledger.ask({ wanted, told: { remaining: 2_000, resetMs: 900_000 } });
  // An older answer that arrives later.
  expect((await ledger.ask({ wanted, told: { remaining: 2_010, resetMs: 900_000 } })).used).toBe(1_000);
  expect((await ledger.ask({ wanted, told: { remaining: 1_200, resetMs: 899_000 } })).used).toBe(1_800);
  expect((await ledger.ask({ wanted, told: { remaining: 2_999, resetMs: 3_600_000 } })).used).toBe(1);
});

test('a vendor that failed is left alone by everybody, then probed by one, and by no other until that one has ended', async () => {
  let at = 1_000_000;
  const ledger = createLedger(quota, () => at);
  const wanted = { people: 5, background: 5 };
  const none = { people: 0, background: 0 };
  await ledger.ask({ wanted: none, brokeBy: 'Nobody answers.' });
  at += 9_999;
  expect(await ledger.ask({ wanted })).toMatchObject({
    admitted: none,
    isProbe: false,
    broken: { ms: 1, why: 'Nobody answers.', isProbed: false },
  });
  at += 1;
  expect(await ledger.ask({ wanted })).toMatchObject({ admitted: { people: 1, background: 0 }, isProbe: true });
  at += 9_999;
  expect(await ledger.ask({ wanted })).toMatchObject({ admitted: none, isProbe: false, broken: { isProbed: true } });
  // It said nothing in all that time: another one may.
  at += 1;
  const background = { people: 0, background: 5 };
  expect(await ledger.ask({ wanted: background })).toMatchObject({ admitted: { background: 1 }, isProbe: true });
  expect(await ledger.ask({ wanted, mended: true })).toMatchObject({ broken: null, isProbe: false });
});
