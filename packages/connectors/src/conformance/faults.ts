import { afterEach, expect, test } from 'vitest';
import { type ConnectorError, isConnectorError } from '../errors.ts';
import type { OpenConnection } from '../open-connection.ts';
import { type FaultCase, faultCases, type Place } from './fault-kinds.ts';
import { createRandom } from './random.ts';
import {
  compare,
  contextFor,
  createScroll,
  errorOf,
  nothingWrong,
  readerOf,
  type Scroll,
  walk,
  wholeRange,
} from './reading.ts';
import {
  type ConformingSimulator,
  closeOpened,
  type Fixture,
  type ListFixture,
  openStage,
  type Stage,
} from './stage.ts';

interface Cell {
  kind: FaultCase;
  place: Place;
}

export interface FaultOptions {
  /** Faults of this vendor's own. */
  more?: readonly FaultCase[];
  /** Where this vendor's way of saying something makes it another kind, by the fault's name. */
  expected?: Readonly<Record<string, FaultCase['expected']>>;
}

/** Most of a cell is waiting. */
const cellsAtOnce = 5;
const deadlineUsualMs = 8_000;

/**
 * What every connector guarantees while its vendor fails: the answer that is affected names the cause, no answer passes a
 * gap off as an end, and once the fault is over every row has come once. Each fault at each place with `WATCHFLOOR_LONG`,
 * else each at one of the places, another for each vendor and seed.
 */
export function describeFaults<Simulator extends ConformingSimulator, Options>(
  name: string,
  fixture: Fixture<Simulator, Options>,
  list: ListFixture<Simulator, Options>,
  { more = [], expected = {} }: FaultOptions = {},
): void {
  const kinds = [...faultCases, ...more].map((kind) => ({
    ...kind,
    ...(kind.name in expected ? { expected: expected[kind.name] ?? null } : {}),
  }));
  const seed = name.length + Number(process.env.WATCHFLOOR_SEED ?? 0);
  const cells = kinds.flatMap((kind, index): Cell[] => {
    const all: Place[] = list.tokenPath ? ['token', 'first', 'middle', 'detail'] : ['first', 'middle', 'detail'];
    const places = all.filter((place) => kind.places?.includes(place) ?? true);
    const sampled = places.filter((_, at) => at === (index + seed) % places.length);
    return (process.env.WATCHFLOOR_LONG ? places : sampled).map((place) => ({ kind, place }));
  });

  afterEach(closeOpened);
  test(`${name}: ${cells.length} faults are named where they are met, and nothing is lost or repeated`, async () => {
    const complaints: string[] = [];
    // Large bodies at every place of one fault at once would wait for the processor and not for the vendor.
    const random = createRandom(seed);
    const waiting = cells
      .map((cell) => ({ cell, at: random.next() }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ cell }) => cell);
    const work = async () => {
      for (let cell = waiting.shift(); cell; cell = waiting.shift()) {
        for (const complaint of await meet(fixture, list, cell)) {
          complaints.push(`${cell.kind.name}, at ${cell.place}: ${complaint}`);
        }
      }
    };
    await Promise.all(Array.from({ length: cellsAtOnce }, work));
    expect(complaints).toEqual([]);
  }, 900_000);
}

async function meet<Simulator extends ConformingSimulator, Options>(
  fixture: Fixture<Simulator, Options>,
  list: ListFixture<Simulator, Options>,
  cell: Cell,
): Promise<string[]> {
  const stage = await openStage(fixture, list, list.faults);
  const secrets = Object.entries(fixture.settings(stage.simulator)).flatMap(([name, value]) =>
    fixture.vendor.secrets.includes(name) ? [String(value)] : [],
  );
  const named = createNamed(secrets);
  try {
    if (cell.place === 'detail') await meetAtDetail(stage, list, cell, named);
    else await meetInList(stage, list, cell, named);
    const met = stage.simulator.requests.some(({ fault }) => fault !== undefined);
    if (cell.kind.fault && !met) named.complain('never met');
    return named.judge(cell.kind);
  } finally {
    await stage.close();
  }
}

async function meetInList<Simulator extends ConformingSimulator, Options>(
  stage: Stage<Simulator>,
  list: ListFixture<Simulator, Options>,
  { kind, place }: Cell,
  named: Named,
): Promise<void> {
  const mark = stage.mark();
  const scroll = createScroll(stage.connection, stage.listCase, wholeRange());
  if (place !== 'token') await stage.connection.check(AbortSignal.timeout(deadlineUsualMs));
  if (place === 'middle') {
    // A list that is read whole before anything is shown may take several answers.
    while (scroll.walked.records.length === 0) await scroll.page({ now: stage.now });
    if (scroll.done) throw new Error('the list has one page only');
    stage.pass(list.faults.middle?.passMs ?? 0);
  }
  await begin(stage, list, kind, place);
  await readUntilNamed(stage, scroll, named, kind.deadlineMs);
  await end(stage, kind);
  const before = scroll.walked.partial.length;
  await readToEnd(stage, scroll, named);
  const found = compare(scroll.walked, stage.throughout(mark), stage.sometime(mark));
  for (const [what, rows] of Object.entries(found)) {
    if (rows !== nothingWrong[what as keyof typeof nothingWrong]) named.complain(`${rows} rows ${what}`);
  }
  const later = scroll.walked.partial.slice(before).filter((code) => !kind.orShortfall?.includes(code));
  if (later.length > 0) named.complain(`still ${later.join(', ')} after its end`);
}

