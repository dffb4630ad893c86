import type { ConnectorError, ListPage } from '@watchfloor/connectors';
import type { Asked, ExploreAnswer, SourceAnswer } from '@watchfloor/contract';
import type { ScrollState } from './cursor.ts';
import { toSourceFailure } from './failure.ts';
import { type Source, toSourceAnswer } from './source-answer.ts';

interface Asking {
  source: Source;
  /** Where the scroll stood when this page was asked. */
  scroll: ScrollState;
  asked: Asked[];
  nowMs: number;
  seal(scroll: ScrollState): string;
}

export function toListAnswer(page: ListPage, { source, scroll, asked, nowMs, seal }: Asking): ExploreAnswer {
  const part = toPart(page);
  const rowsSoFar = scroll.seen + page.records.length;
  // A page without rows is `partial` by what it lets one say, and yet it was read whole.
  const whole = scroll.whole && page.partial === null && page.unreadable.length === 0;
  const total = toTotal(page, rowsSoFar, whole);
  return {
    rows: page.records,
    cursor: page.next && seal({ ...scroll, position: page.next, seen: rowsSoFar, whole }),
    range: { from: scroll.from, to: scroll.to },
    sources: [
      toSourceAnswer(source, nowMs, {
        ...part,
        covered: page.covered ? [page.covered] : [],
        dropped: page.unreadable.length,
        unapplied: page.unapplied,
        appliedHere: page.appliedHere,
        counted: total.counted,
      }),
    ],
    total,
    scanned: page.scanned,
    asked,
    unreadable: page.unreadable,
  };
}

/** The vendor failed: the answer says so, and its cursor asks for the same page again. */
export function toFailedListAnswer(error: ConnectorError, asking: Asking): ExploreAnswer {
  const { source, scroll, asked, nowMs, seal } = asking;
  const failure = toSourceFailure(error, nowMs);
  return {
    rows: [],
    cursor: seal(scroll),
    range: { from: scroll.from, to: scroll.to },
    sources: [toSourceAnswer(source, nowMs, { ...failure, counted: 'at_least' })],
    total: null,
    scanned: { rows: 0, backTo: null },
    asked,
    unreadable: [],
  };
}

function toPart({ partial, records, next, scanned }: ListPage): Pick<SourceAnswer, 'state' | 'code' | 'message'> {
  if (partial) return { state: 'partial', ...partial };
  // No row and more to read: `complete` would let the page say "no findings".
  if (records.length === 0 && next) {
    return {
      state: 'partial',
      message: `Looked through ${scanned.rows} records, none matches so far. There are more.`,
    };
  }
  return { state: 'complete' };
}

function toTotal(page: ListPage, rowsSoFar: number, whole: boolean): NonNullable<ExploreAnswer['total']> {
  if (page.total !== null) return { value: page.total, counted: 'vendor' };
  return { value: rowsSoFar, counted: whole && page.next === null ? 'exact' : 'at_least' };
}
