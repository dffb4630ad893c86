import { type Outcome, type SourceRecord, toSeverity } from '@watchfloor/contract';
import { readVendorTime } from '../vendor-time.ts';
import type { RecordContext } from './alarm.ts';
import { endEntities, readEnd } from './ends.ts';
import { recordKey } from './key.ts';
import { readTimes } from './times.ts';
import { eventSchema, type WireEvent, wrappedEventSchema } from './wire.ts';

/** Names every field of an event's row. */
export function toEventRecord(wire: WireEvent, key: string, context: RecordContext): SourceRecord {
  const times = readTimes(wire);
  const source = readEnd(wire, 'source');
  const destination = readEnd(wire, 'destination');
  const record: SourceRecord = {
    uid: `${context.connection}:events:${key}`,
    kind: 'event',
    key,
    ...times,
    happened: times.happened ?? readVendorTime(wire.timeStamp),
    title: wire.event_name ?? 'Event without a name',
    severity: toSeverity(wire.event_severity),
    outcome: outcomeOf(wire.access_control_outcome),
    entities: [
      ...(wire.source_username === undefined
        ? []
        : [{ kind: 'user', value: wire.source_username, role: 'actor' } as const]),
      ...endEntities(source, 'source'),
      ...endEntities(destination, 'destination'),
    ],
    attack: [],
    cells: {
      source: source?.label ?? null,
      destination: destination?.label ?? null,
      user: wire.source_username ?? null,
      outcome: wire.access_control_outcome ?? null,
      plugin: wire.plugin ?? null,
      has_alarm: wire.has_alarm ?? null,
      suppressed: wire.suppressed ?? null,
      account_name: wire.account_name ?? null,
      source_name: wire.source_name ?? null,
      sensor: wire.sensor_uuid ?? null,
      arrived: times.arrived,
    },
  };
  if (wire.event_action !== undefined) record.subtitle = wire.event_action;
  if (wire.event_severity !== undefined && wire.event_severity !== 'UNDEFINED')
    record.priorityLabel = wire.event_severity;
  if (wire.event_name !== undefined) record.eventType = wire.event_name;
  return record;
}

/**
 * Reads one of an alarm's events, wrapped as in real traffic or bare as in the reference.
 * @returns undefined for what is neither
 */
export function readAlarmEvent(given: unknown, context: RecordContext): SourceRecord | undefined {
  const wrapped = wrappedEventSchema.safeParse(given);
  const parsed = wrapped.success
    ? eventSchema.safeParse({ ...wrapped.data.message, timeStamp: wrapped.data.timeStamp })
    : eventSchema.safeParse(given);
  if (!parsed.success) return undefined;
  const key = recordKey(parsed.data) ?? (wrapped.success ? recordKey(wrapped.data) : undefined);
  return key === undefined ? undefined : toEventRecord(parsed.data, key, context);
}

function outcomeOf(word: string | undefined): Outcome {
  switch (word?.trim().toLowerCase()) {
    case 'allow':
    case 'allowed':
    case 'success':
      return 'allowed';
    case 'deny':
    case 'denied':
    case 'failure':
      return 'denied';
    case 'block':
    case 'blocked':
      return 'stopped';
    default:
      return 'not_stated';
  }
}