async function meetAtDetail<Simulator extends ConformingSimulator, Options>(
  stage: Stage<Simulator>,
  list: ListFixture<Simulator, Options>,
  { kind }: Cell,
  named: Named,
): Promise<void> {
  const { records } = await walk(stage.connection, stage.listCase, wholeRange());
  const record = records[Math.floor(records.length / 2)];
  if (!record) throw new Error('no record');
  const get = () =>
    readerOf(stage.connection, stage.listCase.resource).get(
      record.key,
      record.hint,
      contextFor(stage.connection, { deadlineMs: kind.deadlineMs ?? deadlineUsualMs, now: stage.now }),
    );
  const { raw } = await get();
  // What this process read must not answer for the vendor.
  await stage.reopen();
  await begin(stage, list, kind, 'detail');
  const error = await errorOf(get());
  if (error) named.error(error, stage);
  await end(stage, kind);
  for (let tries = 0; ; tries += 1) {
    const answer = await get().catch((thrown: unknown) => {
      if (!isConnectorError(thrown) || tries > triesMax) throw thrown;
      return thrown;
    });
    if (!isConnectorError(answer)) {
      if (answer.raw !== raw || answer.record.key !== record.key) named.complain('another record afterwards');
      return;
    }
    await leaveAlone(stage, answer, named);
  }
}

const triesMax = 20;
const answersMax = 40;

/** Reads on until an answer names what is wrong, or the list is at its end. */
async function readUntilNamed(stage: Stage, scroll: Scroll, named: Named, deadlineMs = deadlineUsualMs): Promise<void> {
  for (let answers = 0; answers < answersMax; answers += 1) {
    try {
      const { partial } = await scroll.page({ now: stage.now, deadlineMs });
      if (partial) return named.shortfall(partial.code);
    } catch (error) {
      if (!isConnectorError(error)) throw error;
      return named.error(error, stage);
    }
    if (scroll.done) return;
  }
  named.complain(`no end after ${answersMax} answers`);
}

async function readToEnd(stage: Stage, scroll: Scroll, named: Named): Promise<void> {
  for (let tries = 0; !scroll.done; ) {
    try {
      await scroll.page({ now: stage.now });
    } catch (error) {
      if (!isConnectorError(error) || ++tries > triesMax) throw error;
      await leaveAlone(stage, error, named);
    }
  }
}

/** After the fault, a vendor may still be left alone, as it asked or as long as it failed; nothing else. */
async function leaveAlone(stage: Stage, error: ConnectorError, named: Named): Promise<void> {
  const { kind, retryAfterMs = 0 } = error;
  if (kind === 'rate_limited') return stage.pass(retryAfterMs + 1);
  // A client that was refused is not asked with again for ten seconds.
  if (kind === 'auth' || kind === 'forbidden') return stage.pass(10_001);
  if (kind !== 'paused') named.complain(`${kind} after its end: ${error.message}`);
  await new Promise((resolve) => setTimeout(resolve, Math.min(retryAfterMs, 1_000)));
}

async function begin<Simulator extends ConformingSimulator, Options>(
  { simulator }: Stage<Simulator>,
  list: ListFixture<Simulator, Options>,
  { line, fault, clockMs }: FaultCase,
  place: Place,
): Promise<void> {
  if (line) await simulator.setListening(line === 'silent' ? 'silent' : false);
  if (clockMs !== undefined) simulator.clock.advance(clockMs);
  if (!fault) return;
  const path = place === 'token' ? list.tokenPath : place === 'detail' ? list.detailPath : list.path;
  const skip = place === 'middle' ? (list.faults.middle?.skip ?? 0) : 0;
  simulator.faults.next({ count: Number.POSITIVE_INFINITY, skip, ...(path === undefined ? {} : { path }), ...fault });
}

async function end({ simulator }: Stage, { line }: FaultCase): Promise<void> {
  simulator.faults.clear();
  if (line) await simulator.setListening(true);
}

/** What the answers called it, and what is to be said against them. */
interface Named {
  error(error: ConnectorError, stage: Stage): void;
  shortfall(code: string): void;
  complain(complaint: string): void;
  judge(kind: FaultCase): string[];
}

function createNamed(secrets: readonly string[]): Named {
  const complaints: string[] = [];
  const errors: ConnectorError[] = [];
  const shortfalls: string[] = [];
  let failing: { error: ConnectorError; connection: OpenConnection } | undefined;
  return {
    error(error, { connection }) {
      errors.push(error);
      if (error.message.length < 10) complaints.push('no words for a person');
      const shown = JSON.stringify(error) + String(error) + String(error.cause);
      if (secrets.some((secret) => shown.includes(secret))) complaints.push('the error holds a secret');
      if (['auth', 'forbidden', 'rate_limited', 'unavailable'].includes(error.kind)) failing = { error, connection };
    },
    shortfall: (code) => void shortfalls.push(code),
    complain: (complaint) => void complaints.push(complaint),
    judge({ expected, orShortfall = [], retryAfterS }) {
      const names = [...errors.map(({ kind }) => kind), ...shortfalls];
      const allowed: readonly string[] = [...(expected ?? []), ...orShortfall];
      const judged = [...complaints];
      const health = failing?.connection.health().lastError?.code;
      if (failing && health !== failing.error.kind) judged.push(`the connection’s health says ${health ?? 'nothing'}`);
      if (expected === null && names.length > 0) judged.push(`noticed as ${names.join(', ')}: ${errors[0]?.message}`);
      if (expected !== null && names.length === 0) judged.push('passed without a word');
      const other = names.filter((found) => !allowed.includes(found));
      if (expected !== null && other.length > 0) judged.push(`called ${other.join(', ')}: ${errors[0]?.message}`);
      const told = errors[0]?.retryAfterMs;
      if (retryAfterS !== undefined && !(told !== undefined && Math.abs(told / 1_000 - retryAfterS) < 3)) {
        judged.push(`to be asked again in ${told} ms, not in ${retryAfterS} s`);
      }
      return judged;
    },
  };
}
