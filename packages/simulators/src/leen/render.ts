import { isObject, type Json, type JsonObject } from '../json.ts';
import { hash32 } from '../scenario/prng.ts';
import { omit } from './inserted-records.ts';
import type { LeenStore } from './store.ts';
import type { LeenSwitches } from './switches.ts';

/** The parts of an item that a background item may lack, each in about one of a hundred. */
const LACKING: readonly string[] = [
  'message',
  'enrichments',
  'evidences',
  'resources',
  'finding_info.title',
  'finding_info.src_url',
  'finding_info.attacks',
  'finding_info.created_time',
  'metadata.product',
  'evidences.0.actor',
  'evidences.0.src_endpoint',
  'activity_name',
  'type_name',
  'category_uid',
];

const PARTS = [
  'message',
  'finding_info',
  'metadata',
  'enrichments',
  'evidences',
  'resources',
  'severity',
  'severity_id',
];

/** The item's text on the wire, as this installation's switches have it. */
export function renderFinding(store: LeenStore, switches: LeenSwitches, row: number): string {
  const given = store.recordOf(row);
  if (typeof given['_raw'] === 'string') return given['_raw'];
  let record: JsonObject = { ...given };
  // What a story or a test brought goes to the wire as it is, unless a switch asks for one certain form.
  const chance = store.records.has(row) ? -1 : hash32(row, 77) % 100;
  if (switches.parts === 'mixed' && LACKING[chance]) omit(record, LACKING[chance].split('.'));
  restyleSeverity(record, switches, chance);
  if (switches.resources === 'single') {
    record['resource'] = Array.isArray(record['resources']) ? record['resources'][0] : undefined;
    record['resources'] = undefined;
  }
  const times = switches.times !== 'mixed' ? switches.times : chanceOfTimes(chance);
  if (times !== 'ms') record = restyleTimes(record, times);
  if (switches.absent === 'null') for (const part of PARTS) record[part] ??= null;
  return JSON.stringify(record);
}

function chanceOfTimes(chance: number): 'ms' | 'iso' | 'us' | 'dt' {
  if (chance >= 90 && chance < 93) return 'us';
  if (chance === 93) return 'iso';
  return chance === 94 ? 'dt' : 'ms';
}

function restyleSeverity(record: JsonObject, switches: LeenSwitches, chance: number): void {
  const { severity } = record;
  const style = switches.severityText;
  if (typeof severity === 'string' && style !== 'upper') {
    const title = severity.charAt(0) + severity.slice(1).toLowerCase();
    if (style === 'title' || (style === 'mixed' && chance === 80)) record['severity'] = title;
    if (style === 'padded' || (style === 'mixed' && chance === 81)) record['severity'] = `${title} `;
  }
  const keys = switches.severityKeys;
  if (keys === 'id' || (keys === 'mixed' && chance === 82)) record['severity'] = undefined;
  if (keys === 'text' || (keys === 'mixed' && chance === 83)) record['severity_id'] = undefined;
}

function restyleTimes(record: JsonObject, style: 'iso' | 'us' | 'dt'): JsonObject {
  const result: JsonObject = {};
  for (const [name, value] of Object.entries(record)) {
    if (typeof value === 'number' && /(^|_)time$/.test(name)) {
      const iso = new Date(value).toISOString();
      if (style === 'dt') result[`${name}_dt`] = iso;
      else result[name] = style === 'us' ? value * 1000 : iso;
    } else result[name] = restyleValue(value, style);
  }
  return result;
}

function restyleValue(value: Json | undefined, style: 'iso' | 'us' | 'dt'): Json | undefined {
  if (Array.isArray(value)) return value.map((item) => restyleValue(item, style) ?? null);
  return isObject(value) ? (restyleTimes(value, style) as Json) : value;
}
