import { entityKinds } from './entity.ts';
import { noValue, verdicts, workStates } from './queue.ts';
import { outcomes } from './record.ts';
import { severities } from './severity.ts';

/** What can stand before a colon in a search. */
export interface SearchField {
  name: string;
  /** What it looks at, for a list of fields. */
  label: string;
  /** `words`: looked through word by word; `value`: compared whole; `time` and `severity`: can be compared by order. */
  kind: 'words' | 'value' | 'time' | 'severity';
  /** All that there are, where nothing else can match. */
  closed?: readonly string[];
}

const value = (name: string, label: string, closed?: readonly string[]): SearchField => ({
  name,
  label,
  kind: 'value',
  ...(closed && { closed }),
});

const entityLabels: Readonly<Record<(typeof entityKinds)[number], string>> = {
  user: 'A user that it names',
  host: 'A host that it names',
  ip: 'An address that it names',
  mac: 'A hardware address that it names',
  hash: 'A hash that it names',
  url: 'A URL that it names',
  domain: 'A domain that it names',
  email: 'A mail address that it names',
  file: 'A file that it names',
  process: 'A process that it names',
};

/** In the order in which they are offered. */
export const searchFields: readonly SearchField[] = [
  value('status', 'Work state', workStates),
  { name: 'severity', label: 'Severity', kind: 'severity', closed: severities },
  value('source', 'Connection'),
  value('vendor', 'Vendor'),
  ...entityKinds.map((kind) => value(kind, entityLabels[kind])),
  value('entity', 'Anything that it names'),
  value('technique', 'ATT&CK technique'),
  value('event_type', 'Event type'),
  value('outcome', 'Outcome', outcomes),
  value('owner', 'Owner: me, none, or a name'),
  value('verdict', 'Verdict', [...verdicts, noValue]),
  value('priority_label', 'The vendor’s priority'),
  value('vendor_status', 'The vendor’s state'),
  value('tenant', 'Tenant'),
  { name: 'title', label: 'Words of the title', kind: 'words' },
  { name: 'raw', label: 'Words of the raw record', kind: 'words' },
  { name: 'happened', label: 'When it happened', kind: 'time' },
  { name: 'arrived', label: 'When it arrived', kind: 'time' },
  { name: 'active', label: 'Last activity', kind: 'time' },
];

const byName = new Map(searchFields.map((field) => [field.name, field]));

export const toSearchField = (name: string): SearchField | undefined => byName.get(name.toLowerCase());

/** Worst first. What is unknown or other has no place among them: no comparison finds it. */
export const orderedSeverities = ['fatal', 'critical', 'high', 'medium', 'low', 'informational'] as const;
export type OrderedSeverity = (typeof orderedSeverities)[number];

/** The nearest of `names` to what was typed, if any is near. */
export function toNearest(typed: string, names: readonly string[]): string | undefined {
  const text = typed.toLowerCase().slice(0, 40);
  let best: { name: string; distance: number } | undefined;
  for (const name of names) {
    const distance = name.startsWith(text) || text.startsWith(name) ? 1 : toDistance(text, name);
    if (distance <= Math.max(1, Math.floor(name.length / 2)) && (!best || distance < best.distance)) {
      best = { name, distance };
    }
  }
  return best?.name;
}

/** Letters to put in, take out or change. */
function toDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [row, letter] of [...a].entries()) {
    const next = [row + 1];
    for (const [column, other] of [...b].entries()) {
      const change = (previous[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(change, (previous[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    previous = next;
  }
  return previous[b.length] ?? b.length;
}
