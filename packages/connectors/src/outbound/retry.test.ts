import { expect, test } from 'vitest';
import { ConnectorError } from '../errors.ts';
import { createRetry, parseRetryAfter } from './retry.ts';

const signal = new AbortController().signal;
const down = () => Promise.reject(new ConnectorError('unavailable', 'down'));

test('three tries at most, and none where trying again cannot help', async () => {
  const retry = createRetry(() => 0);
  let tries = 0;
  await expect(retry(() => (++tries, down()), { signal, patienceMs: 1_000 })).rejects.toThrow('down');
  expect(tries).toBe(3);
  tries = 0;
  const refused = () => (++tries, Promise.reject(new ConnectorError('auth', 'no')));
  await expect(retry(refused, { signal, patienceMs: 1_000 })).rejects.toThrow('no');
  expect(tries).toBe(1);
});

test('a vendor in trouble sees a fifth more calls at most, once the reserve is spent', async () => {
  const retry = createRetry(() => 0);
  let tries = 0;
  const calls = 200;
  for (let call = 0; call < calls; call += 1)
    await retry(() => (++tries, down()), { signal, patienceMs: 1_000 }).catch(() => undefined);
  expect(tries).toBeLessThanOrEqual(calls * 1.2 + 10);
  expect(tries).toBeGreaterThan(calls * 1.1);
});

test('Retry-After replaces the wait, and ends the tries where it reaches beyond the patience', async () => {
  const retry = createRetry(() => 0);
  const limited = (retryAfterMs: number) =>
    Promise.reject(new ConnectorError('rate_limited', 'slow down', { retryAfterMs }));
  let tries = 0;
  const startedAt = performance.now();
  await retry(() => (++tries, limited(60)), { signal, patienceMs: 1_000 }).catch(() => undefined);
  expect(tries).toBe(3);
  expect(performance.now() - startedAt).toBeGreaterThan(110);
  tries = 0;
  await retry(() => (++tries, limited(86_400_000)), { signal, patienceMs: 1_000 }).catch(() => undefined);
  expect(tries).toBe(1);
});

test('Retry-After is seconds or a date, and nothing else', () => {
  const now = Date.parse('2026-11-12T14:00:00Z');
  expect(parseRetryAfter('120', now)).toBe(120_000);
  expect(parseRetryAfter('Thu, 12 Nov 2026 14:00:30 GMT', now)).toBe(30_000);
  expect(parseRetryAfter('Thu, 12 Nov 2026 13:00:00 GMT', now)).toBe(0);
  for (const nonsense of [undefined, '', 'soon', '-5', '1e9']) expect(parseRetryAfter(nonsense, now)).toBeUndefined();
});
