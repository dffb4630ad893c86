import type { Resource } from '@watchfloor/contract';
import { toDeclaredFilter } from '../common-filters.ts';
import type { CallContext, Related, ResourceReader } from '../connector.ts';
import { createEntityFilters } from '../entity-filters.ts';
import { toAlarmRecord } from './alarm.ts';
import type { UsmConfig } from './config.ts';
import { toEventRecord } from './event.ts';
import { toEventDetail } from './event-detail.ts';
import { eventFilters } from './filters.ts';
import { getRecord } from './get.ts';
import { isUuid, recordKey } from './key.ts';
import { listRecords } from './list.ts';
import { readTimes } from './times.ts';
import { alarmSchema, envelopeSchema, eventSchema, type WireAlarm, wrappedEventSchema } from './wire.ts';

const eventsResource: Resource = {
  name: 'events',
  label: 'Events',
  singular: 'event',
  kind: 'event',
  filters: eventFilters.map(toDeclaredFilter),
  columns: [
    { name: 'happened', label: 'Time', kind: 'time', widthPx: 92, shown: true },
    { name: 'title', label: 'Event', kind: 'title', widthPx: 320, shown: true, filter: 'event_type' },
    { name: 'source', label: 'Source', kind: 'mono', widthPx: 150, shown: true, filter: 'source' },
    { name: 'destination', label: 'Destination', kind: 'mono', widthPx: 150, shown: true, filter: 'destination' },
    { name: 'user', label: 'User', kind: 'text', widthPx: 150, shown: true, filter: 'source_username', entity: 'user' },
    { name: 'outcome', label: 'Outcome', kind: 'outcome', widthPx: 100, shown: true, filter: 'outcome' },
    { name: 'plugin', label: 'Plugin', kind: 'text', widthPx: 150, shown: true, filter: 'plugin' },
    { name: 'has_alarm', label: 'Alarm', kind: 'flag', widthPx: 64, shown: true, filter: 'has_alarm' },
    { name: 'severity', label: 'Severity', kind: 'severity', widthPx: 92, shown: false, filter: 'severity' },
    { name: 'arrived', label: 'Arrived', kind: 'time', widthPx: 92, shown: false },
    { name: 'suppressed', label: 'Suppressed', kind: 'flag', widthPx: 92, shown: false, filter: 'suppressed' },
    { name: 'account_name', label: 'Account', kind: 'text', widthPx: 120, shown: false, filter: 'account_name' },
    { name: 'sensor', label: 'Sensor', kind: 'mono', widthPx: 150, shown: false, filter: 'sensor' },
  ],
  orders: [
    { name: 'time-desc', label: 'Newest first', provable: true },
    { name: 'time-asc', label: 'Oldest first', provable: true },
  ],
  opensWith: { suppressed: 'false', from: 'now-1h', to: 'now' },
};

/** An alarm follows its events: from a little before, for clocks that differ, to a day after. */
const alarmBeforeMs = 300_000;
const alarmAfterMs = 86_400_000;
const pagesMax = 5;
const pageSize = 100;

/** `GET /events` and `GET /events/{id}`. */
export function createEventsReader(config: UsmConfig): ResourceReader {
  const always = config.account_name === undefined ? [] : [['account_name', config.account_name] as const];
  // The vendor's API names no page of its console for a single event.
  const consoleOrigin = undefined;
  return {
    resource: eventsResource,
    isKey: isUuid,
    entityFilters: createEntityFilters(eventFilters),
    list: (question, position, context) =>
      listRecords(
        {
          path: '/events',
          schema: eventSchema,
          filters: eventFilters,
          timeSpelling: config.time_spelling,
          always: question.filters.account_name?.include.length ? [] : always,
          toRecord: (wire, key) => toEventRecord(wire, key, { connection: context.connection, consoleOrigin }),
        },
        question,
        position,
        context,
      ),
    async get(key, _hint, context) {
      const { wire, text } = await getRecord('/events', key, eventSchema, context);
      return toEventDetail(wire, key, text, { connection: context.connection, consoleOrigin });
    },
    async related(key, _hint, context) {
      const { wire } = await getRecord('/events', key, eventSchema, context);
      const at = readTimes(wire).happened ?? context.now();
      return findAlarm(key, at, config, context);
    },
  };
}

/** The vendor cannot be asked for an event's alarm, so the alarms after it are looked through for its id. */
async function findAlarm(eventKey: string, at: number, config: UsmConfig, context: CallContext): Promise<Related> {
  const from = at - alarmBeforeMs;
  const to = at + alarmAfterMs;
  const spelling = config.time_spelling;
  let rows = 0;
  let lookedTo = from;
  for (let page = 0; page < pagesMax; page += 1) {
    const { json } = await context.client.get({
      path: '/alarms',
      params: [
        ['page', String(page)],
        ['size', String(pageSize)],
        ['sort', `timestamp_${spelling},asc`],
        [`timestamp_${spelling}_gte`, String(from)],
        [`timestamp_${spelling}_lte`, String(to)],
      ],
      signal: context.signal,
      deadlineAt: context.deadlineAt,
      onAsked: context.onAsked,
    });
    const alarms = Object.values(envelopeSchema.parse(json)._embedded ?? {}).find(Array.isArray) ?? [];
    rows += alarms.length;
    for (const given of alarms) {
      const parsed = alarmSchema.safeParse(given);
      const key = parsed.success ? recordKey(parsed.data) : undefined;
      if (!parsed.success || key === undefined) continue;
      lookedTo = Math.max(lookedTo, readTimes(parsed.data).happened ?? lookedTo);
      if (!holdsEvent(parsed.data, eventKey)) continue;
      const record = toAlarmRecord(parsed.data, key, { connection: context.connection, consoleOrigin: undefined });
      return {
        links: [{ resource: 'alarms', key, title: record.title, at: record.happened }],
        looked: { rows, from, to: lookedTo, whole: false },
      };
    }
    if (alarms.length < pageSize) return { links: [], looked: { rows, from, to, whole: true } };
  }
  return { links: [], looked: { rows, from, to: lookedTo, whole: false } };
}

function holdsEvent(alarm: WireAlarm, eventKey: string): boolean {
  if (alarm.packet_data.includes(eventKey)) return true;
  return alarm.events.some((event) => {
    const wrapped = wrappedEventSchema.safeParse(event);
    if (wrapped.success) return recordKey(wrapped.data.message) === eventKey || recordKey(wrapped.data) === eventKey;
    const bare = eventSchema.safeParse(event);
    return bare.success && recordKey(bare.data) === eventKey;
  });
}
