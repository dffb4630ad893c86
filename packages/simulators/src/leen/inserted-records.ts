import { isObject, type Json, type JsonObject } from '../json.ts';
import { personActors } from './actors.ts';
import { analyticIndex, analytics } from './analytics.ts';
import { activities, activityNameOf, CREATE, classFieldsOf, severityIds, severityNameOf } from './enums.ts';
import { buildFinding } from './finding-records.ts';

/** An item to insert; every field is optional, and what is given goes to the wire as given. */
export interface InsertedFinding extends JsonObject {
  /** Dotted paths to leave out of the finished item, such as `severity` or `finding_info.uid`. */
  _omit?: string[];
  /** The item's whole text on the wire, for bytes that JSON.stringify would not write. */
  _raw?: string;
  /** When Leen's sync brought it, epoch ms; default now. */
  _synced?: number;
}

export interface InsertedFacts {
  record: JsonObject;
  time: number;
  created: number;
  synced: number;
  severityId: number;
  activity: number;
  analytic: number;
}

/** Fills in what a test or story left out, one level deep, and derives the columns from what will be on the wire. */
export function toInserted(given: InsertedFinding, own: { findingUid: string; itemUid: string; nowMs: number }) {
  const { _omit: omitted = [], _raw: raw, _synced: synced = own.nowMs, ...fields } = given;
  const givenInfo = asFields(fields['finding_info']);
  const code = asFields(fields['metadata'])['event_code'];
  const known = analytics.findIndex(({ eventCode }) => eventCode === code);
  const index = known >= 0 ? known : analyticIndex('unfamiliarFeatures');
  const analytic = analytics[index];
  if (!analytic) throw new Error('no analytics');
  const time = timeOf(fields['time'] ?? fields['time_dt']) ?? own.nowMs;
  const created = timeOf(givenInfo['created_time'] ?? givenInfo['created_time_dt']) ?? time;
  const severityId = severityOf(fields) ?? severityIds['LOW'] ?? 2;
  const activity = activityOf(fields) ?? CREATE;
  const defaults = buildFinding(analytic, personActors('ana.ruiz', 'Azure Portal'), {
    ...own,
    activity,
    severityId,
    time,
    created,
    synced,
    sequence: 0,
  });
  const record: JsonObject = merged(
    { ...defaults, severity: severityNameOf(severityId), ...classFieldsOf(activity) },
    fields,
  );
  for (const path of omitted) omit(record, path.split('.'));
  if (raw !== undefined) record['_raw'] = raw;
  const facts: InsertedFacts = { record, time, created, synced, severityId, activity, analytic: index };
  return facts;
}

/** A patch over a record: objects are joined one level deep, everything else is replaced. */
export function merged(record: JsonObject, patch: JsonObject): JsonObject {
  const result: JsonObject = { ...record };
  for (const [name, value] of Object.entries(patch)) {
    const old = result[name];
    result[name] = isObject(old) && isObject(value) ? { ...old, ...value } : value;
  }
  return result;
}

/** The severity that a reader of these fields would see: the id first, else the word however it is written. */
export function severityOf(fields: JsonObject): number | undefined {
  const { severity_id: id, severity: name } = fields;
  if (typeof id === 'number') return id >= 0 && id <= 6 ? id : 99;
  if (typeof name === 'string') return severityIds[name.trim().toUpperCase()] ?? 99;
  return undefined;
}

export function activityOf(fields: JsonObject): number | undefined {
  const { activity_id: id, activity_name: name } = fields;
  if (typeof id === 'number') return id in activities ? id : 99;
  if (typeof name !== 'string') return undefined;
  return Number(Object.keys(activities).find((key) => activityNameOf(Number(key)) === name) ?? 99);
}

/** Epoch ms of a time in any of the forms that these records have; undefined where it is none. */
export function timeOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value > 1e14 ? Math.floor(value / 1000) : value;
  if (typeof value !== 'string') return undefined;
  const parsed = Date.parse(value);
  return Number.isNaN(parsed) ? undefined : parsed;
}

export function asFields(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

export function omit(record: JsonObject, [name = '', ...rest]: string[]): void {
  const value = record[name];
  if (rest.length === 0) record[name] = undefined;
  else if (Array.isArray(value) && isObject(value[Number(rest[0])])) {
    const list = [...value];
    const copy = { ...asFields(list[Number(rest[0])]) };
    if (rest.length === 1) list.splice(Number(rest[0]), 1);
    else {
      omit(copy, rest.slice(1));
      list[Number(rest[0])] = copy as Json;
    }
    record[name] = list;
  } else if (isObject(value)) {
    const copy = { ...value };
    omit(copy, rest);
    record[name] = copy as Json;
  }
}
