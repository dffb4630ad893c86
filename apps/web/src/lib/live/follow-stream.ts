import { type QueueChanges, type StreamEnd, type StreamLine, streamLineSchema } from '@watchfloor/contract';
import { ApiError } from '../api.ts';
import type { StreamState } from './live-event.ts';

export interface FollowOptions {
  /** @throws ApiError */
  open: (since: number | undefined, signal: AbortSignal) => Promise<ReadableStream<Uint8Array>>;
  onState: (state: StreamState) => void;
  onChanges: (changes: QueueChanges, person: string) => void;
  /** The longest wait between two tries; half of it is left to chance, so that all do not come at once. */
  retryMaxMs?: number;
}

const retryFirstMs = 500;
/** A server that goes, or that has had the stream for long, is left within this time, each at a moment of their own. */
const spreadMs = 1_000;
const retryMaxUsualMs = 30_000;
/** Of the time in which a line has to come, so many: then the line is dead, though nobody said so. */
const missedBeats = 2.5;

/**
 * Holds a stream open, and opens it again with the last change number that it heard: nothing is lost in between.
 * @param signal whose abort ends it for good
 */
export async function followStream(options: FollowOptions, signal: AbortSignal): Promise<void> {
  const { onState, retryMaxMs = retryMaxUsualMs } = options;
  let since: number | undefined;
  let tries = 0;
  let lostAt: number | undefined;
  onState({ kind: 'connecting' });
  while (!signal.aborted) {
    const how = await readOnce(options, since, signal, ({ kind, change }) => {
      since = change;
      lostAt = undefined;
      // A greeting alone is no stream: something between us and the server may cut each as it opens.
      if (kind !== 'hello') tries = 0;
    });
    if (signal.aborted) return;
    if (how === 'signed_out') {
      onState({ kind: 'signed_out' });
      return;
    }
    if (how === 'renew' || how === 'stopping') {
      await sleep(Math.random() * spreadMs, signal);
      // Once at once; a server that keeps saying so is one that does not work.
      tries += 1;
      if (tries < 2) continue;
    }
    lostAt ??= Date.now();
    onState({ kind: 'lost', at: lostAt });
    const wait = Math.min(retryMaxMs, retryFirstMs * 2 ** tries);
    tries += 1;
    await sleep(wait / 2 + (Math.random() * wait) / 2, signal);
  }
}

/** @returns why it ended */
async function readOnce(
  { open, onState, onChanges }: FollowOptions,
  since: number | undefined,
  outer: AbortSignal,
  onTold: (line: Exclude<StreamLine, { kind: 'end' }>) => void,
): Promise<StreamEnd | 'cut'> {
  const inner = new AbortController();
  const signal = AbortSignal.any([outer, inner.signal]);
  let silence: ReturnType<typeof setTimeout> | undefined;
  let person = '';
  let beatMs = 10_000;
  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(() => inner.abort(), beatMs * missedBeats);
  };
  heard();
  try {
    for await (const line of readLines(await open(since, signal))) {
      if (line.kind === 'end') return line.why;
      if (line.kind === 'hello') {
        ({ person, beatMs } = line);
        onState({ kind: 'live', person, change: line.change });
      }
      if (line.kind === 'changed' || line.kind === 'anew') onChanges(line, person);
      onTold(line);
      heard();
    }
    return 'cut';
  } catch (error) {
    return error instanceof ApiError && error.code === 'not_signed_in' ? 'signed_out' : 'cut';
  } finally {
    clearTimeout(silence);
    inner.abort();
  }
}

/** Each whole line of JSON. @throws Error for what is none of ours */
async function* readLines(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamLine> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const parts = (rest + decoder.decode(value, { stream: true })).split('\n');
      rest = parts.pop() ?? '';
      for (const part of parts) yield streamLineSchema.parse(JSON.parse(part));
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
  });
}
