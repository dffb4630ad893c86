import * as z from 'zod/mini';
import { type Log, toLogFields } from '../log.ts';
import type { Database } from '../store/database.ts';
import { findingsChannel } from '../sync/keep-page.ts';
import { marksChannel } from '../triage/tell-marks.ts';
import { readClock } from './list.ts';

/** The number of the last change, as this process knows it: told by Postgres, whichever server wrote it. */
export interface ChangeFeed {
  /** Of all that is committed, up to a moment ago. */
  upTo(): number;
  /**
   * Calls back whenever the number grew. From here on nothing is missed.
   * @returns what ends it
   */
  follow(onChange: () => void): Promise<() => void>;
  close(): Promise<void>;
}

/** A notice that never came, from a session that is dead without a word, is made good within this time. */
const lookMs = 5_000;

const noticeSchema = z.object({ change: z.number() });

export function createChangeFeed({
  database,
  log,
}: {
  database: Pick<Database, 'sql' | 'listen'>;
  log: Log;
}): ChangeFeed {
  const followers = new Set<() => void>();
  let latest = 0;
  let listening: Promise<(() => Promise<void>)[]> | undefined;
  let looking: NodeJS.Timeout | undefined;

  function raise(change: number): void {
    if (change <= latest) return;
    latest = change;
    for (const onChange of followers) onChange();
  }

  function hear(payload: string | undefined): void {
    const told = payload === undefined ? undefined : noticeSchema.safeParse(tryJson(payload));
    if (told?.success) raise(told.data.change);
    // The session that listens was lost and is back: what it missed stands in the clock.
    else look();
  }

  function look(): void {
    if (followers.size === 0) return;
    readClock(database).then(raise, (error: unknown) => log.warn('changes not looked for', toLogFields(error)));
  }

  /** Kept until the end, whoever follows: one session, shared with whatever else this process listens to. */
  async function listen(): Promise<(() => Promise<void>)[]> {
    const ends = [await database.listen(findingsChannel, hear)];
    ends.push(await database.listen(marksChannel, hear));
    return ends;
  }

  return {
    upTo: () => latest,
    async follow(onChange) {
      listening ??= listen();
      try {
        await listening;
      } catch (error) {
        listening = undefined;
        throw error;
      }
      // After it listens: what is committed in between is either in the clock or told.
      raise(await readClock(database));
      followers.add(onChange);
      looking ??= setInterval(look, lookMs).unref();
      return () => {
        followers.delete(onChange);
        if (followers.size > 0) return;
        clearInterval(looking);
        looking = undefined;
      };
    },
    async close() {
      followers.clear();
      clearInterval(looking);
      const ends = (await listening?.catch(() => undefined)) ?? [];
      await Promise.all(ends.map((end) => end()));
    },
  };
}

/** What is no JSON is nothing that we sent. */
function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
