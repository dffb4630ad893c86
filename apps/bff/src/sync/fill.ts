import type { Interval } from '@watchfloor/contract';
import type { Database } from '../store/database.ts';
import { lengthOf, missingIn } from './coverage.ts';
import { headMs } from './pace.ts';
import type { Reading } from './reading.ts';
import { createScan, type Scan, type ScannedList } from './scan.ts';
import { readCoverage } from './source-state.ts';

interface FillDeps {
  database: Pick<Database, 'sql'>;
  place: { connection: string; resource: string };
  list: ScannedList;
  reading: Reading;
  retentionMs: number;
}

/** Reads what was never read, the newest of it first. */
export interface Fill {
  /** One page. @returns false where nothing is left that can be read now */
  step(headAt: number, signal: AbortSignal): Promise<boolean>;
  /** Until something is tried again, ms; infinite where nothing is. */
  retryInMs(): number;
}

/** Each of these is read to its end before what lies behind it: an analyst's last hour, day, week. */
const stepsMs = [3_600_000, 86_400_000, 7 * 86_400_000];
/** What could not be proven whole is tried again after so long, and longer each time. */
const holeWaitMs = { first: 30_000, most: 1_800_000 };

interface Hole extends Interval {
  until: number;
  waitMs: number;
}

export function createFill({ database, place, list, reading, retentionMs }: FillDeps): Fill {
  let scan: Scan | undefined;
  let holes: Hole[] = [];

  async function nextGap(headAt: number): Promise<Interval | undefined> {
    // What is newer is read by the next reads of the newest anyway.
    const window = { from: headAt - retentionMs, to: headAt - headMs };
    const held = holes.filter(({ until }) => until > list.now());
    const gap = missingIn([...(await readCoverage(database, place)), ...held], window).at(-1);
    if (!gap) return undefined;
    const bound = stepsMs.map((ms) => window.to - ms).find((at) => at > gap.from && at <= gap.to);
    return { from: bound ?? gap.from, to: gap.to };
  }

  async function end(range: Interval): Promise<void> {
    scan = undefined;
    const known = holes;
    const overlaps = (a: Interval, b: Interval) => a.from <= b.to && a.to >= b.from;
    const missing = missingIn(await readCoverage(database, place), range);
    holes = [
      ...known.filter((hole) => !overlaps(hole, range)),
      ...missing.map((part): Hole => {
        const before = known.find((hole) => overlaps(hole, part))?.waitMs ?? holeWaitMs.first / 2;
        const waitMs = Math.min(holeWaitMs.most, before * 2);
        return { ...part, waitMs, until: list.now() + waitMs };
      }),
    ];
  }

  return {
    async step(headAt, signal) {
      if (!scan) {
        const gap = await nextGap(headAt);
        if (!gap) return false;
        scan = createScan(list, reading.question(gap));
      }
      const { range } = scan;
      const startedAt = list.now();
      const read = await scan.next(signal);
      if (read) {
        const coveredMs = read.page.covered && read.page.partial === null ? lengthOf([read.page.covered]) : 0;
        const tookMs = list.now() - startedAt;
        await reading.keep(read, signal, { filled: { rows: read.page.records.length, coveredMs, tookMs } });
      }
      if (!read || read.isLast) await end(range);
      return true;
    },
    retryInMs: () => Math.min(Number.POSITIVE_INFINITY, ...holes.map(({ until }) => until - list.now())),
  };
}
