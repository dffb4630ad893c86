import { afterEach, expect, test } from 'vitest';
import { createRandom } from './random.ts';
import { compare, walk, wholeRange } from './reading.ts';
import {
  type ConformingSimulator,
  closeOpened,
  type Fixture,
  type ListFixture,
  openStage,
  type World,
} from './stage.ts';

const runs = Number(process.env.WATCHFLOOR_WALKS ?? (process.env.WATCHFLOOR_LONG ? 300 : 3));
/** Of the rows that were ever there, how many a walk has to be judged by at the least. */
const judgedShareMin = 0.9;
/** Of the walks, how many may announce that they are not whole: only lists that cannot be read whole while they change. */
const excusedShareMax = 0.5;

interface Outcome {
  seed: number;
  repeated: number;
  missing: number;
  foreign: number;
  errors: string[];
  partial: string[];
  rows: number;
  judgedShare: number;
  /** It announced a shortfall of a kind that this list makes likely. */
  excused: boolean;
  /** Nothing lost and nothing repeated, apart from what was announced as doubtful. */
  right: boolean;
}

/**
 * What every connector guarantees of a list that changes, over real sockets: every row that matched throughout comes
 * exactly once. Each walk goes through another list, with other changes; its seed makes it again.
 */
export function describeWalks<Simulator extends ConformingSimulator, Options>(
  name: string,
  fixture: Fixture<Simulator, Options>,
  list: ListFixture<Simulator, Options>,
): void {
  afterEach(closeOpened);
  test(`${name}: ${runs} lists that change while they are read give every row that matched throughout exactly once`, async () => {
    const base = Number(process.env.WATCHFLOOR_SEED ?? 1);
    const outcomes: Outcome[] = [];
    for (let seed = base; seed < base + runs; seed += 1) {
      outcomes.push(await walkOnce(fixture, list, list.vary(createRandom(seed)), seed));
    }
    if (process.env.WATCHFLOOR_LONG) process.stdout.write(`${name}: ${summary(outcomes)}\n`);
    expect(outcomes.filter(({ right }) => !right)).toEqual([]);
    expect(outcomes.filter(({ judgedShare }) => judgedShare < judgedShareMin)).toEqual([]);
    // Saying "may be missing" each time would pass the above and help nobody.
    expect(outcomes.filter(({ excused }) => excused).length / runs).toBeLessThan(excusedShareMax);
  }, 3_600_000);
}

async function walkOnce<Simulator extends ConformingSimulator, Options>(
  fixture: Fixture<Simulator, Options>,
  list: ListFixture<Simulator, Options>,
  world: World<Simulator, Options>,
  seed: number,
): Promise<Outcome> {
  const stage = await openStage(fixture, list, world, createRandom(seed ^ 0x5bd1e995));
  try {
    const mark = stage.mark();
    stage.disturb();
    const walked = await walk(stage.connection, world.listCase, wholeRange());
    stage.hold();
    const throughout = stage.throughout(mark);
    const sometime = stage.sometime(mark);
    const found = compare(walked, throughout, sometime);
    const { errors, partial } = walked;
    const excused = partial.some((code) => world.announces?.includes(code));
    const whole = found.repeated + found.missing === 0 && partial.length === 0;
    return {
      seed,
      ...found,
      errors,
      partial,
      rows: walked.records.length,
      judgedShare: sometime.length === 0 ? 1 : throughout.length / sometime.length,
      excused,
      right: (whole || excused) && found.foreign === 0 && errors.length === 0,
    };
  } finally {
    await stage.close();
  }
}

function summary(outcomes: readonly Outcome[]): string {
  const sum = (value: (outcome: Outcome) => number) => outcomes.reduce((total, outcome) => total + value(outcome), 0);
  const least = Math.min(...outcomes.map(({ judgedShare }) => judgedShare));
  const excused = outcomes.filter((outcome) => outcome.excused);
  const doubtful = `${excused.length} announced as doubtful (${excused.filter(({ missing }) => missing > 0).length} of them missing rows, ${excused.filter(({ repeated }) => repeated > 0).length} repeating some)`;
  return `${outcomes.length} walks, ${sum(({ rows }) => rows)} rows, at least ${(least * 100).toFixed(1)} % judged, ${doubtful}`;
}
