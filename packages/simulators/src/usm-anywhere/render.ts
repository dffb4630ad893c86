import { type Json, type JsonObject, toText } from '../json.ts';
import { draw, hash32 } from '../scenario/prng.ts';
import { eventTemplates } from './event-templates.ts';
import type { Resource } from './filters.ts';
import { eventKey, noiseAlarmRecord, noiseEventRecord } from './noise.ts';
import { buildMessage, labelIds } from './records.ts';
import type { UsmStore } from './store.ts';
import type { UsmSwitches } from './switches.ts';

export interface RenderContext {
  store: UsmStore;
  switches: UsmSwitches;
  /** What `_links` name, without a trailing slash. */
  baseUrl: string;
  view: 'list' | 'detail';
}

/** The record's text on the wire, as this installation's switches have it. */
export function renderRecord(context: RenderContext, resource: Resource, row: number): string {
  const record = recordOf(context.store, resource, row);
  if (typeof record['_raw'] === 'string') return record['_raw'];
  const id = context.store.rowsOf(resource).idOf(row);
  if (resource === 'alarms') addEvents(context, record, row);
  const styled = restyle(record, resource, row, context.switches);
  nameId(styled, id, resource, context);
  styled['_links'] ??= { self: { href: `${context.baseUrl}/${resource}/${id}`, templated: false } };
  return JSON.stringify(styled);
}

/** The record in the vendor's usual form, before switches, events and links. */
function recordOf(store: UsmStore, resource: Resource, row: number): JsonObject {
  const rows = store.rowsOf(resource);
  const given = rows.records.get(row);
  const made = given
    ? { ...given }
    : resource === 'alarms'
      ? noiseAlarmRecord(store, row)
      : noiseEventRecord(store, row);
  if (resource === 'alarms') {
    if (made['status'] !== undefined && typeof made['_raw'] !== 'string')
      made['status'] = rows.table.textOf('status', row);
    const labels = labelsOf(store, row);
    if (store.labels.has(row) || labels.length > 0) made['alarm_labels'] = labels;
    if (given) made['packet_data'] ??= store.eventRowsOf(row).map((eventRow) => store.events.idOf(eventRow));
  }
  return { ...made, ...rows.patches.get(row) };
}

/** Labels set through the API, else those that a few noise alarms were born with. */
export function labelsOf(store: UsmStore, row: number): string[] {
  const set = store.labels.get(row);
  if (set) return [...set];
  const born = store.alarms.records.get(row)?.['alarm_labels'];
  if (Array.isArray(born)) return born.filter((label) => typeof label === 'string');
  if (store.alarms.records.has(row)) return [];
  const key = hash32(store.alarms.key, row);
  const label = labelIds[Math.floor(draw(key, 82) * labelIds.length)];
  return draw(key, 81) < 0.05 && label ? [label] : [];
}

function addEvents({ store, switches, baseUrl }: RenderContext, record: JsonObject, row: number): void {
  if (switches.alarmEvents === 'none' || record['events'] !== undefined) return;
  record['events'] = store.eventRowsOf(row).map((eventRow): Json => {
    if (switches.alarmEvents === 'plain') return { uuid: store.events.idOf(eventRow) };
    const event = { ...recordOf(store, 'events', eventRow), uuid: store.events.idOf(eventRow) };
    const template = eventTemplates[store.events.table.template[eventRow] ?? 0];
    const message = template ? buildMessage(event, template, eventKey(store, eventRow)) : event;
    return {
      // The template stays unexpanded: that is what the vendor sends.
      _links: { self: { href: `${baseUrl}/events/{eventId}`, templated: true } },
      timeStamp: store.events.table.occurred[eventRow] ?? 0,
      enriched: true,
      message: restyle(message, 'events', eventRow, switches) as Json,
    };
  });
}

/** The list's key is a switch; details have their documented ones. */
function nameId(record: JsonObject, id: string, resource: Resource, { switches, view }: RenderContext): void {
  const key = view === 'detail' ? (resource === 'alarms' ? 'uuid' : 'id') : switches.listIdKey;
  const nameless = key === 'none' || record['_noId'] === true;
  // Overwriting keeps the object's shape; undefined fields are not written.
  record['_noId'] = undefined;
  record['uuid'] = !nameless && key === 'uuid' ? id : undefined;
  record['id'] = !nameless && key === 'id' ? id : undefined;
}

const TIMES = ['timestamp_occured', 'timestamp_received'];
const BOOLEANS = ['suppressed', 'has_alarm', 'needs_enrichment', 'transient'];

function restyle(record: JsonObject, resource: Resource, row: number, switches: UsmSwitches): JsonObject {
  restyleTimes(record, row, switches);
  if (switches.booleans !== 'documented') {
    for (const name of BOOLEANS) {
      if (record[name] === undefined) continue;
      record[name] = switches.booleans === 'strings' ? toText(record[name]) : toText(record[name]) === 'true';
    }
  }
  if (resource === 'alarms' && record['status'] === 'in_review') record['status'] = switches.inReviewSpelling;
  if (switches.outputSpelling === 'one-r') return record;
  const respelled: JsonObject = {};
  for (const [name, value] of Object.entries(record)) respelled[name.replace('_occured', '_occurred')] = value;
  return respelled;
}

function restyleTimes(record: JsonObject, row: number, switches: UsmSwitches): void {
  const { times } = switches;
  const missing = times === 'missing' || (times === 'some-missing' && hash32(row, 91) % 10 === 0);
  const numeric = times === 'number' || (times === 'mixed' && hash32(row, 92) % 2 === 0);
  for (const name of TIMES) {
    if (missing) record[name] = undefined;
    else if (numeric && record[name] !== undefined) record[name] = Number(record[name]);
    if (missing || !switches.isoTwin) record[`${name}_iso8601`] = undefined;
  }
}
