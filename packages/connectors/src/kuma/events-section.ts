import type { Cell, Section } from '@watchfloor/contract';
import { sentence } from '../facts.ts';
import { readVendorTime } from '../vendor-time.ts';
import { eventsSectionId } from './alert-detail.ts';
import type { WireAlert } from './wire.ts';

/** An alert may hold 10,000; a screen of more than this is read by nobody. */
const rowsMax = 1_000;
const restCharsMax = 2_000;

type Event = WireAlert['events'][number];

/** A column and the keys that may feed it, the most telling first. Events are free maps with KUMA's own names. */
const columns = [
  ['Name', 'text', ['Name', 'Message', 'DeviceEventClassID']],
  ['Source', 'mono', ['SourceAddress', 'SourceHostName']],
  ['Destination', 'mono', ['DestinationAddress', 'DestinationHostName']],
  ['User', 'text', ['SourceUserName', 'DestinationUserName', 'SourceUserID', 'DestinationUserID']],
  ['Host', 'mono', ['DeviceHostName', 'DestinationHostName', 'SourceHostName', 'DeviceAddress']],
  ['Device vendor', 'text', ['DeviceVendor']],
] as const;

/** An alert's events in time order, the undated last. */
export function toEventsSection({ events }: WireAlert): Section {
  const rows = events
    .map((event) => ({ event, at: readVendorTime(event.Timestamp) }))
    .toSorted((a, b) => (a.at ?? Number.MAX_VALUE) - (b.at ?? Number.MAX_VALUE))
    .map(({ event, at }): Cell[] => toRow(event, at));
  const counted = rows.length === 0 ? 'KUMA sent none' : `${rows.length}`;
  return {
    id: eventsSectionId,
    title: 'Events',
    folded: false,
    kind: 'table',
    note: rows.length > rowsMax ? `${counted}, of which the latest ${rowsMax} are shown` : counted,
    columns: [
      { label: 'Time', kind: 'time' },
      ...columns.map(([label, kind]) => ({ label, kind })),
      { label: 'Further', kind: 'text' },
    ],
    rows: rows.slice(-rowsMax),
  };
}

function toRow(event: Event, at: number | null): Cell[] {
  const used = new Set(at === null ? [] : ['Timestamp']);
  const cells = columns.map(([, , keys]): Cell => {
    const key = keys.find((name) => toText(event[name]) !== null);
    if (key === undefined) return null;
    used.add(key);
    return toText(event[key]);
  });
  const rest = sayRest(event, used);
  return [at, ...cells, rest.length > restCharsMax ? `${rest.slice(0, restCharsMax)}…` : rest || null];
}

/** What the columns left, as `Source port: 49201 · MITRE technique: T1558.003`, ids last. */
function sayRest(event: Event, used: ReadonlySet<string>): string {
  const rest = Object.entries(event).flatMap(([name, value]) => {
    // A custom field's name stands in a second field: DeviceCustomString1 and DeviceCustomString1Label.
    const isLabel = name.endsWith('Label') && toText(event[name.slice(0, -'Label'.length)]) !== null;
    return used.has(name) || isLabel ? [] : flatten(name, toText(event[`${name}Label`]) ?? sentence(name), value);
  });
  const isId = (name: string) => /\bID$/.test(name);
  return [...rest.filter(([name]) => !isId(name)), ...rest.filter(([name]) => isId(name))]
    .map(([name, text]) => `${name}: ${text}`)
    .join(' · ');
}

/** An object's values one by one; lists and anything deeper as JSON, since no words fit all of them. */
function flatten(key: string, name: string, value: unknown): [name: string, text: string][] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return Object.entries(value).flatMap(([inner, text]) => {
      const said = toText(text);
      return said === null ? [] : [[`${name} ${inner}`, said] satisfies [string, string]];
    });
  }
  const at = key.endsWith('Time') || key === 'Timestamp' ? readVendorTime(value) : null;
  const text = at === null ? toText(value) : new Date(at).toISOString();
  return text === null ? [] : [[name, text]];
}

/** Big integers are strings of their exact digits by now. */
function toText(value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
