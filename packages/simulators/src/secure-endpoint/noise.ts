import type { JsonObject } from '../json.ts';
import { createWeightedPicker, draw, drawInt, hash32, pick } from '../scenario/prng.ts';
import { type Endpoint, endpoints } from './endpoints.ts';
import { buildEvent } from './event-record.ts';
import { type EventShape, eventShapes, type ShapeContext, severityOf, shapeIndex } from './event-shapes.ts';
import type { EventTable } from './event-table.ts';
import { textsOf } from './row-facts.ts';
import type { EventStore } from './store.ts';

/**
 * The noise of an ordinary company. A row's columns are read from the record that its number, shape and key make, so
 * they agree with what is on the wire without the record being stored.
 */
export interface NoiseOptions {
  atMs: number;
  /** Nothing, followers included, happens after this instant. */
  untilMs: number;
  /** Rows that may still be added. */
  room: number;
  /** Takes one from what may be grave now. */
  mayBeGrave(): boolean;
  /** So long ago that critical events and many failures at once stand in nobody's way. */
  longAgo: boolean;
  /** This shape, and this follower where it has one, instead of chance. */
  wanted?: Wanted | undefined;
}

export interface Wanted {
  shape: number;
  follower?: 'succeeded' | 'failed' | 'pack';
}

const pickShape = createWeightedPicker(eventShapes.map(({ weight }) => weight));
const THREAT_DETECTED = shapeIndex('threatDetected');
const HUNTING = shapeIndex('huntingIncident');
/** Neighbours in one second whose ids differ by one: a double makes them one id. */
const PACK_SIZE = 6;

interface Followers {
  succeeded: number;
  failed: number;
  /** How often it fails. */
  failing: number;
}

const followersOf: Readonly<Record<string, Followers>> = {
  threatDetected: {
    succeeded: shapeIndex('threatQuarantined'),
    failed: shapeIndex('quarantineFailure'),
    failing: 0.08,
  },
  retrospectiveDetection: {
    succeeded: shapeIndex('retrospectiveQuarantine'),
    failed: shapeIndex('retrospectiveQuarantineFailed'),
    failing: 0.5,
  },
};

/** Adds one happening, which may be several rows; none is in the order until `settle`. Gives back the rows. */
export function appendNoise(store: EventStore, options: NoiseOptions): number[] {
  const { atMs, untilMs, room, wanted } = options;
  const row = store.table.count;
  const key = hash32(store.key, row);
  const shape = shapeFor(key, options);
  const seconds = Math.floor(atMs / 1000);
  const nanos = nanosFor(atMs, key, row);
  const kind = followersOf[at(shape).type];
  const byChance = wanted === undefined && shape === THREAT_DETECTED && draw(key, 71) < 0.02;
  const pack = room >= PACK_SIZE * 2 && (byChance || wanted?.follower === 'pack');
  const count = pack ? PACK_SIZE : 1;
  const firsts = Array.from({ length: count }, () => append(store, { shape, key, seconds, nanos, link: -1 }));
  const next = kind && room > count ? followerOf(kind, key, pack, options) : undefined;
  if (next === undefined) return firsts;
  const later = {
    shape: next,
    key,
    seconds: Math.min(seconds + 1 + drawInt(key, 73, 3), Math.floor(untilMs / 1000)),
    nanos: pack ? nanos : nanosFor(atMs + 137, key, row),
  };
  return [...firsts, ...firsts.map((link) => append(store, { ...later, link }))];
}

function followerOf(kind: Followers, key: number, pack: boolean, options: NoiseOptions): number | undefined {
  // Six failures at once would use up all that may be grave.
  if (pack) return options.longAgo ? kind.failed : kind.succeeded;
  const { wanted } = options;
  if (!wanted && draw(key, 71) > 0.95) return undefined;
  const failed = wanted ? wanted.follower === 'failed' : draw(key, 72) < kind.failing;
  const shape = failed ? kind.failed : kind.succeeded;
  if (!at(shape).grave || options.mayBeGrave()) return shape;
  return at(kind.succeeded).grave ? undefined : kind.succeeded;
}

