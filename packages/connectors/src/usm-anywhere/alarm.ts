import type { Entity, SourceRecord } from '@watchfloor/contract';
import { toSeverity } from '@watchfloor/contract';
import { type End, endEntities, readEnd } from './ends.ts';
import { readTimes } from './times.ts';
import type { WireAlarm } from './wire.ts';

export interface RecordContext {
  connection: string;
  /** Origin of the vendor's console, https only; undefined where it is not known. */
  consoleOrigin: string | undefined;
}

/** Names every field of an alarm's row. */
export function toAlarmRecord(wire: WireAlarm, key: string, context: RecordContext): SourceRecord {
  const times = readTimes(wire);
  const source = readEnd(wire, 'source');
  const destination = readEnd(wire, 'destination');
  const label = priorityLabel(wire);
  const record: SourceRecord = {
    uid: `${context.connection}:alarms:${key}`,
    kind: 'finding',
    key,
    ...times,
    title: wire.rule_method ?? wire.event_name ?? wire.rule_id ?? 'Alarm without a rule name',
    severity: toSeverity(label),
    status: workState(wire),
    outcome: 'not_stated',
    entities: alarmEntities(wire, source, destination),
    attack: attackOf(wire),
    cells: {
      source: source?.label ?? null,
      destination: destination?.label ?? null,
      user: wire.source_username ?? null,
      intent: wire.rule_intent ?? null,
      rule_method: wire.rule_method ?? null,
      rule_strategy: wire.rule_strategy ?? null,
      sensor: wire.alarm_sensor_sources[0] ?? wire.sensor_uuid ?? null,
      suppressed: wire.suppressed ?? null,
      priority: wire.priority ?? null,
      events: wire.alarm_events_count ?? null,
      source_country: source?.country ?? wire.alarm_source_countries[0] ?? null,
      destination_country: destination?.country ?? wire.alarm_destination_countries[0] ?? null,
      arrived: times.arrived,
    },
  };
  if (wire.rule_strategy !== undefined) record.subtitle = wire.rule_strategy;
  if (label !== undefined) record.priorityLabel = label;
  if (wire.status !== undefined) record.vendorStatus = wire.status;
  if (wire.rule_intent !== undefined) record.eventType = wire.rule_intent;
  if (context.consoleOrigin !== undefined)
    record.consoleUrl = `${context.consoleOrigin}/#/alarm/${encodeURIComponent(key)}`;
  return record;
}

/** The vendor's status in one spelling: `open`, `in_review`, `closed`, or whatever else it says. */
export function statusWord(status: string): string {
  return status
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');
}

// Low 0-33, Medium 34-66, High 67-90, Critical 91-100 (the vendor's bands).
function priorityLabel({ priority_label: label, priority }: WireAlarm): string | undefined {
  if (label !== undefined || priority === undefined) return label;
  if (priority > 90) return 'critical';
  if (priority > 66) return 'high';
  return priority > 33 ? 'medium' : 'low';
}

function workState({ status, suppressed }: WireAlarm): NonNullable<SourceRecord['status']> {
  if (suppressed) return 'suppressed';
  return status !== undefined && statusWord(status) === 'closed' ? 'resolved' : 'new';
}

function attackOf(wire: WireAlarm): SourceRecord['attack'] {
  // One field holds the id in some versions and the name in others.
  const id = [wire.rule_attack_id, wire.rule_attack_technique].find(
    (value) => value !== undefined && /^T\d{4}(?:\.\d{3})?$/.test(value),
  );
  if (id === undefined) return [];
  const name = [wire.rule_attack_technique, wire.rule_attack_id].find((value) => value !== undefined && value !== id);
  const tactic = wire.rule_attack_tactic[0];
  return [{ id, ...(name === undefined ? {} : { name }), ...(tactic === undefined ? {} : { tactic }) }];
}

function alarmEntities(wire: WireAlarm, source: End | undefined, destination: End | undefined): Entity[] {
  const entities = [...endEntities(source, 'source'), ...endEntities(destination, 'destination')];
  if (wire.source_username !== undefined)
    entities.unshift({ kind: 'user', value: wire.source_username, role: 'actor' });
  return entities;
}
