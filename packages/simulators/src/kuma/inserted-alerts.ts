import { isObject, type JsonObject, toText } from '../json.ts';
import { uuidOf } from '../scenario/identifiers.ts';
import type { NewAlertRow } from './alert-table.ts';
import { toPriorityWord } from './alert-words.ts';
import { rules } from './rules.ts';
import { kumaTenants } from './tenants.ts';

/** An alert to insert; every field is optional, and what is given goes to the wire as given. */
export interface InsertedAlert extends JsonObject {
  /** How many events are made up on top of those in `events`; default 1 where none are given. */
  _events?: number;
  /** Fields to leave out of the finished record. */
  _omit?: string[];
  /** The record's whole text on the wire, for bytes that JSON.stringify would not write. */
  _raw?: string;
}

export interface Inserted {
  row: NewAlertRow;
  /** Fields as given, on top of what the row prints; `undefined` leaves one out. */
  overlay: JsonObject;
  /** How many of the row's events are made up rather than given. */
  madeUpEvents: number;
}

/** Fills in what was left out and derives the columns from what will be on the wire. */
export function toInsertedAlert(given: InsertedAlert, nowMs: number): Inserted {
  const lastGiven = timeOf(given['lastSeen']);
  const firstSeen = timeOf(given['firstSeen']) ?? Math.min(nowMs, lastGiven ?? nowMs);
  const lastSeen = lastGiven ?? firstSeen;
  const name = given['name'] === undefined ? 'Inserted alert' : toText(given['name']);
  const events = Array.isArray(given['events']) ? given['events'].length : 0;
  const madeUpEvents = given._events ?? (events > 0 ? 0 : 1);
  const { _events, _omit = [], _raw, ...fields } = given;
  const overlay: JsonObject = { ...fields };
  for (const field of _omit) overlay[field] = undefined;
  const row: NewAlertRow = {
    firstSeen,
    lastSeen,
    rule: Math.max(
      0,
      rules.findIndex((rule) => rule.name === name),
    ),
    events: events + madeUpEvents,
    overflow: given['overflow'] === true,
    texts: {
      name,
      correlationRuleID: toText(given['correlationRuleID'] ?? uuidOf(`kuma-rule:${name}`)),
      tenantID: toText(given['tenantID'] ?? kumaTenants.freight.id),
      status: toText(given['status'] ?? 'new').toLowerCase(),
      priority: toPriorityWord(given['priority'] ?? 'low'),
      assignee: toText(given['assignee']),
      closingReason: toText(given['closingReason']),
    },
  };
  return { row, overlay, madeUpEvents };
}

/** The column needs a number even where the wire gets something odd. */
export function timeOf(value: unknown): number | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value !== 'string' || isObject(value)) return undefined;
  const atMs = /^\d{12,}$/.test(value) ? Number(value) : Date.parse(value);
  return Number.isNaN(atMs) ? undefined : atMs;
}
