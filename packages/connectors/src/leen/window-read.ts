import type { Unreadable } from '@watchfloor/contract';
import type { CallContext } from '../connector.ts';
import { isConnectorError } from '../errors.ts';
import type { Shortfall } from '../paging/page.ts';
import { type OffsetPosition, readByWindow } from '../paging/read-by-offset.ts';
import type { FetchWindow } from '../paging/window.ts';
import type { LeenConfig } from './config.ts';
import type { Sighting } from './finding.ts';
import { cursorParams, offsetParams, type WindowSpec } from './query.ts';
import { type AlertsPage, askAlerts } from './vendor-call.ts';

/** What all readings of one connection share. */
export interface ListMemory {
  /** Until then the list is not asked to page by cursor: it refused. Epoch ms. */
  offsetUntil: number;
}

/** A window that is being read. It goes on where it stopped, whoever asks next. */
export interface Reading {
  readonly spec: WindowSpec;
  readonly startedAt: number;
  mode: 'cursor' | 'offset';
  /** What the copy before held. */
  readonly before: ReadonlyMap<string, Sighting>;
  /** Counts what was taken in; a step that was overtaken leaves no trace. */
  step: number;
  pass: Pass;
  passes: number;
  restarted: boolean;
  offset: OffsetPosition | null;
  cursorRefused: boolean;
  /** What a read by number could not join. */
  shortfall: Shortfall | null;
  sightings: Map<string, Sighting>;
  unreadable: Map<string, Unreadable>;
  rawBytes: number;
  /** Whether somebody keeps what is read: then the reading ends where bytes no longer fit, rather than let them go. */
  kept: boolean;
  /** Whether bytes of some record were let go. */
  rawsDropped: boolean;
  scanned: number;
  done: { shortfall: Shortfall | null; overflow: boolean } | null;
}

/** Once through the window by cursor. */
interface Pass {
  cursor: string | null;
  pages: number;
  items: number;
  ids: Set<string>;
  fresh: number;
  empties: number;
  cursors: Set<string>;
  totals: (number | null)[];
}

const megabyte = 1_048_576;
const readLimits = {
  rawBytes: 48 * megabyte,
  keptRawBytes: 192 * megabyte,
  passes: 3,
  empties: 20,
  offsetForMs: 600_000,
};

export function beginReading(
  spec: WindowSpec,
  memory: ListMemory,
  now: number,
  before?: ReadonlyMap<string, Sighting>,
): Reading {
  return {
    spec,
    startedAt: now,
    mode: now < memory.offsetUntil ? 'offset' : 'cursor',
    before: before ?? new Map(),
    step: 0,
    pass: beginPass(),
    passes: 1,
    restarted: false,
    offset: null,
    cursorRefused: false,
    shortfall: null,
    sightings: new Map(),
    unreadable: new Map(),
    rawBytes: 0,
    kept: false,
    rawsDropped: false,
    scanned: 0,
    done: null,
  };
}

function beginPass(): Pass {
  return { cursor: null, pages: 0, items: 0, ids: new Set(), fresh: 0, empties: 0, cursors: new Set(), totals: [] };
}

/** Makes one step of a reading: a page, usually one call. @throws ConnectorError; the reading stays as it was then */
export async function readStep(
  reading: Reading,
  config: LeenConfig,
  memory: ListMemory,
  context: CallContext,
): Promise<void> {
  if (reading.mode === 'cursor') await stepByCursor(reading, config, context);
  else await stepByOffset(reading, config, memory, context);
  if (reading.done !== null) return;
  if (reading.sightings.size > config.records_max) reading.done = overflow(`${config.records_max} records`);
  else if (reading.kept && reading.rawBytes > readLimits.keptRawBytes)
    reading.done = overflow(`${readLimits.keptRawBytes / megabyte} MB of records`);
}

function overflow(most: string): NonNullable<Reading['done']> {
  const message = `It has more than ${most} since then, and no order to read them in: only these were read. Ask for a later start.`;
  return { overflow: true, shortfall: { code: 'unsupported', message } };
}

async function stepByCursor(reading: Reading, config: LeenConfig, context: CallContext): Promise<void> {
  const { step, pass } = reading;
  const options = { severityParam: config.severity_param, limit: config.page_size };
  let page: AlertsPage;
  try {
    page = await askAlerts(
      config.alerts_path,
      cursorParams(reading.spec, pass.cursor, options),
      context,
      knownTo(reading),
    );
  } catch (error) {
    if (!isRefusal(error)) throw error;
    if (reading.step !== step) return;
    reading.step += 1;
    afterRefusal(reading);
    return;
  }
  if (reading.step !== step) return;
  reading.step += 1;
  take(reading, page.items);
  pass.pages += 1;
  pass.items += page.items.length;
  pass.totals.push(page.total);
  if (page.nextCursor === undefined && page.items.length >= options.limit) {
    // The vendor did not heed `enableCursor`: the same question again, by number.
    reading.mode = 'offset';
    return;
  }
  const next = page.nextCursor ?? null;
  pass.empties = page.items.length === 0 ? pass.empties + 1 : 0;
  if (next !== null && (pass.cursors.has(next) || pass.empties > readLimits.empties)) {
    // Its cursors lead round in a circle or nowhere; by number there is an end.
    reading.mode = 'offset';
    return;
  }
  if (next !== null) {
    pass.cursors.add(next);
    pass.cursor = next;
    return;
  }
  endPass(reading);
}

