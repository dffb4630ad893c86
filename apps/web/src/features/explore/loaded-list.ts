import type { Asked, ExploreAnswer, SourceAnswer, SourceRecord, Unreadable } from '@watchfloor/contract';

/** All pages that were read so far, as one list. */
export interface LoadedList {
  rows: SourceRecord[];
  pages: number;
  /** Failed answers at the end, since the last one that brought something. */
  failures: number;
  source: SourceAnswer;
  /** States of earlier pages that are not complete and that no later page repairs. */
  gaps: SourceAnswer[];
  range: ExploreAnswer['range'];
  total: ExploreAnswer['total'];
  /** Rows that were looked through, and how far back. More than `rows` where filters are applied here. */
  looked: { rows: number; backTo: number | null };
  asked: Asked[];
  unreadable: Unreadable[];
  /** When the first page was read: the list is as of then. */
  asOf: number;
  hasMore: boolean;
}

const missing = new Set<SourceAnswer['state']>(['failed', 'unauthorised', 'throttled', 'late']);

/** True where the source gave nothing for this page, so that the same place has to be asked again. */
export function isMissing(source: SourceAnswer): boolean {
  return missing.has(source.state);
}

/**
 * A list by last activity moves while it is read, so that a record may come twice: the later answer shows it as it is
 * now. It keeps the first one's place; under the hand nothing moves.
 */
function isNewer(row: SourceRecord, known: SourceRecord): boolean {
  return (
    (row.active ?? 0) > (known.active ?? 0) || (row.active === known.active && row.vendorStatus !== known.vendorStatus)
  );
}

/** @returns undefined while there is no page */
export function toLoadedList(pages: readonly ExploreAnswer[]): LoadedList | undefined {
  const first = pages[0];
  const last = pages.at(-1);
  const source = last?.sources[0];
  if (!first || !last || !source) return undefined;
  const rows = new Map<string, SourceRecord>();
  const gaps = new Map<string, SourceAnswer>();
  const looked = { rows: 0, backTo: null as number | null };
  let failures = 0;
  let total: ExploreAnswer['total'] = null;
  for (const page of pages) {
    for (const row of page.rows) {
      const known = rows.get(row.uid);
      if (!known || isNewer(row, known)) rows.set(row.uid, row);
    }
    looked.rows += page.scanned.rows;
    looked.backTo = page.scanned.backTo ?? looked.backTo;
    total = page.total ?? total;
    const state = page.sources[0];
    const empty = state !== undefined && isMissing(state) && page.rows.length === 0;
    failures = empty ? failures + 1 : 0;
    // Without a code it only says that none of its rows matched and more were to come: the next page repairs that.
    const isGap = state !== undefined && !empty && state.state !== 'complete' && state.code !== undefined;
    if (isGap && page !== last) gaps.set(state.code ?? state.state, state);
  }
  return {
    rows: [...rows.values()],
    pages: pages.length,
    failures,
    source,
    gaps: [...gaps.values()],
    range: first.range,
    total,
    looked,
    asked: pages.flatMap((page) => page.asked),
    unreadable: pages.flatMap((page) => page.unreadable),
    asOf:
      (pages.find((page) => page.sources[0] && !isMissing(page.sources[0])) ?? first).sources[0]?.asOf ?? source.asOf,
    hasMore: last.cursor !== null,
  };
}
