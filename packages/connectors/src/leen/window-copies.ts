import type { Unreadable } from '@watchfloor/contract';
import type { CallContext } from '../connector.ts';
import { fromThrown } from '../outbound/failures.ts';
import { createSingleFlight } from '../outbound/single-flight.ts';
import type { Shortfall } from '../paging/page.ts';
import { type Place, type Row, toRows } from './collapse.ts';
import type { LeenConfig } from './config.ts';
import type { Sighting } from './finding.ts';
import { type WindowSpec, windowId } from './query.ts';
import { latest } from './times.ts';
import { beginReading, type ListMemory, type Reading, readStep } from './window-read.ts';

/** A window that was read to its end. Never changed; what a refresh finds is another copy. */
export interface Copy {
  /** When its reading began: what it says was so then or later. */
  asOf: number;
  readAt: number;
  rows: Row[];
  /** When the vendor took in the newest of them; null where none says so. */
  newestArrival: number | null;
  /** What a refresh need not read again. */
  sightings: ReadonlyMap<string, Sighting>;
  /** Whether each row has its bytes. */
  rawsWhole: boolean;
  rawBytes: number;
  unreadable: Unreadable[];
  scanned: number;
  shortfall: Shortfall | null;
  overflow: boolean;
}

const freshMs = 60_000;
/** A reading that nobody goes on with is begun again after this: what it saw first is too old to be joined. */
const readingMs = 120_000;
const copiesMax = 8;
const rowsMax = 60_000;
const rawBytesMax = 256 * 1_048_576;
const placesMax = 8;

interface Held {
  copy: Copy | null;
  reading: Reading | null;
}

export interface WindowCopies {
  /**
   * The window's copy, read now where none is held or it is older than a minute. For a caller that keeps what it reads
   * (`notBefore`), any copy serves whose reading began then or later, and every row has its bytes.
   * @param mayAsk false ends it with what is read so far; the next caller goes on from there
   * @throws ConnectorError
   */
  take(spec: WindowSpec, context: CallContext, mayAsk: () => boolean): Promise<{ copy: Copy } | { reading: Reading }>;
  /** A row of any copy that is not older than a minute, with its bytes. */
  find(key: string, now: number): Row | undefined;
  /** When the vendor took in the newest record that is held here; null where none says so. */
  newestArrival(): number | null;
}

/**
 * The copies of one connection's windows, in this process's memory. Only a cache: what it lacks is asked again, and a
 * scroll that another process began goes on with a copy of its own.
 */
export function createWindowCopies(config: LeenConfig): WindowCopies {
  const held = new Map<string, Held>();
  const memory: ListMemory = { offsetUntil: 0 };
  const steps = createSingleFlight<void>();

  function hold(id: string): Held {
    const known = held.get(id) ?? { copy: null, reading: null };
    // The map's order is that of use: what was used longest ago goes first.
    held.delete(id);
    held.set(id, known);
    makeRoom();
    return known;
  }

  function makeRoom(): void {
    const sum = (of: (copy: Copy) => number) =>
      [...held.values()].reduce((total, { copy }) => total + (copy ? of(copy) : 0), 0);
    const fits = () => sum(({ rows }) => rows.length) <= rowsMax && sum(({ rawBytes }) => rawBytes) <= rawBytesMax;
    for (const id of held.keys()) {
      if (held.size <= 1 || (held.size <= copiesMax && fits())) return;
      held.delete(id);
    }
  }

  /**
   * Whoever waits for one window waits for one call, and it ends when the last of them has left. People do not wait for
   * the call of a background reader: that one queues behind everybody.
   */
  async function stepTogether(reading: Reading, context: CallContext): Promise<void> {
    const whose = context.notBefore === undefined ? 'people' : 'keeper';
    const key = `${whose} ${windowId(reading.spec)} ${reading.startedAt} ${reading.step}`;
    const step = (signal: AbortSignal) => readStep(reading, config, memory, { ...context, signal });
    try {
      await steps.join(key, context.signal, step);
    } catch (error) {
      throw fromThrown(error, context.signal);
    }
  }

  /** The copy that a reading led to: its own, or that of a later one that overtook it. Several callers may finish one. */
  function finish(window: Held, reading: Reading, now: number): Copy {
    if (window.reading === reading) window.reading = null;
    if (window.copy && window.copy.asOf >= reading.startedAt) return window.copy;
    window.copy = toCopy(reading, window.copy, now);
    makeRoom();
    return window.copy;
  }

  return {
    newestArrival: () => latest([...held.values()].map(({ copy }) => copy?.newestArrival ?? null)),
    async take(spec, context, mayAsk) {
      const { notBefore } = context;
      const window = hold(windowId(spec));
      if (window.copy && serves(window.copy, context)) return { copy: window.copy };
      if (!window.reading || !goesOn(window.reading, context)) {
        window.reading = beginReading(spec, memory, context.now(), window.copy?.sightings);
      }
      const { reading } = window;
      reading.kept ||= notBefore !== undefined;
      while (reading.done === null && mayAsk()) await stepTogether(reading, context);
      if (reading.done === null) return { reading };
      const copy = finish(window, reading, context.now());
      return { copy: notBefore === undefined || copy.rawsWhole ? copy : toCopy(reading, null, context.now()) };
    },
    find(key, now) {
      for (const { copy } of held.values()) {
        if (!copy || copy.overflow || now - copy.readAt > freshMs) continue;
        const row = copy.rows.find(({ record }) => record.key === key);
        if (row?.raw) return row;
      }
      return undefined;
    },
  };
}

function serves(copy: Copy, { notBefore, now }: CallContext): boolean {
  if (notBefore === undefined) return now() - copy.readAt <= freshMs;
  return copy.asOf >= notBefore && copy.rawsWhole;
}

/** Whether a caller may join a reading that somebody began. */
function goesOn(reading: Reading, { notBefore, now }: CallContext): boolean {
  // Who keeps a list reads on for as long as it takes: the time that it names says how old is too old.
  if (notBefore === undefined) return now() - reading.startedAt <= readingMs;
  return reading.startedAt >= notBefore && !reading.rawsDropped;
}

function toCopy(reading: Reading, before: Copy | null, now: number): Copy {
  const rows = toRows(reading.sightings.values(), reading.startedAt);
  const known = new Map(before?.rows.map(({ id, places }) => [id, places]));
  for (const row of rows) row.places = withHistory(known.get(row.id), row.places);
  return {
    asOf: reading.startedAt,
    readAt: now,
    rows,
    newestArrival: rows.reduce<number | null>((newest, { record }) => latest([newest, record.arrived]), null),
    sightings: reading.sightings,
    rawsWhole: !reading.rawsDropped,
    rawBytes: reading.rawBytes,
    unreadable: [...reading.unreadable.values()],
    scanned: reading.scanned,
    shortfall: reading.done?.shortfall ?? null,
    overflow: reading.done?.overflow ?? false,
  };
}

function withHistory(before: Place[] | undefined, [place]: Place[]): Place[] {
  const last = before?.at(-1);
  if (!before || !last || !place) return place ? [place] : [];
  const moved = last.happened !== place.happened || last.severity !== place.severity;
  return (moved ? [...before, place] : before).slice(-placesMax);
}
