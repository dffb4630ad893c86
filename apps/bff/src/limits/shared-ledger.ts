import {
  type Broken,
  brokenMs,
  type LedgerFor,
  sameResetMs,
  toBrokenWaitMs,
  toldLifeMs,
  toPace,
  underWayMax,
} from '@watchfloor/connectors';
import { sql } from 'kysely';
import type { Database } from '../store/database.ts';

interface Row {
  admitted_people: number;
  admitted_background: number;
  now_at: number;
  new_arrival: number;
  new_paused_until: number;
  spent_people_ms: number;
  spent_background_ms: number;
  used: number;
  is_broken_by: string | null;
  is_broken_until: number;
  was_probed: boolean;
  is_probe: boolean;
}

/** Nobody waits longer to be counted. An admission that came later would be too old to be used. */
const answerMs = 2_000;

/**
 * Calls counted in the database, for all servers on it together: a question is one statement that holds the row's lock
 * for its own time only, so whoever dies holds nothing.
 * @param database asked for at each question: connections are opened before it
 * @param at the database's clock, in tests of the rule
 */
export function createSharedLedger(
  database: () => Pick<Database, 'sql'>,
  at: () => number | null = () => null,
): LedgerFor {
  return (key, quota) => {
    const { intervalMs, toleranceMs, reserve } = toPace(quota);
    // Told to the database each time: it forgets its row when it crashes, and we do not.
    let knownArrival = 0;
    return {
      async ask({ wanted, pauseMs = 0, told, brokeBy, mended = false }) {
        const { rows } = await inTime(
          sql<Row>`select * from admit_or_probe(
            ${key}, ${wanted.people}::int, ${wanted.background}::int, ${quota.limit}::float8, ${quota.windowMs}::float8,
            ${intervalMs}::float8, ${toleranceMs.people}::float8, ${toleranceMs.background}::float8,
            ${reserve.background}::float8, ${knownArrival}::float8, ${pauseMs}::float8,
            ${told?.remaining ?? null}::float8, ${told?.resetMs ?? toldLifeMs}::float8,
            ${underWayMax}::float8, ${sameResetMs}::float8, ${brokeBy ?? null}::text, ${mended}::boolean, ${brokenMs}::float8,
            ${at()}::float8
          )`.execute(database().sql),
        );
        const [row] = rows;
        if (!row) throw new Error('The database counted nothing.');
        knownArrival = row.new_arrival;
        const pausedMs = Math.max(0, row.new_paused_until - row.now_at);
        const pauses = {
          people: Math.max(pausedMs, row.spent_people_ms),
          background: Math.max(pausedMs, row.spent_background_ms),
        };
        const broken = toBroken(row);
        const brokenWaitMs = toBrokenWaitMs(broken);
        const paceMs = row.new_arrival - row.now_at;
        return {
          admitted: { people: row.admitted_people, background: row.admitted_background },
          waitMs: {
            people: Math.max(0, paceMs - toleranceMs.people, pauses.people, brokenWaitMs),
            background: Math.max(0, paceMs - toleranceMs.background, pauses.background, brokenWaitMs),
          },
          pauseMs: pauses,
          used: row.used,
          broken,
          isProbe: row.is_probe,
        };
      },
    };
  };
}

function toBroken({ now_at, is_broken_by, is_broken_until, was_probed }: Row): Broken | null {
  if (is_broken_by === null) return null;
  return { ms: Math.max(0, is_broken_until - now_at), why: is_broken_by, isProbed: was_probed };
}

async function inTime<Value>(work: Promise<Value>): Promise<Value> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`The database gave no answer in ${answerMs / 1_000} s.`)),
    answerMs,
  );
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
