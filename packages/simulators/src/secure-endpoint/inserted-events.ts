import { isObject, type Json, type JsonObject, toText } from '../json.ts';
import { laptops } from '../scenario/cast.ts';
import { hash32 } from '../scenario/prng.ts';
import { computerOf, type Endpoint, endpointByGuid, endpointByName, endpointOf } from './endpoints.ts';
import { buildEvent } from './event-record.ts';
import { eventShapes, severityOf, shapeIndex } from './event-shapes.ts';
import type { NewRow } from './event-table.ts';
import { type EventTypeName, eventTypes } from './event-types.ts';
import { textsOf } from './row-facts.ts';

/**
 * An event to insert; every field is optional, and what is given goes to the wire as given. `computer` is laid over
 * the default one. `id`: digits as text (or a number below 2^53), written to the wire as a number.
 */
export interface InsertedEvent extends JsonObject {
  /** Fields to leave out of the finished record; a dot goes deeper: `computer.user`. */
  _omit?: string[];
  /** The record's whole text on the wire, for bytes that JSON.stringify would not write. */
  _raw?: string;
}

const DEFAULT_HOST = laptops[19];

export function toInsertedEvent(
  given: InsertedEvent,
  nowMs: number,
  count: number,
): { record: JsonObject; row: NewRow } {
  const seconds = wholeNumber(given['timestamp'], Math.floor(nowMs / 1000));
  const nanosNow = given['timestamp'] === undefined ? (Math.floor(nowMs) % 1000) * 1_000_000 : 0;
  const nanos = wholeNumber(given['timestamp_nanoseconds'], nanosNow);
  const type = typeOf(given);
  const shape = eventShapes[shapeIndex(type)];
  const endpoint = endpointFor(given);
  const key = hash32(count, 17);
  const context = { key, seconds, endpoint, tactics: 'strings' } as const;
  const id = idOf(given, seconds, count);
  const defaults = buildEvent({
    type,
    seconds,
    nanos,
    endpoint,
    key,
    severity: shape ? severityOf(shape, key) : undefined,
    detection: shape?.detection?.(context),
    detectionId: shape?.detectionId && id !== undefined ? id.toString() : undefined,
    computer: computerOf(endpoint, { user: `${endpoint.host.owner?.account ?? 'SYSTEM'}@NORRVIK` }),
    details: shape?.details(context) ?? {},
  });
  const merged: JsonObject = { ...defaults, ...given, id: undefined };
  const computer = given['computer'];
  if (isObject(computer)) merged['computer'] = { ...(defaults['computer'] as JsonObject), ...computer } as Json;
  const record = withoutOmitted(merged, given._omit ?? []);
  const row = { seconds, nanos, shape: 0, key, id, link: -1, texts: textsOf(record) };
  return { record, row };
}

/** A record without these paths, the original left as it was. */
export function withoutOmitted(record: JsonObject, paths: readonly string[]): JsonObject {
  const out = { ...record };
  for (const path of paths) {
    const [name = '', ...rest] = path.split('.');
    const inner = out[name];
    if (rest.length === 0) out[name] = undefined;
    else if (isObject(inner)) out[name] = withoutOmitted(inner, [rest.join('.')]) as Json;
  }
  return out;
}

function typeOf(given: InsertedEvent): EventTypeName {
  const { event_type: name, event_type_id: id } = given;
  if (name === undefined && id === undefined) return 'threatDetected';
  const found = Object.entries(eventTypes).find(([, [knownId, knownName]]) =>
    id === undefined ? knownName === name : knownId === id,
  );
  // An unknown type starts from the barest event; its own fields come with the insertion.
  return (found?.[0] as EventTypeName | undefined) ?? 'rebootCompleted';
}

function endpointFor(given: InsertedEvent): Endpoint {
  const computer = isObject(given['computer']) ? given['computer'] : {};
  const byGuid = endpointByGuid(toText(given['connector_guid'] ?? computer['connector_guid']).toLowerCase());
  const found = byGuid ?? endpointByName(toText(computer['hostname']));
  if (found) return found;
  if (!DEFAULT_HOST) throw new Error('the scenario has no laptops');
  return endpointOf(DEFAULT_HOST);
}

/** `(seconds << 32) + n`, as the vendor's ids look. */
function idOf(given: InsertedEvent, seconds: number, count: number): bigint | undefined {
  if (given._omit?.includes('id')) return undefined;
  const { id } = given;
  if (id === undefined) return (BigInt(seconds) << 32n) + BigInt(1 + count);
  const digits = toText(id);
  const unsafe = typeof id === 'number' && !Number.isSafeInteger(id);
  if (unsafe || !/^\d{1,20}$/.test(digits) || BigInt(digits) > 0xffff_ffff_ffff_ffffn) {
    throw new Error(`id ${digits}: give the digits of an unsigned 64-bit number as text, or use _raw`);
  }
  return BigInt(digits);
}

/** The column needs a number even where the wire gets something odd. */
function wholeNumber(value: unknown, otherwise: number): number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : otherwise;
}
