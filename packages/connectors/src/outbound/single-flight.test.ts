import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createSingleFlight } from './single-flight.ts';

const never = new AbortController().signal;
const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });

describe('the same question at the same time', () => {
  it('is one call with one answer', async () => {
    const flights = createSingleFlight<number>();
    let calls = 0;
    const ask = () => flights.join('q', never, () => sleep(5, ++calls));
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1]);
    expect(await ask()).toBe(2);
  });

  it('goes on when one of two leaves, and ends when the last one leaves', async () => {
    const flights = createSingleFlight<never>();
    let ended: AbortSignal | undefined;
    const people = [new AbortController(), new AbortController()];
    const asks = people.map(({ signal }) =>
      flights.join('q', signal, (flight) => {
        ended = flight;
        return untilAborted(flight);
      }),
    );
    const settled = Promise.allSettled(asks);
    people[0]?.abort(new Error('left'));
    await expect(asks[0]).rejects.toThrow('left');
    expect(ended?.aborted).toBe(false);
    people[1]?.abort(new Error('left too'));
    await settled;
    expect(ended?.aborted).toBe(true);
  });

  it('is a new call after the last one left, even before the old one ended', async () => {
    const flights = createSingleFlight<string>();
    const person = new AbortController();
    const first = flights.join('q', person.signal, () => sleep(50, 'old'));
    person.abort(new Error('left'));
    await expect(first).rejects.toThrow('left');
    expect(await flights.join('q', never, () => Promise.resolve('new'))).toBe('new');
  });

  it('fails for all when the call fails, and the next one asks again', async () => {
    const flights = createSingleFlight<string>();
    const ask = () => flights.join('q', never, () => Promise.reject(new Error('no')));
    expect(await Promise.allSettled([ask(), ask()])).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
    expect(await flights.join('q', never, () => Promise.resolve('yes'))).toBe('yes');
  });

  it('ends for everybody when all calls are ended', async () => {
    const flights = createSingleFlight<never>();
    const asks = ['a', 'b'].map((key) => flights.join(key, never, untilAborted));
    flights.abort(new Error('stopping'));
    expect(await Promise.allSettled(asks)).toMatchObject([
      { reason: { message: 'stopping' } },
      { reason: { message: 'stopping' } },
    ]);
  });

  it('gives an error even for a signal that was aborted with a text', async () => {
    const flights = createSingleFlight<never>();
    const person = new AbortController();
    const ask = flights.join('q', person.signal, untilAborted);
    person.abort('closed');
    await expect(ask).rejects.toBeInstanceOf(Error);
    await expect(flights.join('q', person.signal, untilAborted)).rejects.toBeInstanceOf(Error);
  });
});