export function noiseRecord(table: EventTable, row: number): JsonObject {
  const link = table.link[row] ?? -1;
  return recordFor(
    table.shape[row] ?? 0,
    table.key[row] ?? 0,
    table.seconds[row] ?? 0,
    table.nanos[row] ?? 0,
    link < 0 ? undefined : table.idText(link),
  );
}

interface NoiseRow {
  shape: number;
  key: number;
  seconds: number;
  nanos: number;
  /** -1: it names itself, where its kind has a detection at all. */
  link: number;
}

function append(store: EventStore, row: NoiseRow): number {
  const { table } = store;
  const shape = at(row.shape);
  const own = idFor(shape, row, table.count);
  // Real recordings repeat ids now and then, even unrounded.
  const repeats = row.link >= 0 && hash32(row.key, 74) % 20 === 0;
  const first = repeats ? table.idText(row.link) : undefined;
  const id = first === undefined ? own : BigInt(first);
  const link = shape.detectionId === undefined ? -1 : row.link >= 0 ? row.link : table.count;
  const detectionId = link < 0 ? undefined : link === table.count ? own?.toString() : table.idText(link);
  const { key, seconds, nanos } = row;
  const texts = textsOf(recordFor(row.shape, key, seconds, nanos, detectionId));
  return table.append({ seconds, nanos, shape: row.shape, key, id, link, texts });
}

function recordFor(
  shapeAt: number,
  key: number,
  seconds: number,
  nanos: number,
  detectionId: string | undefined,
): JsonObject {
  const shape = at(shapeAt);
  const endpoint = pick(shape.severity === undefined ? endpoints : windowsEndpoints, key, 40);
  const context: ShapeContext = { key, seconds, endpoint, tactics: key % 2 === 0 ? 'strings' : 'objects' };
  const parts = { type: shape.type, seconds, nanos, endpoint, key, detectionId, details: shape.details(context) };
  return buildEvent({ ...parts, severity: severityOf(shape, key), detection: shape.detection?.(context) });
}

const windowsEndpoints: readonly Endpoint[] = endpoints.filter(({ host }) => host.os.startsWith('Windows'));

function shapeFor(key: number, { wanted, mayBeGrave, longAgo }: NoiseOptions): number {
  const shape = wanted?.shape ?? pickShape(draw(key, 75));
  if (shape === HUNTING && !longAgo) return THREAT_DETECTED;
  return at(shape).grave && !mayBeGrave() ? THREAT_DETECTED : shape;
}

/** Mostly milliseconds, sometimes nothing, sometimes all nine digits: always so where no id tells rows apart. */
function nanosFor(atMs: number, key: number, row: number): number {
  const kind = draw(key, 76);
  const millis = (Math.floor(atMs) % 1000) * 1_000_000;
  if (kind > 0.9 || hasNoId(key)) return millis + (row % 1_000_000);
  return kind < 0.12 ? 0 : millis;
}

/** Of the events that have small ids, a few have none. */
function hasNoId(key: number): boolean {
  return key % 16 === 1;
}

/** Counted by row, so that rows of one second are neighbours and never the same. */
function idFor(shape: EventShape, { key, seconds }: NoiseRow, row: number): bigint | undefined {
  const counted = (BigInt(seconds) << 32n) + BigInt(1 + (row % 500));
  switch (shape.id) {
    case 'none':
      return undefined;
    case 'millis':
      return BigInt(seconds) * 1_000_000_000n + BigInt(hash32(key, 78) % 1_000_000_000);
    case 'small':
      // Such as 14930696955218.
      if (hasNoId(key)) return undefined;
      return key % 6 === 0 ? 14_930_000_000_000n + BigInt(key) : counted;
    default:
      return counted;
  }
}

function at(index: number): EventShape {
  const shape = eventShapes[index];
  if (!shape) throw new Error(`no event shape ${index}`);
  return shape;
}
