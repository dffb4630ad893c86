import type { CallContext, ListQuestion, ReadPosition } from '../connector.ts';
import { isConnectorError } from '../errors.ts';
import type { Row } from '../list-page.ts';
import { hashKey } from '../paging/key-hash.ts';
import type { FetchNumbered, PagedItem, ReadResult, ReadTask, Shortfall } from '../paging/page.ts';
import { readByTime, type TimePosition } from '../paging/read-by-time.ts';
import type { TimeAxis } from '../paging/time-axis.ts';
import { statusWord } from './alert.ts';
import type { ScrollMemory } from './scroll-memory.ts';

interface Moving {
  fetchIn: (range: { from: number; to: number }) => FetchNumbered<Row>;
  axis: TimeAxis;
  question: ListQuestion;
  context: CallContext;
  memory: ScrollMemory;
}

/** Where a read by last activity stands. */
interface MovingPosition {
  readonly [key: string]: unknown;
  /** null: read to its end, apart from what moved meanwhile. */
  time: TimePosition | null;
  /** Epoch ms: what moves while one reads, moves beyond this. */
  since: number;
  /** Rows that were given out and stand beyond `since` as they are, a few letters each. */
  front: string;
  /** Rows that were given out and could move there; null once there are too many for a cursor. */
  given: string | null;
  /** Where this process remembers all rows that were given out; absent where it has forgotten. */
  page?: string;
}

/** 24 bits: among 120 rows, one that moved is taken for another once in 140,000 times. */
const tagChars = 4;
/** A cursor has to stay under a kilobyte. */
const givenMax = 120;
const positionCharsMax = 760;
const secondMs = 1_000;

const maybeTwice: Shortfall = {
  code: 'order_may_shift',
  message: 'Alerts changed while the list was read. They stand at its end as they are now, some of them a second time.',
};

/**
 * Reads the list by last activity. A row that gains activity jumps to the front: given out already, it is not met
 * again; if not, it leaves the part that is still to be read. So at the end the front is read once more, and what was
 * not given out before comes last.
 */
export async function readMoving(
  moving: Moving,
  position: ReadPosition | null,
  task: ReadTask<Row>,
): Promise<ReadResult<Row, ReadPosition>> {
  const at = position as MovingPosition | null;
  const startedAt = moving.context.now();
  const { axis } = moving;
  const read: ReadResult<Row, TimePosition> =
    at && at.time === null
      ? { items: [], next: null, shortfall: null, total: null, scanned: 0 }
      : await readByTime({ streams: [moving.fetchIn], axis }, at?.time ?? null, task);
  const since = at?.since ?? sinceOf(read.items, moving.question, startedAt);
  const [ahead, below] = split(read.items, since);
  const front = (at?.front ?? '') + ahead.map(toTag).join('');
  const given = remember(
    at ? at.given : '',
    below.filter(({ value }) => mayMove(value)),
    front,
  );
  // Absent on a first page; null where an earlier page was already forgotten.
  const before = at ? (at.page ?? null) : undefined;
  const keys = read.items.map(({ key }) => key);
  // Only where the next page or the last read of the front asks for it: a list of one page must not push others out.
  const keep = () => (before === null ? undefined : moving.memory.add(before, keys));
  const here = (time: TimePosition | null): MovingPosition => {
    const page = keep();
    return fit({ time, since, front, given, ...(page !== undefined && { page }) });
  };
  if (read.next) return { ...read, next: here(read.next) };
  try {
    const knows = given === null ? moving.memory.knows(keep()) : undefined;
    const moved = await readMoved(moving, since, knows ?? createTagged(front + (given ?? '')), task);
    const isSure = given !== null || knows !== undefined;
    const shortfall = read.shortfall ?? (isSure || moved.items.length === 0 ? null : maybeTwice);
    return {
      ...read,
      items: [...read.items, ...moved.items],
      scanned: read.scanned + moved.scanned,
      shortfall,
      next: null,
    };
  } catch (error) {
    if (read.items.length === 0 || !isConnectorError(error)) throw error;
    return { ...read, next: here(null), shortfall: { code: error.kind, message: error.message } };
  }
}

/** The vendor's clock may differ from ours; the last activity it printed is its own. */
function sinceOf(items: readonly PagedItem<Row>[], question: ListQuestion, now: number): number {
  const top = items.find(({ at }) => at !== null)?.at ?? now;
  const floor = Math.floor(now / secondMs) * secondMs;
  // In a range that ended before now, nothing moves but out of it, to now.
  return question.to < now - 60_000 ? floor : Math.min(top, floor);
}

/** What the last read of the front will meet again for certain, and the rest. */
function split(items: readonly PagedItem<Row>[], since: number): [PagedItem<Row>[], PagedItem<Row>[]] {
  const isAhead = ({ at }: PagedItem<Row>) => at === null || at >= since;
  return [items.filter(isAhead), items.filter((item) => !isAhead(item))];
}

function remember(given: string | null, items: readonly PagedItem<Row>[], front: string): string | null {
  if (given === null) return null;
  const all = given + items.map(toTag).join('');
  return all.length + front.length > givenMax * tagChars ? null : all;
}

/** Any status but new freezes an alert; one that nobody foresaw may not. */
function mayMove(row: Row): boolean {
  const status = 'record' in row ? row.record.vendorStatus : undefined;
  return status === undefined || !['assigned', 'escalated', 'closed'].includes(statusWord(status));
}

function toTag({ key }: { key: string }): string {
  return hashKey(key).slice(0, tagChars);
}

/** Whether a row is among those that a cursor names. */
function createTagged(given: string): (key: string) => boolean {
  const tags = new Set(given.match(new RegExp(`.{${tagChars}}`, 'g')));
  return (key) => tags.has(toTag({ key }));
}

function fit(position: MovingPosition): MovingPosition {
  if (JSON.stringify(position).length <= positionCharsMax) return position;
  return { ...position, front: position.front.slice(0, givenMax * tagChars), given: null };
}

const movedPagesMax = 8;

/** What gained activity since the read began and was not given out, newest first. */
async function readMoved(moving: Moving, since: number, wasGiven: (key: string) => boolean, task: ReadTask<Row>) {
  const fetch = moving.fetchIn({ from: since, to: Number.MAX_SAFE_INTEGER });
  const items = new Map<string, PagedItem<Row>>();
  let scanned = 0;
  for (let page = 0; page < movedPagesMax; page += 1) {
    const answer = await fetch(page, 0);
    for (const item of answer.items) {
      scanned += 1;
      // A vendor that ignores the bound sends the whole list again; what stands below it has not moved.
      if (item.at !== null && item.at < since) continue;
      if (wasGiven(item.key) || items.has(item.key) || !wasThere(item.value, since)) continue;
      items.set(item.key, item);
    }
    if (answer.last || answer.items.some(({ at }) => at !== null && at < since)) break;
  }
  return { items: [...items.values()].filter(({ value }) => task.accept(value)), scanned };
}

/** What began after the read began is new, and no part of the list that is being read. */
function wasThere(row: Row, since: number): boolean {
  return 'unreadable' in row || row.record.happened === null || row.record.happened < since;
}
