import { compareSeverity } from '@watchfloor/contract';
import type { CallContext, ListPage, ListQuestion, ReadPosition } from '../connector.ts';
import { planFilters } from '../filter-plan.ts';
import { createRecordFilter } from '../record-filter.ts';
import type { Place, Row } from './collapse.ts';
import { leenFilters, severitiesAtVendor } from './filters.ts';
import { type WindowSpec, windowFrom } from './query.ts';
import type { SyncState } from './sync.ts';
import type { WindowCopies } from './window-copies.ts';
import type { Reading } from './window-read.ts';

/** Where a scroll stands: what it began with, and the last row that was given out. */
interface ListPosition {
  readonly [key: string]: unknown;
  /** `asOf` of the copy that the scroll began with; null while the first is being read. */
  began: number | null;
  last: { happened: number | null; severity: string; tie: string } | null;
}

/** Left of the deadline, no further call is begun. */
const reserveMs = 2_000;

/** Reads a page of findings out of the window's copy. @throws ConnectorError */
export async function listFindings(
  copies: WindowCopies,
  syncState: (context: CallContext) => Promise<SyncState>,
  question: ListQuestion,
  given: ReadPosition | null,
  context: CallContext,
): Promise<ListPage> {
  const plan = planFilters(leenFilters, question.filters, { singleStream: true });
  const position = given as ListPosition | null;
  const spec: WindowSpec = {
    from: windowFrom(question.from),
    sort: question.order === 'severity-desc' ? 'severity:desc' : null,
    severities: [],
    only: null,
  };
  const mayAsk = () => context.now() < context.deadlineAt - reserveMs;
  const asked = syncState(context);
  let taken = await copies.take(spec, context, mayAsk);
  const severities = severitiesAtVendor(question.filters);
  if ('copy' in taken && taken.copy.overflow && severities.length > 0) {
    // Asked for the severity alone, it may be few enough. Not done before: the vendor filters records, and a finding
    // that was raised since would come with what it was.
    taken = await copies.take({ ...spec, severities }, context, mayAsk);
  }
  if ('reading' in taken) return readingOn(taken.reading, position, plan);
  const { copy } = taken;
  const matches = createRecordFilter(plan.rules);
  const compare = question.order === 'severity-desc' ? bySeverity : byTime;
  const began = position?.began ?? copy.asOf;
  const last = position?.last ? toPlaced(position.last) : null;
  const rows = copy.rows
    .filter(({ record }) => inRange(record, question) && matches(record))
    .map((row): Placed => ({ row, tie: row.tie, ...placeSince(row.places, began) }))
    .filter((placed) => last === null || compare(placed, last) > 0)
    .toSorted(compare);
  const page = rows.slice(0, question.rows);
  const final = page.at(-1);
  const next: ListPosition | null =
    rows.length > page.length && final
      ? { began, last: { happened: final.happened, severity: final.severity, tie: final.tie } }
      : null;
  const shortfall = copy.shortfall ?? (await asked).problem;
  const inTime = question.order !== 'severity-desc' && shortfall === null;
  return {
    records: page.map(({ row }) => row.record),
    raws: () => page.map(toRaw),
    asOf: copy.asOf,
    next,
    partial: shortfall,
    covered: inTime ? coveredBy(question, last, page, rows[page.length]) : null,
    // What the vendor counts is records, and without an upper bound.
    total: null,
    scanned: { rows: copy.scanned, backTo: question.from },
    unreadable: position?.last ? [] : copy.unreadable,
    appliedHere: plan.appliedHere,
    unapplied: plan.unapplied,
  };
}

/** Where nobody keeps what is read, a copy lets bytes go that do not fit. */
function toRaw({ row }: Placed): string {
  if (row.raw === null) throw new TypeError('the bytes of a window are held for who names a time with `notBefore`');
  return row.raw.toString('utf8');
}

/** Nothing can be given out before all is read: what comes next may be the newest. The next call goes on. */
function readingOn(
  reading: Reading,
  position: ListPosition | null,
  plan: { appliedHere: string[]; unapplied: string[] },
): ListPage {
  return {
    records: [],
    raws: () => [],
    next: position ?? { began: null, last: null },
    partial: null,
    covered: null,
    total: null,
    scanned: { rows: reading.scanned, backTo: null },
    unreadable: [],
    appliedHere: plan.appliedHere,
    unapplied: plan.unapplied,
  };
}

type Ordered = Pick<Place, 'happened' | 'severity'> & { tie: string };
type Placed = Ordered & { row: Row };

function toPlaced(last: NonNullable<ListPosition['last']>): Ordered {
  return { happened: last.happened, severity: last.severity as Place['severity'], tie: last.tie };
}

/** The place that a row had when the scroll began, or took first since: rows that move do not pass the reader by. */
function placeSince(places: readonly Place[], began: number): Pick<Place, 'happened' | 'severity'> {
  const place = places.findLast(({ asOf }) => asOf <= began) ?? places[0];
  return { happened: place?.happened ?? null, severity: place?.severity ?? 'unknown' };
}

/** Newest first; what has no time comes last. */
function byTime(a: Ordered, b: Ordered): number {
  const gap = (b.happened ?? Number.NEGATIVE_INFINITY) - (a.happened ?? Number.NEGATIVE_INFINITY);
  // Two without a time: the gap of two infinities is no number.
  return gap || (a.tie < b.tie ? -1 : a.tie > b.tie ? 1 : 0);
}

function bySeverity(a: Ordered, b: Ordered): number {
  return compareSeverity(a.severity, b.severity) || byTime(a, b);
}

/** A range matches any of the three times, and an undated row is never lost. */
function inRange({ happened, arrived, active }: Row['record'], { from, to }: ListQuestion): boolean {
  const times = [happened, arrived, active].filter((at) => at !== null);
  return times.length === 0 || times.some((at) => at >= from && at <= to);
}

/** The stretch of time in which no row is missing after this page. */
function coveredBy(
  { from, to }: ListQuestion,
  before: Ordered | null,
  page: readonly Placed[],
  after: Placed | undefined,
): ListPage['covered'] {
  const end = before === null ? to : Math.min(to, before.happened ?? from);
  const last = page.at(-1)?.happened ?? from;
  const start = after === undefined ? from : Math.max(from, after.happened === last ? last + 1 : last);
  return start <= end ? { from: start, to: end } : null;
}
