import type { QueueChanges } from '@watchfloor/contract';
import { ApiError, getQueueChanges } from '../api.ts';
import { connectWorker } from './connect-worker.ts';
import type { FromWorker, ToWorker } from './live-event.ts';

/** How this tab learns of changes. */
export type LiveState =
  | { kind: 'starting' }
  | { kind: 'live' }
  /** It asks every three seconds. `stoppedAt`: since when, epoch ms; null where the browser shares no worker. */
  | { kind: 'asking'; stoppedAt: number | null };

export interface LiveListener {
  onChanges: (changes: QueueChanges) => void;
  onState: (state: LiveState) => void;
  /** Nobody is signed in any more, or an answer says so. */
  onSignedOut: () => void;
}

export interface Live {
  /** Something older is shown: what changed since that change number is told as well. */
  cover: (since: number) => void;
  end: () => void;
}

/** The worker has so long to say that it is live, at first and after it lost the stream. */
const graceMs = 3_000;
const askingMs = 3_000;
const askingHiddenMs = 30_000;

/**
 * This tab's share of what changes: from the worker that all tabs share, or where there is none, or while it has no
 * stream, by asking. Either way the same is told, and nothing is lost in between.
 */
export function connectLive(person: string, listener: LiveListener): Live {
  const over = new AbortController();
  let state: LiveState = { kind: 'starting' };
  /** From here on everything was told. */
  let from = Number.POSITIVE_INFINITY;
  /** Up to here. */
  let upTo: number | undefined;
  let stoppedAt: number | null = null;
  let stoppedTold: number | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const worker = connectWorker();

  function setState(next: LiveState): void {
    const isSame = next.kind === state.kind && (next.kind !== 'asking' || next.stoppedAt === stoppedTold);
    if (over.signal.aborted || isSame) return;
    if (next.kind === 'asking') stoppedTold = next.stoppedAt;
    state = next;
    listener.onState(next);
  }

  function hear(changes: QueueChanges): void {
    // Told twice, by the stream and by an answer that was under way: what is known already changes nothing.
    const isNews = changes.kind === 'anew' || changes.marks.length > 0 || changes.change > (upTo ?? changes.change);
    upTo = Math.max(upTo ?? 0, changes.change);
    from = Math.min(from, changes.change);
    if (isNews) listener.onChanges(changes);
  }

  /** Until the stream is back. */
  async function ask(): Promise<void> {
    if (state.kind === 'live' || over.signal.aborted) return;
    setState({ kind: 'asking', stoppedAt });
    await askOnce(upTo);
    // It may have come to life meanwhile.
    if (isLive()) return;
    schedule(document.hidden ? askingHiddenMs : askingMs);
  }

  const isLive = () => state.kind === 'live';

  function schedule(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void ask(), ms);
  }

  function onWorker({ data }: MessageEvent<FromWorker>): void {
    if (data.kind === 'changes') {
      if (data.person === person) hear(data.changes);
      return;
    }
    const { state: stream } = data;
    switch (stream.kind) {
      case 'live': {
        clearTimeout(timer);
        stoppedAt = null;
        setState({ kind: 'live' });
        // What came between the last that was told here and the stream, where the worker began anew.
        if (upTo !== undefined && stream.change > upTo) void makeGood(upTo);
        upTo = Math.max(upTo ?? 0, stream.change);
        from = Math.min(from, stream.change);
        return;
      }
      case 'lost':
        stoppedAt ??= stream.at;
        if (state.kind === 'live') {
          setState({ kind: 'starting' });
          schedule(graceMs);
        }
        return;
      case 'signed_out':
        listener.onSignedOut();
        return;
      case 'connecting':
        return;
    }
  }

  /** @returns whether it was answered, or need not be any more */
  async function askOnce(since: number | undefined): Promise<boolean> {
    try {
      const changes = await getQueueChanges(since, over.signal);
      if (!over.signal.aborted) hear(changes);
      return true;
    } catch (error) {
      if (over.signal.aborted) return true;
      const isSignedOut = error instanceof ApiError && error.code === 'not_signed_in';
      if (isSignedOut) listener.onSignedOut();
      return isSignedOut;
    }
  }

  /** What changed after that number, until it is answered: nothing else tells it. */
  async function makeGood(since: number): Promise<void> {
    while (!(await askOnce(since))) await new Promise((resolve) => setTimeout(resolve, askingMs));
  }

  const onShow = () => {
    if (!document.hidden && state.kind === 'asking') schedule(0);
  };
  document.addEventListener('visibilitychange', onShow, { signal: over.signal });
  if (worker) {
    worker.port.addEventListener('message', onWorker, { signal: over.signal });
    // A worker that does not start: its file is blocked, say.
    worker.addEventListener('error', () => schedule(0), { signal: over.signal });
    worker.port.start();
    void holdLock(worker.port, person, over.signal);
    schedule(graceMs);
  } else schedule(0);

  return {
    cover(since) {
      // Before anything was told, the first answer begins there.
      if (upTo === undefined) upTo = since;
      else if (since < from) void makeGood(since);
      from = Math.min(from, since);
    },
    end() {
      over.abort();
      clearTimeout(timer);
      worker?.port.postMessage({ kind: 'leave' } satisfies ToWorker);
      worker?.port.close();
    },
  };
}

/** Held until the tab is gone: the worker waits for it, and knows. */
async function holdLock(port: MessagePort, person: string, signal: AbortSignal): Promise<void> {
  const lock = `watchfloor-tab-${crypto.randomUUID()}`;
  await navigator.locks.request(lock, () => {
    if (signal.aborted) return undefined;
    port.postMessage({ kind: 'join', person, lock } satisfies ToWorker);
    return new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  });
}
