import type { ConnectionHealth } from '@watchfloor/contract';
import { describe, expect, it } from 'vitest';
import { toStanding } from './standing.ts';

const now = 1_000_000;
const well: ConnectionHealth = {
  state: 'answering',
  lastAnswerAt: now - 9_000,
  lastError: null,
  failingSince: null,
  retryAt: null,
};
const failing: ConnectionHealth = {
  ...well,
  state: 'failing',
  failingSince: now - 180_000,
  lastError: { code: 'timeout', message: 'It did not begin to answer in time.', at: now },
};

describe('how a connection stands', () => {
  it.each([
    [well, { state: 'complete', detail: 'answers' }],
    [
      { ...well, lastAnswerAt: now - 300_000 },
      { state: 'complete', detail: 'answered 5 min ago' },
    ],
    [
      { ...well, state: 'not_asked' as const, lastAnswerAt: null },
      { state: 'complete', detail: 'not asked yet' },
    ],
    [
      { ...well, state: 'not_asked' as const, lastError: { code: 'paused' as const, message: 'Paused.', at: now } },
      { state: 'excluded', detail: 'paused' },
    ],
    [failing, { state: 'failed', detail: 'for 3 min', title: 'It did not begin to answer in time.' }],
    [
      { ...failing, state: 'throttled' as const, retryAt: now + 60_000 },
      { state: 'throttled', detail: 'asked again in 1 min' },
    ],
    [
      { ...failing, state: 'refused' as const },
      { state: 'unauthorised', detail: 'for 3 min' },
    ],
  ])('by its health: %o', (health, standing) => {
    expect(toStanding(health, undefined, now)).toMatchObject(standing);
  });

  it('is what its list says where that is not complete', () => {
    const list = { state: 'partial', detail: 'since 14:02', asOf: now } as const;
    expect(toStanding(well, list, now)).toBe(list);
  });

  it('is well again once its list was answered in full after it began to fail', () => {
    const list = { state: 'complete', detail: undefined, asOf: now } as const;
    expect(toStanding(failing, list, now)).toEqual({ state: 'complete', detail: 'answers' });
  });

  it('is not well for a list that is older than the failure', () => {
    const list = { state: 'complete', detail: undefined, asOf: now - 600_000 } as const;
    expect(toStanding(failing, list, now).state).toBe('failed');
  });
});
