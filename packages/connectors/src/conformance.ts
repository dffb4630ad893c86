import type { Asked, FilterValues, SourceRecord } from '@watchfloor/contract';
import { expect, test } from 'vitest';
import type { CallContext, DetailParts, ListPage, ListQuestion, ReadPosition } from './connector.ts';
import { isConnectorError } from './errors.ts';
import type { OpenConnection } from './open-connection.ts';

/** What the suite needs of a vendor's simulator. Each vendor's test file fits its own to this. */
export interface Stage {
  connection: OpenConnection;
  /** The vendor's keys of what matches throughout, and of what matched at some moment, since `mark`. */
  mark(): number;
  throughout(mark: number): string[];
  sometime(mark: number): string[];
  /** Adds rows in front, in the middle and late; takes rows away; changes rows. Called between vendor calls. */
  disturb(round: number): void;
  /** Called before each vendor answer of the list; undefined ends it. */
  beforeAnswer(hook: (() => void) | undefined): void;
  /** Answers with a fault, `skip` list calls from now. */
  fault(kind: string, where: 'token' | 'list' | 'detail', skip: number): void;
  /** Takes back every fault that was not met. */
  calm(): void;
  /** The faults that the simulator knows, and how a reader must call them; null where it must not notice. */
  faults: readonly { kind: string; expected: readonly string[] | null }[];
  close(): Promise<void>;
}

export interface ListCase {
  resource: string;
  filters: Record<string, FilterValues>;
  order: string;
}

export function contextFor(
  connection: OpenConnection,
  options: { deadlineMs?: number; signal?: AbortSignal } = {},
): CallContext & { asked: Asked[] } {
  const deadlineMs = options.deadlineMs ?? 8_000;
  const timeout = AbortSignal.timeout(deadlineMs);
  const asked: Asked[] = [];
  return {
    client: connection.client,
    signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
    deadlineAt: Date.now() + deadlineMs,
    connection: connection.id,
    now: Date.now,
    onAsked: (call) => asked.push(call),
    asked,
  };
}

export interface Walked {
  records: SourceRecord[];
  unreadable: number;
  partial: string[];
  pages: number;
  errors: string[];
}

/** Reads a whole list as a scroll does: page by page, again from the same place where a page failed. */
export async function walk(
  connection: OpenConnection,
  { resource, filters, order }: ListCase,
  range: { from: number; to: number },
): Promise<Walked> {
  const reader = connection.readers.get(resource);
  if (!reader) throw new Error(`no resource ${resource}`);
  const walked: Walked = { records: [], unreadable: 0, partial: [], pages: 0, errors: [] };
  let position: ReadPosition | null = null;
  for (;;) {
    const question: ListQuestion = { filters, ...range, order, rows: 100 };
    let page: ListPage;
    try {
      page = await reader.list(question, position, contextFor(connection, { deadlineMs: 4_000 }));
    } catch (error) {
      if (!isConnectorError(error)) throw error;
      walked.errors.push(error.kind);
      if (walked.errors.length > 20) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.min(error.retryAfterMs ?? 20, 1_200)));
      continue;
    }
    walked.records.push(...page.records);
    walked.unreadable += page.unreadable.length;
    walked.pages += 1;
    if (page.partial) walked.partial.push(page.partial.code);
    if (page.next === null) return walked;
    position = JSON.parse(JSON.stringify(page.next)) as ReadPosition;
    if (walked.pages > 2_000) throw new Error('the list does not end');
  }
}

/** Compares what a walk gave with what was there. */
export function compare(walked: Walked, throughout: readonly string[], sometime: readonly string[]) {
  const keys = walked.records.map(({ key }) => key);
  const found = new Set(keys);
  const may = new Set(sometime);
  return {
    repeated: keys.length - found.size,
    missing: throughout.filter((key) => !found.has(key)).length,
    foreign: keys.filter((key) => !may.has(key)).length,
  };
}

const nothingWrong = { repeated: 0, missing: 0, foreign: 0 };

/** What every connector guarantees of a list that changes, tested against its vendor's simulator over real sockets. */
export function describeWalks(
  vendor: string,
  open: () => Promise<Stage>,
  cases: readonly ListCase[],
  range: () => { from: number; to: number },
): void {
  for (const listCase of cases) {
    const name = `${vendor} ${listCase.resource} ${listCase.order}`;

    test(`${name}: a list that changes while it is read gives every row that matched throughout exactly once`, async () => {
      const stage = await open();
      try {
        const mark = stage.mark();
        let round = 0;
        stage.beforeAnswer(() => stage.disturb(round++));
        const walked = await walk(stage.connection, listCase, range());
        stage.beforeAnswer(undefined);
        const throughout = stage.throughout(mark);
        const sometime = stage.sometime(mark);
        expect(throughout.length / sometime.length).toBeGreaterThan(0.9);
        expect({ ...compare(walked, throughout, sometime), errors: walked.errors }).toEqual({
          ...nothingWrong,
          errors: [],
        });
      } finally {
        await stage.close();
      }
    }, 120_000);
  }
}

/** What every connector guarantees while its vendor fails. */
export function describeFaults(
  vendor: string,
  open: () => Promise<Stage>,
  listCase: ListCase,
  range: () => { from: number; to: number },
): void {
  test(`${vendor}: each fault, at each place of a read, is named, and nothing is lost or repeated`, async () => {
    const stage = await open();
    try {
      for (const { kind, expected } of stage.faults) {
        for (const skip of [0, 2]) {
          const mark = stage.mark();
          stage.fault(kind, 'list', skip);
          const walked = await walk(stage.connection, listCase, range());
          stage.calm();
          const seen = { kind, skip, ...compare(walked, stage.throughout(mark), stage.sometime(mark)) };
          expect(seen).toEqual({ kind, skip, ...nothingWrong });
          const named = [...walked.errors, ...walked.partial];
          if (expected === null) expect({ kind, named }).toEqual({ kind, named: [] });
          else for (const found of named) expect(expected, kind).toContain(found);
        }
      }
    } finally {
      await stage.close();
    }
  }, 240_000);

  test(`${vendor}: a failing detail is an error with its kind, never an empty record`, async () => {
    const stage = await open();
    try {
      const reader = stage.connection.readers.get(listCase.resource);
      const [first] = (await walk(stage.connection, listCase, range())).records;
      if (!reader?.get || !first) return;
      for (const { kind, expected } of stage.faults) {
        stage.fault(kind, 'detail', 0);
        const outcome = await reader
          .get(first.key, first.hint, contextFor(stage.connection, { deadlineMs: 4_000 }))
          .then(
            (parts: DetailParts) => (parts.record.key === first.key ? 'answered' : 'another record'),
            (error: unknown) => (isConnectorError(error) ? error.kind : String(error)),
          );
        expect([...(expected ?? []), 'answered'], kind).toContain(outcome);
        stage.calm();
        await settled(stage);
      }
    } finally {
      await stage.close();
    }
  }, 240_000);
}

/** Waits until the breaker and a vendor's pause let calls through again. */
async function settled(stage: Stage): Promise<void> {
  const until = Date.now() + 15_000;
  while (Date.now() < until) {
    try {
      await stage.connection.check(AbortSignal.timeout(3_000));
      return;
    } catch (error) {
      if (!isConnectorError(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
