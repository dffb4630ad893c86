import { type Log, toLogFields } from '../log.ts';
import type { Database } from '../store/database.ts';
import { lengthOf, missingIn } from '../sync/coverage.ts';
import type { Passes } from '../sync/tables.ts';
import type { MetricFamily } from './exposition.ts';

/** What a page gave that was kept. */
interface KeptCounts {
  added: number;
  changed: number;
}

export interface SyncMetrics {
  /** Told once for each page that was kept. */
  kept(connection: string, resource: string, counts: KeptCounts): void;
  /**
   * Of the connections that this server reads, as they stand in the database.
   * @param reads their ids
   * @returns the counters alone where the database gives no answer
   */
  families(reads: readonly string[]): Promise<MetricFamily[]>;
}

interface State {
  connection: string;
  resource: string;
  head_at: number | null;
  passes: Passes;
  isInTrouble: boolean;
  findings: number;
  missingMs: number;
}

const dayMs = 86_400_000;
/** A collector waits ten seconds and has other things to read here. */
const answerMs = 2_000;

export function createSyncMetrics(deps: {
  database: Pick<Database, 'sql'>;
  days: number;
  log: Log;
  now(): number;
}): SyncMetrics {
  const { database, days, log, now } = deps;
  const counted = new Map<string, KeptCounts & { connection: string; resource: string; pages: number }>();

  async function readStates(reads: readonly string[]): Promise<State[]> {
    const [states, covered] = await Promise.all([
      database.sql
        .selectFrom('source_state')
        .select(['connection', 'resource', 'head_at', 'passes', 'trouble', 'findings'])
        .where('connection', 'in', reads)
        .execute(),
      database.sql
        .selectFrom('source_coverage')
        .select(['connection', 'resource', 'from_at', 'to_at'])
        .where('connection', 'in', reads)
        .orderBy('from_at')
        .execute(),
    ]);
    return states.map(({ trouble, ...state }) => {
      const intervals = covered
        .filter(({ connection, resource }) => connection === state.connection && resource === state.resource)
        .map(({ from_at, to_at }) => ({ from: from_at, to: to_at }));
      const window = { from: now() - days * dayMs, to: state.head_at ?? now() };
      return { ...state, isInTrouble: trouble !== null, missingMs: lengthOf(missingIn(intervals, window)) };
    });
  }

  async function statesInTime(reads: readonly string[]): Promise<State[]> {
    if (reads.length === 0) return [];
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new Error(`No answer in ${answerMs / 1_000} s.`)), answerMs);
    try {
      return await Promise.race([readStates(reads), late.promise]);
    } catch (error) {
      log.warn('reading not measured', toLogFields(error));
      return [];
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    kept(connection, resource, { added, changed }) {
      const key = JSON.stringify([connection, resource]);
      const counts = counted.get(key) ?? { connection, resource, pages: 0, added: 0, changed: 0 };
      counts.pages += 1;
      counts.added += added;
      counts.changed += changed;
      counted.set(key, counts);
    },
    async families(reads) {
      return [...toGauges(await statesInTime(reads), now()), ...toCounters([...counted.values()])];
    },
  };
}

function toGauges(states: readonly State[], now: number): MetricFamily[] {
  const gauge = (name: string, help: string, valueOf: (state: State) => number | null): MetricFamily => ({
    name,
    help,
    type: 'gauge',
    samples: states.flatMap((state) => {
      const value = valueOf(state);
      const { connection, resource } = state;
      return value === null ? [] : [{ labels: { connection, resource }, value }];
    }),
  });
  return [
    gauge('watchfloor_sync_lag_seconds', 'Since the last whole read of the newest began.', ({ head_at }) =>
      head_at === null ? null : Math.max(0, now - head_at) / 1_000,
    ),
    gauge(
      'watchfloor_sync_missing_seconds',
      'Of the days that are kept, up to that read: not read whole yet.',
      ({ missingMs }) => missingMs / 1_000,
    ),
    gauge('watchfloor_sync_trouble', '1 while something stands in the way of reading.', ({ isInTrouble }) =>
      isInTrouble ? 1 : 0,
    ),
    gauge('watchfloor_findings', 'Kept now.', ({ findings }) => findings),
    {
      name: 'watchfloor_sync_pass_timestamp_seconds',
      help: 'When each of the repeated reads last began that was done whole; since the epoch.',
      type: 'gauge',
      samples: states.flatMap(({ connection, resource, passes }) =>
        Object.entries(passes).map(([pass, at]) => ({ labels: { connection, resource, pass }, value: at / 1_000 })),
      ),
    },
  ];
}

function toCounters(
  counted: readonly (KeptCounts & { connection: string; resource: string; pages: number })[],
): MetricFamily[] {
  const counter = (name: string, help: string, of: 'pages' | 'added' | 'changed'): MetricFamily => ({
    name,
    help,
    type: 'counter',
    samples: counted.map(({ connection, resource, ...counts }) => ({
      labels: { connection, resource },
      value: counts[of],
    })),
  });
  return [
    counter('watchfloor_sync_pages_total', 'Vendor pages that were kept.', 'pages'),
    counter('watchfloor_findings_added_total', 'Findings kept for the first time.', 'added'),
    counter('watchfloor_findings_changed_total', 'Kept findings that the vendor gave in another state.', 'changed'),
  ];
}
