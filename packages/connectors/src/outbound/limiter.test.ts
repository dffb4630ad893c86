import { expect, test } from 'vitest';
import { createLedger, type LedgerRequest, type Quota, type QuotaLedger } from './ledger.ts';
import { createLimiter } from './limiter.ts';

const signal = new AbortController().signal;
const limiterOf = (quota: Quota) => createLimiter(quota, createLedger(quota));
const settled = () => new Promise((resolve) => setImmediate(resolve));

function highestWithin(times: readonly number[], windowMs: number): number {
  let highest = 0;
  for (const [index, at] of times.entries()) {
    highest = Math.max(highest, times.slice(index).filter((other) => other < at + windowMs).length);
  }
  return highest;
}

test('no window of a second ever holds more than rate and burst, also after a pause', async () => {
  const limiter = limiterOf({ limit: 100, windowMs: 1_000 });
  const times: number[] = [];
  const ask = async () => {
    await limiter.admit('people', signal);
    times.push(performance.now());
  };
  await Promise.all(Array.from({ length: 120 }, ask));
  await new Promise((resolve) => setTimeout(resolve, 400));
  await Promise.all(Array.from({ length: 60 }, ask));
  // Timers are late, never early; two milliseconds for the clock that is read after the admission.
  expect(highestWithin(times, 998)).toBeLessThanOrEqual(88);
  expect(highestWithin(times, 998)).toBeGreaterThan(60);
});

test('people come before background reading that has waited longer', async () => {
  const limiter = limiterOf({ limit: 10, windowMs: 1_000 });
  const order: string[] = [];
  const background = Array.from({ length: 4 }, () =>
    limiter.admit('background', signal).then(() => order.push('background')),
  );
  await background[0];
  const people = Array.from({ length: 2 }, () => limiter.admit('people', signal).then(() => order.push('people')));
  await Promise.all([...background, ...people]);
  expect(order.indexOf('people')).toBeLessThan(order.lastIndexOf('background'));
  expect(order.slice(-2)).toEqual(['background', 'background']);
});

test('who gives up while waiting leaves the queue and takes no place, and the others go on', async () => {
  const quota = { limit: 10, windowMs: 1_000 };
  const ledger = createLedger(quota);
  let admitted = 0;
  const ask = async (request: LedgerRequest) => {
    const ruling = await ledger.ask(request);
    admitted += ruling.admitted.people;
    return ruling;
  };
  const limiter = createLimiter(quota, { ask });
  await limiter.admit('people', signal);
  const controller = new AbortController();
  const leaving = limiter.admit('people', controller.signal);
  const staying = limiter.admit('people', signal);
  await settled();
  controller.abort(new Error('left'));
  await expect(leaving).rejects.toThrow('left');
  await staying;
  expect(admitted).toBe(2);
});

test('many who wait are asked for together', async () => {
  const quota = { limit: 100, windowMs: 1_000 };
  const ledger = createLedger(quota);
  let questions = 0;
  const ask: QuotaLedger['ask'] = (request) => {
    questions += 1;
    return ledger.ask(request);
  };
  const limiter = createLimiter(quota, { ask });
  await Promise.all(Array.from({ length: 60 }, () => limiter.admit('people', signal)));
  expect(questions).toBeLessThan(40);
});

test('nobody is admitted before the time the vendor named', async () => {
  const limiter = limiterOf({ limit: 100, windowMs: 1_000 });
  limiter.pause(200);
  const startedAt = Date.now();
  await settled();
  expect(limiter.state().resetAt).toBeGreaterThan(startedAt);
  await limiter.admit('people', signal);
  expect(Date.now() - startedAt).toBeGreaterThanOrEqual(195);
});

test('the vendor’s own count wins: at nothing left people are told when, background reading stops before', async () => {
  const limiter = limiterOf({ limit: 3_000, windowMs: 3_600_000 });
  await limiter.admit('people', signal);
  limiter.learn({ remaining: 120, resetMs: 900_000 });
  await settled();
  expect(limiter.state()).toMatchObject({ used: 2_880 });
  await expect(limiter.admit('background', signal)).rejects.toMatchObject({ kind: 'rate_limited' });
  await limiter.admit('people', signal);
  await settled();
  expect(limiter.state()).toMatchObject({ used: 2_881 });
  limiter.learn({ remaining: 0, resetMs: 900_000 });
  const refused: unknown = await limiter.admit('people', signal).catch((error: unknown) => error);
  expect(refused).toMatchObject({ kind: 'rate_limited' });
  expect((refused as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(890_000);
  expect(limiter.state().resetAt).toBeGreaterThan(Date.now() + 890_000);
  limiter.learn({ remaining: 2_999, resetMs: 3_600_000 });
  await limiter.admit('people', signal);
});

test('where nothing can be counted nobody leaves, and what the vendor said is told later', async () => {
  const quota = { limit: 100, windowMs: 1_000 };
  const ledger = createLedger(quota);
  let isAway = true;
  const ask: QuotaLedger['ask'] = (request) => (isAway ? Promise.reject(new Error('away')) : ledger.ask(request));
  const limiter = createLimiter(quota, { ask });
  limiter.learn({ remaining: 0, resetMs: 60_000 });
  await expect(limiter.admit('people', signal)).rejects.toMatchObject({ kind: 'paused' });
  isAway = false;
  await expect(limiter.admit('people', signal)).rejects.toMatchObject({ kind: 'rate_limited' });
});
