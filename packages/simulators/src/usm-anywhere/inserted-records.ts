import { isObject, type JsonObject, toText } from '../json.ts';
import { priorityLabelOf } from './alarm-templates.ts';
import { eventTemplates } from './event-templates.ts';
import { filterColumns, type Resource, sortColumns } from './filters.ts';
import { pluginIdOf } from './plugins.ts';
import { sensors, timesOf } from './records.ts';
import type { NewRow } from './row-table.ts';
import type { InsertedRecord } from './store.ts';

export interface Inserted {
  record: JsonObject;
  row: NewRow;
}

const PRIORITY_OF_LABEL: Record<string, number> = { low: 20, medium: 50, high: 80, critical: 95 };

/** Fills in what a test or story left out, and derives the columns from what will be on the wire. */
export function toInsertedAlarm(given: InsertedRecord, nowMs: number): Inserted & { events: InsertedRecord[] } {
  const occurred = timeOf(given['timestamp_occured'] ?? given['timestamp_occurred'], nowMs);
  const received = timeOf(given['timestamp_received'], Math.max(occurred, nowMs));
  const label = given['priority_label'];
  const priority = typeof given['priority'] === 'number' ? given['priority'] : (PRIORITY_OF_LABEL[toText(label)] ?? 20);
  const defaults: JsonObject = {
    status: 'open',
    priority,
    priority_label: priorityLabelOf(priority),
    suppressed: false,
    has_alarm: false,
    needs_enrichment: false,
    transient: false,
    rule_id: 'InsertedAlarm',
    rule_intent: 'Environmental Awareness',
    rule_method: 'Inserted alarm',
    rule_strategy: 'Inserted by a script',
    event_name: 'Inserted event',
    event_type: 'Alarm',
    packet_type: 'alarm',
    source_name: 'NVK-LT-0420',
    source_canonical: 'NVK-LT-0420',
    sensor_uuid: sensors.hq,
    alarm_sensor_sources: [sensors.hq],
    sources: [],
    destinations: [],
    ...timesOf(occurred, received),
  };
  const events = (Array.isArray(given['events']) ? given['events'] : []).filter(isObject) as InsertedRecord[];
  const record = finish(defaults, given);
  record['events'] = undefined;
  record['alarm_events_count'] ??= events.length;
  const row: NewRow = {
    occurred,
    received,
    template: 0,
    priority: Math.max(0, Math.min(255, priority)),
    link: -1,
    count: typeof record['alarm_events_count'] === 'number' ? record['alarm_events_count'] : events.length,
    texts: textsOf('alarms', record),
  };
  return { record, row, events };
}

export function toInsertedEvent(given: InsertedRecord, nowMs: number, hasAlarm: boolean): Inserted {
  const occurred = timeOf(given['timestamp_occured'] ?? given['timestamp_occurred'], nowMs);
  const received = timeOf(given['timestamp_received'], Math.max(occurred, nowMs));
  const defaults: JsonObject = {
    account_name: 'norrvik-hq',
    event_name: 'Inserted event',
    event_type: 'Authentication',
    event_action: 'Logon',
    packet_type: 'log',
    plugin: 'Windows Security Log',
    source_name: 'NVK-LT-0420',
    source_username: 'ana.ruiz',
    sensor_uuid: sensors.hq,
    suppressed: 'false',
    has_alarm: String(hasAlarm),
    needs_enrichment: 'false',
    ...timesOf(occurred, received),
  };
  const record = finish(defaults, given);
  const texts = textsOf('events', record);
  return { record, row: { occurred, received, template: templateOf(record), priority: 0, link: -1, count: 0, texts } };
}

/** The nearest template, for the sensor's bookkeeping around an event inside an alarm. */
function templateOf(record: JsonObject): number {
  const byName = eventTemplates.findIndex((template) => template.name === record['event_name']);
  if (byName >= 0) return byName;
  return Math.max(
    0,
    eventTemplates.findIndex((template) => template.plugin.display === record['plugin']),
  );
}

function finish(defaults: JsonObject, given: InsertedRecord): JsonObject {
  const record: JsonObject = { ...defaults, ...given };
  if (typeof given['uuid'] !== 'string' && typeof given['id'] === 'string') record['uuid'] = given['id'];
  for (const name of given._omit ?? []) record[name] = undefined;
  record['_omit'] = undefined;
  if (record['uuid'] === '') record['uuid'] = undefined;
  if (given._omit?.includes('uuid')) record['_noId'] = true;
  return record;
}

function textsOf(resource: Resource, record: JsonObject): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const name of [...filterColumns[resource], ...sortColumns[resource]]) {
    const value = record[name];
    const first = Array.isArray(value) ? value[0] : value;
    const text = toText(first);
    texts[name] =
      name === 'plugin' ? pluginIdOf(text) : name === 'status' ? text.toLowerCase().replace(' ', '_') : text;
  }
  return texts;
}

/** The column needs a number even where the wire gets something odd. */
function timeOf(value: unknown, otherwise: number): number {
  if (value === undefined || value === null || value === '') return otherwise;
  const number = Number(value);
  return Number.isFinite(number) ? number : otherwise;
}
