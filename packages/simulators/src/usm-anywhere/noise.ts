import type { JsonObject } from '../json.ts';
import { createWeightedPicker, draw, drawInt, hash32 } from '../scenario/prng.ts';
import { actorsFor } from './actors.ts';
import { alarmTemplates, priorityLabelOf } from './alarm-templates.ts';
import { eventTemplates } from './event-templates.ts';
import { buildAlarm, buildEvent, EVENTS_KEPT_MAX, sensors } from './records.ts';
import type { UsmStore } from './store.ts';

/**
 * The noise of an ordinary company. A row's columns and its full record are both pure functions of the row's key, so
 * they agree without the record being stored.
 */
const pickAlarm = createWeightedPicker(alarmTemplates.map(({ weight }) => weight));
const pickEvent = createWeightedPicker(eventTemplates.map(({ weight }) => weight));

export interface NoiseAlarm {
  occurred: number;
  received: number;
  /** Decides the status from what the alarm turned out to be. */
  statusOf(key: number, priority: number): string;
  /** Highest priority it may take. */
  priorityMax: number;
}

/** Appends an alarm and the events that raised it; neither is in the order until `settle`. */
export function appendNoiseAlarm(store: UsmStore, alarm: NoiseAlarm): number {
  const row = store.alarms.table.count;
  const key = hash32(store.alarms.key, row);
  const template = pickAlarm(draw(key, 1));
  const rule = at(alarmTemplates, template);
  const event = at(eventTemplates, rule.evidence);
  const who = actorsFor(key, event);
  const [low, high] = rule.priority;
  const priority = Math.min(alarm.priorityMax, low + drawInt(key, 2, high - low + 1));
  const count = eventsCountFor(key);
  store.alarms.table.append({
    occurred: alarm.occurred,
    received: alarm.received,
    template,
    priority,
    link: store.events.table.count,
    count,
    texts: {
      status: alarm.statusOf(key, priority),
      suppressed: String(draw(key, 3) < 0.015),
      rule_intent: rule.intent,
      rule_method: rule.method,
      rule_strategy: rule.strategy,
      priority_label: priorityLabelOf(priority),
      alarm_sensor_sources: sensors[event.plugin.sensor],
      source_username: who.user ?? '',
      event_name: event.name,
    },
  });
  const kept = Math.min(EVENTS_KEPT_MAX, count);
  const gapMs = 200 + drawInt(key, 4, 40_000);
  for (let index = 0; index < kept; index++) {
    const earlier = (kept - 1 - index) * gapMs;
    appendEvent(store, rule.evidence, key, alarm.occurred - earlier, alarm.received - earlier, row, index);
  }
  return row;
}

export function appendNoiseEvent(store: UsmStore, occurred: number, received: number): number {
  const key = hash32(store.events.key, store.events.table.count);
  return appendEvent(store, pickEvent(draw(key, 1)), key, occurred, received, -1, 0);
}

export function noiseAlarmRecord(store: UsmStore, row: number): JsonObject {
  const { table } = store.alarms;
  const key = hash32(store.alarms.key, row);
  const rule = at(alarmTemplates, table.template[row] ?? 0);
  const event = at(eventTemplates, rule.evidence);
  return buildAlarm(rule, event, actorsFor(key, event), {
    id: store.alarms.idOf(row),
    occurred: table.occurred[row] ?? 0,
    received: table.received[row] ?? 0,
    status: table.textOf('status', row),
    priority: table.priority[row] ?? 0,
    suppressed: table.textOf('suppressed', row) === 'true',
    eventsCount: table.counts[row] ?? 0,
    eventIds: store.eventRowsOf(row).map((eventRow) => store.events.idOf(eventRow)),
    key,
  });
}

export function noiseEventRecord(store: UsmStore, row: number): JsonObject {
  const { table } = store.events;
  const template = at(eventTemplates, table.template[row] ?? 0);
  const alarmRow = table.link[row] ?? -1;
  const key = eventKey(store, row);
  const actorKey = alarmRow >= 0 ? hash32(store.alarms.key, alarmRow) : key;
  return buildEvent(template, actorsFor(actorKey, template), {
    id: store.events.idOf(row),
    occurred: table.occurred[row] ?? 0,
    received: table.received[row] ?? 0,
    suppressed: table.textOf('suppressed', row) === 'true',
    hasAlarm: alarmRow >= 0,
    key,
  });
}

export function eventKey(store: UsmStore, row: number): number {
  return hash32(store.events.key, row);
}

function appendEvent(
  store: UsmStore,
  templateIndex: number,
  actorKey: number,
  occurred: number,
  received: number,
  alarmRow: number,
  index: number,
): number {
  const template = at(eventTemplates, templateIndex);
  const who = actorsFor(actorKey, template);
  return store.events.table.append({
    occurred,
    received,
    template: templateIndex,
    priority: 0,
    link: alarmRow,
    count: index,
    texts: {
      account_name: template.plugin.account,
      plugin: template.plugin.id,
      event_name: template.name,
      source_name: who.sourceName,
      source_username: who.user ?? '',
      suppressed: String(draw(eventKey(store, store.events.table.count), 3) < 0.01),
      sensor_uuid: sensors[template.plugin.sensor],
    },
  });
}

/** Mostly one to four, at times hundreds, of which the vendor keeps ten. */
function eventsCountFor(key: number): number {
  const kind = draw(key, 5);
  if (kind < 0.62) return 1 + drawInt(key, 6, 2);
  if (kind < 0.94) return 2 + drawInt(key, 6, 5);
  return 8 + drawInt(key, 6, 400);
}

function at<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new Error(`no template ${index}`);
  return item;
}
