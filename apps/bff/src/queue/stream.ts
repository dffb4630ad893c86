import type { StreamEnd, StreamLine } from '@watchfloor/contract';
import { createWait } from '../sync/wait.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { ChangePosition } from './changes.ts';

/** One open stream. Nothing waits in memory for its reader: it has a position, and reads on from there when asked. */
export interface Stream {
  /** Asked for one after the other, as fast as the reader takes them. */
  lines: AsyncGenerator<StreamLine, void>;
  /** Something changed. */
  wake(): void;
  end(why: StreamEnd): void;
}

export interface StreamOptions {
  person: string;
  /** Number of the last change that its reader knows of; undefined: of none, and nothing is made good. */
  since: number | undefined;
  feed: Pick<ChangeFeed, 'upTo'>;
  read(from: ChangePosition, to: number): AsyncIterable<StreamLine & { kind: 'changed' | 'anew' }>;
  beatMs: number;
  /** Between two tellings: what comes meanwhile is told together. */
  pauseMs: number;
}

export function createStream({ person, since, feed, read, beatMs, pauseMs }: StreamOptions): Stream {
  const over = new AbortController();
  const wait = createWait(over.signal);
  let why: StreamEnd = 'renew';
  const isOver = () => over.signal.aborted;

  async function* write(): AsyncGenerator<StreamLine, void> {
    const begun = feed.upTo();
    // A number that there never was here: it is another database, or an older copy of it.
    const isForeign = since !== undefined && since > begun;
    let change = since === undefined || isForeign ? begun : since;
    yield { kind: 'hello', change, person, beatMs };
    if (isForeign) yield { kind: 'anew', change };
    while (!isOver()) {
      const to = feed.upTo();
      if (to > change) {
        for await (const line of read({ change }, to)) {
          if (isOver()) break;
          yield line;
        }
        change = to;
        await pause();
      } else {
        await wait.for(beatMs);
        if (!isOver() && feed.upTo() === change) yield { kind: 'beat', change };
      }
    }
    yield { kind: 'end', why };
  }

  /** Not cut short by a change. */
  async function pause(): Promise<void> {
    const until = performance.now() + pauseMs;
    for (let left = pauseMs; left > 0 && !isOver(); left = until - performance.now()) await wait.for(left);
  }

  return {
    lines: write(),
    wake: () => wait.wake(),
    end(reason) {
      if (isOver()) return;
      why = reason;
      over.abort();
    },
  };
}
