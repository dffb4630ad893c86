import { expect, test } from 'vitest';
import { createLimiter } from './limiter.ts';

const signal = new AbortController().signal;

function highestWithin(times: readonly number[], windowMs: number): number {
  let highest = 0;
  for (const [index, at] of times.entries()) {
    highest = Math.max(highest, times.slice(index).filter((other) => other < at + windowMs).length);
  }
  return highest;
}

test('no window of a second ever holds more than rate and burst, also after a pause', async () => {
  const limiter = createLimiter({ limit: 100, windowMs: 1_000 });
  const times: number[] = [];
  const ask = async () => {
    await limiter.admit('people', signal);
    times.push(performance.now());
  };
  await Promise.all(Array.from({ length: 120 }, ask));
  await new Promise((resolve) => setTimeout(resolve, 400));
  await Promise.all(Array.from({ length: 60 }, ask));
  // Timers are late, never early; two milliseconds for the clock that is read after the admission.
  expect(highestWithin(times, 998)).toBeLessThanOrEqual(84);
  expect(highestWithin(times, 998)).toBeGreaterThan(60);
});

test('control: a bucket of the vendor’s own numbers lets twice the limit through within a second', async () => {
  const times = [
    ...Array.from({ length: 100 }, () => 999),
    ...Array.from({ length: 99 }, (_, index) => 1_000 + index * 10),
  ];
  expect(highestWithin(times, 1_000)).toBeGreaterThan(180);
});

test('people come before background reading that has waited longer', async () => {
  const limiter = createLimiter({ limit: 10, windowMs: 1_000 });
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

test('who gives up while waiting leaves the queue, and the others go on', async () => {
  const limiter = createLimiter({ limit: 10, windowMs: 1_000 });
  await limiter.admit('people', signal);
  const controller = new AbortController();
  const leaving = limiter.admit('people', controller.signal);
  const staying = limiter.admit('people', signal);
  controller.abort(new Error('left'));
  await expect(leaving).rejects.toThrow('left');
  await staying;
  expect(limiter.state().used).toBe(2);
});

test('nobody is admitted before the time the vendor named', async () => {
  const limiter = createLimiter({ limit: 100, windowMs: 1_000 });
  limiter.pauseUntil(Date.now() + 200);
  const startedAt = Date.now();
  expect(limiter.state().resetAt).toBeGreaterThan(startedAt);
  await limiter.admit('people', signal);
  expect(Date.now() - startedAt).toBeGreaterThanOrEqual(195);
});

test('the vendor’s own count wins: at nothing left people are told when, background reading stops before', async () => {
  const limiter = createLimiter({ limit: 3_000, windowMs: 3_600_000 });
  await limiter.admit('people', signal);
  limiter.learn({ remaining: 120, resetMs: 900_000 });
  expect(limiter.state()).toMatchObject({ used: 2_880 });
  await expect(limiter.admit('background', signal)).rejects.toMatchObject({ kind: 'rate_limited' });
  await limiter.admit('people', signal);
  expect(limiter.state()).toMatchObject({ used: 2_881 });
  limiter.learn({ remaining: 0, resetMs: 900_000 });
  const refused: unknown = await limiter.admit('people', signal).catch((error: unknown) => error);
  expect(refused).toMatchObject({ kind: 'rate_limited' });
  expect((refused as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(890_000);
  expect(limiter.state().resetAt).toBeGreaterThan(Date.now() + 890_000);
  limiter.learn({ remaining: 2_999, resetMs: 3_600_000 });
  await limiter.admit('people', signal);
});