/**
 * A cursor cannot be made to overlap with the page before, so rows that leave while one reads can hide others. A pass
 * counts as whole when it was one answer, when it held exactly as many, each once, as the vendor counted in every answer,
 * or when a second pass found nothing new.
 */
function endPass(reading: Reading): void {
  const { pass, passes, spec } = reading;
  const counted = pass.totals.every((total) => total === pass.items) && pass.items === pass.ids.size;
  const whole =
    pass.pages === 1 ||
    counted ||
    (passes > 1 && pass.fresh === 0) ||
    (spec.only !== null && reading.sightings.size > 0);
  if (whole) {
    reading.done = { shortfall: null, overflow: false };
  } else if (passes < readLimits.passes) {
    reading.pass = beginPass();
    reading.passes += 1;
  } else {
    reading.done = {
      overflow: false,
      shortfall: {
        code: 'order_may_shift',
        message: 'Its list changed each time it was read, so a finding that was there may be missing.',
      },
    };
  }
}

/** 400, 410 and 422 refuse the way of asking; every other status is the vendor's trouble, or ours. */
function isRefusal(error: unknown): boolean {
  return isConnectorError(error) && (error.kind === 'bad_request' || error.status === 410);
}

/** Cursors at all: then by number. One cursor, that expired: once more from the first page, then by number. */
function afterRefusal(reading: Reading): void {
  const atFirst = reading.pass.cursor === null;
  if (!atFirst && !reading.restarted) {
    reading.restarted = true;
    reading.pass = beginPass();
    return;
  }
  reading.cursorRefused = atFirst;
  reading.mode = 'offset';
}

async function stepByOffset(
  reading: Reading,
  config: LeenConfig,
  memory: ListMemory,
  context: CallContext,
): Promise<void> {
  const { step } = reading;
  const fetch: FetchWindow<AlertsPage['items'][number]> = async (start, ahead) => {
    const limit = Math.max(config.page_size, ahead);
    const options = { severityParam: config.severity_param, limit };
    const answer = await askAlerts(
      config.alerts_path,
      offsetParams(reading.spec, start, options),
      context,
      knownTo(reading),
    );
    const end = start + answer.items.length;
    return {
      items: answer.items.map((value) => ({ key: idOf(value), at: null, value })),
      offset: start,
      last: answer.items.length < limit || (answer.total !== null && end >= answer.total),
      total: answer.total,
    };
  };
  const read = await readByWindow(fetch, reading.offset, { rows: 1, accept: () => true, mayAsk: () => false });
  if (reading.step !== step) return;
  reading.step += 1;
  if (reading.cursorRefused) memory.offsetUntil = context.now() + readLimits.offsetForMs;
  take(
    reading,
    read.items.map(({ value }) => value),
  );
  reading.offset = read.next;
  reading.shortfall ??= read.shortfall;
  if (read.next === null) reading.done = { shortfall: reading.shortfall, overflow: false };
}

function knownTo({ sightings, before }: Reading) {
  return (id: string) => sightings.get(id) ?? before.get(id);
}

function idOf(item: AlertsPage['items'][number]): string {
  return 'sighting' in item ? item.sighting.id : item.id;
}

/** A record that is seen again moves to the end: of records that tell no order, the one read last is the latest. */
function take(reading: Reading, items: AlertsPage['items']): void {
  const { sightings, unreadable, pass, spec } = reading;
  for (const item of items) {
    reading.scanned += 1;
    const id = idOf(item);
    pass.ids.add(id);
    if (!('sighting' in item)) {
      if (unreadable.size < 1_000) unreadable.set(id, item.unreadable);
      continue;
    }
    if (spec.only !== null && item.sighting.key !== spec.only) continue;
    const known = sightings.get(id);
    if (known) sightings.delete(id);
    else pass.fresh += 1;
    sightings.set(id, known ?? withRoom(reading, item.sighting));
  }
}

/** The record, with its bytes where there is room for them. */
function withRoom(reading: Reading, sighting: Sighting): Sighting {
  const bytes = sighting.raw?.length ?? 0;
  const keeps = reading.kept || reading.spec.only !== null || reading.rawBytes + bytes <= readLimits.rawBytes;
  if (keeps) reading.rawBytes += bytes;
  if (keeps && sighting.raw !== null) return sighting;
  reading.rawsDropped = true;
  return { ...sighting, raw: null };
}
