import type { JsonObject } from '../json.ts';
import { computerFor, type Endpoint } from './endpoints.ts';
import { type EventTypeName, eventTypes } from './event-types.ts';

export type Severity = 'Low' | 'Medium' | 'High' | 'Critical';

export interface EventParts {
  type: EventTypeName;
  seconds: number;
  nanos: number;
  /** undefined: an event of the whole organisation, without a computer. */
  endpoint: Endpoint | undefined;
  key: number;
  severity?: Severity | undefined;
  detection?: string | undefined;
  detectionId?: string | undefined;
  /** In place of the computer that the key gives. */
  computer?: JsonObject;
  /** What only this type of event has: file, scan, cloud_ioc, … */
  details: JsonObject;
}

/** The record as the vendor writes it, but for `id` (exact digits, written as text) and `computer.links`. */
export function buildEvent(parts: EventParts): JsonObject {
  const { type, seconds, nanos, endpoint, key } = parts;
  const [eventTypeId, eventType] = eventTypes[type];
  return {
    timestamp: seconds,
    timestamp_nanoseconds: nanos,
    date: toDate(seconds),
    event_type: eventType,
    event_type_id: eventTypeId,
    detection: parts.detection,
    detection_id: parts.detectionId,
    connector_guid: endpoint?.connectorGuid,
    group_guids: endpoint ? [...endpoint.groupGuids] : undefined,
    severity: parts.severity,
    computer: endpoint ? (parts.computer ?? computerFor(endpoint, key)) : undefined,
    ...parts.details,
  } as JsonObject;
}

/** `2019-11-22T18:20:38+00:00`. */
export function toDate(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', '+00:00');
}
