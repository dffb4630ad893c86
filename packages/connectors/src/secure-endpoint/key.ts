import { createHash } from 'node:crypto';
import type { WireEvent } from './wire.ts';

/**
 * The parts of a key, in their order. No single one is enough: ids are missing, repeat, and neighbours collapse once
 * somebody rounds them; two failed quarantines were seen that differ in `detection_id` alone.
 */
export interface KeyParts {
  second: string;
  nanoseconds: string;
  eventTypeId: string;
  connectorGuid: string;
  id: string;
  detectionId: string;
  sha256: string;
}

/** Letters, digits and `-` stay as they are; a part that holds anything else stands as its hash. */
const plain = /^[A-Za-z0-9-]{0,64}$/;
const hashMark = '~';
const key = /^[A-Za-z0-9-]{0,64}(?:\.(?:[A-Za-z0-9-]{0,64}|~[A-Za-z0-9_-]{43})){6}$/;

export function isEventKey(text: string): boolean {
  return key.test(text);
}

/**
 * A record's key, which can stand in a URL. It says by itself when, what and where, so that a link finds the record
 * again at a vendor without a call for one.
 * @param happened epoch ms
 */
export function toEventKey(wire: WireEvent, happened: number | null): string {
  return [
    happened === null ? '' : String(Math.floor(happened / 1_000)),
    wire.timestamp_nanoseconds === undefined ? '' : String(wire.timestamp_nanoseconds),
    wire.event_type_id ?? '',
    connectorOf(wire) ?? '',
    wire.id ?? '',
    wire.detection_id ?? '',
    wire.file?.identity?.sha256 ?? '',
  ]
    .map((part) => (plain.test(part) ? part : hashMark + createHash('sha256').update(part).digest('base64url')))
    .join('.');
}

/** What a key says. Parts that stand as a hash say nothing, and are empty. */
export function readEventKey(text: string): KeyParts {
  const [second, nanoseconds, eventTypeId, connectorGuid, id, detectionId, sha256] = text
    .split('.')
    .map((part) => (part.startsWith(hashMark) ? '' : part));
  return {
    second: second ?? '',
    nanoseconds: nanoseconds ?? '',
    eventTypeId: eventTypeId ?? '',
    connectorGuid: connectorGuid ?? '',
    id: id ?? '',
    detectionId: detectionId ?? '',
    sha256: sha256 ?? '',
  };
}

export function connectorOf(wire: WireEvent): string | undefined {
  return wire.connector_guid ?? wire.computer?.connector_guid;
}
