import { ConnectorError, type ConnectorErrorKind } from '@watchfloor/connectors';
import {
  type CoveredInterval,
  type FilterValues,
  type Interval,
  noValue,
  type SourceAnswer,
} from '@watchfloor/contract';
import type { HeldConnection } from '../connections/connection-book.ts';
import { toSourceFailure } from '../sources/failure.ts';
import { toSourceAnswer } from '../sources/source-answer.ts';
import type { Database } from '../store/database.ts';
import { missingIn, within } from '../sync/coverage.ts';
import { toKeptLists } from '../sync/kept-lists.ts';
import { type Trouble, toInterval } from '../sync/tables.ts';

/** Behind for longer than this, a source says so. */
const staleMs = 60_000;
/** The end of what was read lags behind the reading: clocks print whole seconds, and differ. */
const edgeMs = 30_000;

interface Kept {
  headAt: number | null;
  trouble: Trouble | null;
  covered: CoveredInterval[];
}

interface SourceQuestion {
  range: Interval;
  filters: Readonly<Record<string, FilterValues>>;
  now: number;
  /** How far back findings are kept. 0: none are. */
  days: number;
}

/** How complete each source's part of an answer over a range is. Sources that the filters leave out have no part. */
export async function readSourceStates(
  { sql: db }: Pick<Database, 'sql'>,
  connections: readonly HeldConnection[],
  { range, filters, now, days }: SourceQuestion,
): Promise<{ sources: SourceAnswer[]; unread: Interval[]; unreadOf: ReadonlyMap<string, Interval[]> }> {
  const asked = connections.filter((connection) => isAsked(connection, filters));
  const ids = asked.map(({ id }) => id);
  if (ids.length === 0) return { sources: [], unread: [], unreadOf: new Map() };
  const [states, coverage] = await Promise.all([
    db
      .selectFrom('source_state')
      .select(['connection', 'resource', 'head_at', 'trouble'])
      .where('connection', 'in', ids)
      .execute(),
    db
      .selectFrom('source_coverage')
      .select(['connection', 'resource', 'from_at', 'to_at', 'read_at'])
      .where('connection', 'in', ids)
      .where('to_at', '>=', range.from)
      .where('from_at', '<=', range.to)
      .orderBy('from_at')
      .execute(),
  ]);
  const sources: SourceAnswer[] = [];
  const unread: Interval[] = [];
  const unreadOf = new Map<string, Interval[]>();
  for (const connection of asked) {
    for (const { reader } of toKeptLists(connection)) {
      const isOf = (row: { connection: string; resource: string }) =>
        row.connection === connection.id && row.resource === reader.resource.name;
      const state = states.find(isOf);
      const kept: Kept = {
        headAt: state?.head_at ?? null,
        trouble: state?.trouble ?? null,
        covered: coverage.filter(isOf).map(toInterval),
      };
      const missing = asksDecided(filters) ? [] : missingOf(kept, range, now);
      unread.push(...missing);
      unreadOf.set(connection.id, joined([...(unreadOf.get(connection.id) ?? []), ...missing]));
      sources.push(
        toSourceAnswer({ connection, reader }, kept.headAt ?? now, {
          ...(days === 0 ? notKept : stateOf(connection, kept, missing, now)),
          covered: within(kept.covered, range).map(({ from, to }) => ({ from, to })),
          counted: missing.length === 0 ? 'exact' : 'at_least',
        }),
      );
    }
  }
  return { sources, unread: joined(unread), unreadOf };
}

const notKept = {
  // Never `excluded`: nothing at all is no answer to "is there something".
  state: 'partial',
  code: 'unsupported',
  message: 'Findings are not kept here: findings.days is 0.',
} as const;

function isAsked({ id, vendor }: HeldConnection, filters: Readonly<Record<string, FilterValues>>): boolean {
  const allows = (given: FilterValues | undefined, value: string) =>
    !given || ((given.include.length === 0 || given.include.includes(value)) && !given.exclude.includes(value));
  return allows(filters.source, id) && allows(filters.vendor, vendor.name);
}

/** What somebody took or decided was read before: of it nothing is missing where the range was not. */
function asksDecided({ owner, verdict, reopened }: Readonly<Record<string, FilterValues>>): boolean {
  const isGiven = (filter: FilterValues | undefined) =>
    filter !== undefined && filter.include.length > 0 && !filter.include.includes(noValue);
  return isGiven(owner) || isGiven(verdict) || (isGiven(reopened) && !reopened?.include.includes('false'));
}

function missingOf({ headAt, covered }: Kept, { from, to }: Interval, now: number): Interval[] {
  const end = Math.min(to, now, (headAt ?? now) - edgeMs);
  return end < from ? [] : missingIn(covered, { from, to: end });
}

function stateOf(
  { whyNotAsked }: HeldConnection,
  { headAt, trouble }: Kept,
  missing: readonly Interval[],
  now: number,
): Pick<SourceAnswer, 'state' | 'code' | 'message' | 'retryAt'> {
  if (whyNotAsked) return toSourceFailure(whyNotAsked, now);
  if (trouble) {
    const retryAfterMs = trouble.retryAt === null ? undefined : Math.max(0, trouble.retryAt - now);
    const error = new ConnectorError(trouble.code as ConnectorErrorKind, trouble.message, { retryAfterMs });
    return toSourceFailure(error, now);
  }
  if (headAt === null) return { state: 'partial', message: 'It is being read for the first time.' };
  if (missing.length > 0) {
    const newest = missing.at(-1)?.to ?? now;
    const message = `Before ${new Date(newest).toISOString()}, parts of this range were not read yet.`;
    return { state: 'partial', message };
  }
  if (now - headAt > staleMs) {
    return { state: 'stale', message: `It was last read at ${new Date(headAt).toISOString()}.` };
  }
  return { state: 'complete' };
}

/** What at least one of them did not read, oldest first. */
function joined(intervals: readonly Interval[]): Interval[] {
  const all: Interval[] = [];
  for (const { from, to } of intervals.toSorted((a, b) => a.from - b.from)) {
    const last = all.at(-1);
    if (last && from <= last.to + 1) last.to = Math.max(last.to, to);
    else all.push({ from, to });
  }
  return all;
}
