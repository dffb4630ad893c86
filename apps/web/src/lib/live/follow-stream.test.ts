import type { QueueChanges } from '@watchfloor/contract';
import { afterEach, expect, test, vi } from 'vitest';
import { ApiError } from '../api.ts';
import { followStream } from './follow-stream.ts';
import type { StreamState } from './live-event.ts';

const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
});

/** Streams that the test writes, each as it was asked for, and somebody who follows. */
function follow() {
  const streams: { since: number | undefined; write: (line: unknown) => void; cut: () => void }[] = [];
  const over = new AbortController();
  const states: StreamState[] = [];
  const told: QueueChanges[] = [];
  const refusal: { error?: Error } = {};
  const following = followStream(
    {
      open(since, signal) {
        if (refusal.error) return Promise.reject(refusal.error);
        const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
        const writer = writable.getWriter();
        // Cut by either side, it is gone.
        writer.closed.catch(() => undefined);
        const cut = () => void writer.abort(new TypeError('terminated')).catch(() => undefined);
        signal.addEventListener('abort', cut);
        const write = (line: unknown) => {
          writer.write(new TextEncoder().encode(`${JSON.stringify(line)}\n`)).catch(() => undefined);
        };
        streams.push({ since, write, cut });
        return Promise.resolve(readable);
      },
      onState: (state) => states.push(state),
      onChanges: (changes) => told.push(changes),
      retryMaxMs: 50,
    },
    over.signal,
  );
  undo.push(async () => {
    over.abort();
    await following;
  });
  const stream = (index: number) => vi.waitUntil(() => streams[index], { timeout: 5_000, interval: 5 });
  return { stream, states, told, refusal, following };
}

const hello = (change: number, beatMs = 10_000) => ({ kind: 'hello', change, person: 'p-1', beatMs }) as const;

test('a stream that was cut is opened again with the last number that it heard, and in between it says since when', async () => {
  const { stream, states, told } = follow();
  const first = await stream(0);
  expect(first.since).toBe(undefined);
  first.write(hello(7));
  first.write({ kind: 'changed', change: 9, marks: [] });
  await vi.waitUntil(() => told.length === 1);
  first.cut();
  const second = await stream(1);
  expect(second.since).toBe(9);
  second.write(hello(9));
  second.write({ kind: 'anew', change: 12 });
  await vi.waitUntil(() => told.length === 2);
  second.write({ kind: 'end', why: 'stopping' });
  const third = await stream(2);
  expect(third.since).toBe(12);
  expect(states.map(({ kind }) => kind)).toEqual(['connecting', 'live', 'lost', 'live']);
  expect(states[1]).toEqual({ kind: 'live', person: 'p-1', change: 7 });
});

test('a stream in which no line comes for long is dead, whatever its socket says', async () => {
  const { stream, states } = follow();
  (await stream(0)).write(hello(1, 40));
  expect((await stream(1)).since).toBe(1);
  expect(states.map(({ kind }) => kind)).toContain('lost');
});

test('a line that is none of ours ends it as a cut does', async () => {
  const { stream } = follow();
  const first = await stream(0);
  first.write(hello(3));
  first.write({ kind: 'else' });
  expect((await stream(1)).since).toBe(3);
});

test('with the session it ends for good, whether the server says so in a line or in its answer', async () => {
  const one = follow();
  const first = await one.stream(0);
  first.write(hello(1));
  first.write({ kind: 'end', why: 'signed_out' });
  await one.following;
  expect(one.states.at(-1)).toEqual({ kind: 'signed_out' });

  const other = follow();
  other.refusal.error = new ApiError('not_signed_in', 'Sign in to go on.');
  (await other.stream(0)).cut();
  await other.following;
  expect(other.states.at(-1)).toEqual({ kind: 'signed_out' });
});
