import { isObject, type JsonObject, parseExact, toText } from '../json.ts';
import type { RowTexts } from './event-table.ts';

/** A row's filterable facts at one moment, in the vendor's words. */
export interface EventFacts extends RowTexts {
  timestamp: number;
  timestamp_nanoseconds: number;
  /** Exact digits, '' for none. */
  id: string;
  detection_id: string;
}

/** What the record on the wire can be filtered by. */
export function textsOf(record: JsonObject): RowTexts {
  const computer = objectOf(record['computer']);
  const file = objectOf(record['file']);
  const groups = record['group_guids'];
  return {
    event_type_id: toText(record['event_type_id']),
    connector_guid: toText(record['connector_guid'] ?? computer['connector_guid']).toLowerCase(),
    group_guids: (Array.isArray(groups) ? groups : []).map((guid) => toText(guid).toLowerCase()).join(','),
    detection_sha256: sha256Of(file),
    application_sha256: sha256Of(objectOf(file['parent'])),
    severity: toText(record['severity']),
    detection: toText(record['detection']),
    hostname: toText(computer['hostname'] ?? record['hostname']),
    user: toText(computer['user']),
  };
}

/**
 * What tells two events apart on the wire, since no id does: the stable key of the vendor's own fields. Rows that
 * agree in all of them cannot be told apart by anyone.
 */
export function eventKeyOf(facts: EventFacts): string {
  const { timestamp, timestamp_nanoseconds, event_type_id, connector_guid, id, detection_id, detection_sha256 } = facts;
  return [timestamp, timestamp_nanoseconds, event_type_id, connector_guid, id, detection_id, detection_sha256].join(
    '|',
  );
}

/** The same key from a record's exact text, for whoever kept that of what a client read. */
export function eventKeyOfText(text: string): string {
  const record = objectOf(parseExact(text));
  return eventKeyOf({
    ...textsOf(record),
    timestamp: Number(record['timestamp']),
    timestamp_nanoseconds: Number(record['timestamp_nanoseconds']),
    // An exact number writes itself with all its digits.
    id: toText(record['id']),
    detection_id: toText(record['detection_id']),
  });
}

function sha256Of(file: JsonObject): string {
  return toText(objectOf(file['identity'])['sha256']).toLowerCase();
}

function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
