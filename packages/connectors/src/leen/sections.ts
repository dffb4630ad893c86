import type { Cell, Section } from '@watchfloor/contract';
import { otherFields } from '../facts.ts';
import type { Row } from './collapse.ts';
import { flatten } from './flatten.ts';
import { resourcesOf } from './people.ts';
import { readTime } from './times.ts';
import type { WireAlert } from './wire.ts';

/** More evidences than this are a log; the raw record has them. */
const partsMax = 30;
const rowsMax = 200;
const cellCharsMax = 500;

/** Fields that the record, its facts or a section show; the rest is listed under "Other fields". */
const shown = new Set(
  'time time_dt severity severity_id activity_id activity_name type_uid type_name category_uid category_name class_uid class_name message finding_info metadata enrichments evidences resources resource'.split(
    ' ',
  ),
);
const shownOfFinding = new Set(
  'title uid desc analytic attacks types src_url created_time created_time_dt first_seen_time first_seen_time_dt last_seen_time last_seen_time_dt modified_time modified_time_dt related_events related_analytics'.split(
    ' ',
  ),
);

/** Everything below the fold. */
export function toSections(wire: WireAlert, row: Row): Section[] {
  return [
    ...textSection('description', 'Description', wire.finding_info?.desc ?? wire.message),
    ...stepsSection(row),
    ...partSections('evidence', 'Evidence', wire.evidences, evidenceTitle),
    ...partSections('resource', 'Resource', resourcesOf(wire), ({ name, uid }) => name ?? uid),
    ...enrichmentsSection(wire),
    ...relatedEventsSection(wire),
    ...analyticsSection(wire),
    ...factsSection('finding', 'Finding', rest(wire.finding_info, shownOfFinding)),
    ...factsSection('metadata', 'Metadata', wire.metadata ?? {}),
    ...otherSection(wire),
  ];
}

function evidenceTitle(evidence: WireAlert['evidences'][number]): string | undefined {
  const has = [
    evidence.api?.operation,
    evidence.actor?.app_name,
    evidence.src_endpoint?.ip ?? evidence.device?.hostname ?? evidence.device?.ip,
  ].filter((part) => part !== undefined);
  return has.length > 0 ? has.join(', ') : undefined;
}

function partSections<Part extends object>(
  id: string,
  word: string,
  parts: readonly Part[],
  titleOf: (part: Part) => string | undefined,
): Section[] {
  const sections = parts.slice(0, partsMax).map((part, index): Section => {
    const name = titleOf(part);
    const number = parts.length > 1 ? ` ${index + 1} of ${parts.length}` : '';
    return {
      id: `${id}-${index + 1}`,
      title: clip(name === undefined ? `${word}${number}` : `${word}${number}: ${name}`, 120),
      folded: index > 0,
      kind: 'facts',
      facts: flatten(part),
    };
  });
  if (parts.length > partsMax) {
    sections.push({
      id: `${id}-more`,
      title: `${word}: ${parts.length - partsMax} more`,
      folded: true,
      kind: 'text',
      mono: false,
      text: `Of ${parts.length}, the first ${partsMax} are shown. The raw record has all.`,
    });
  }
  return sections.filter((section) => section.kind !== 'facts' || section.facts.length > 0);
}

/** Create, Update and Close are one row; what happened when is here. */
function stepsSection({ steps }: Row): Section[] {
  if (steps.length < 2) return [];
  return [
    {
      id: 'history',
      title: 'History',
      folded: false,
      kind: 'steps',
      steps: steps.slice(-rowsMax).map(({ at, activity, severity }) => ({
        at,
        title: activity,
        outcome: 'not_stated',
        note: `severity ${severity}`,
      })),
    },
  ];
}

function enrichmentsSection({ enrichments }: WireAlert): Section[] {
  return tableSection('enrichments', 'Enrichments', enrichments, [
    ['Name', 'text', ({ name }) => name],
    ['Value', 'mono', ({ value }) => value],
    ['Reputation', 'text', ({ reputation }) => reputationOf(reputation)],
    ['Score', 'number', ({ reputation }) => reputation?.base_score],
    ['Provider', 'text', ({ provider, reputation }) => provider ?? reputation?.provider],
    ['Type', 'text', ({ type }) => type],
    ['Says', 'text', ({ short_desc: short, desc }) => short ?? desc],
    ['Made', 'time', (enrichment) => readTime(enrichment, 'created_time')],
    ['Source', 'mono', ({ src_url: url }) => url],
    ['Data', 'mono', (enrichment) => asText(enrichment.data)],
  ]);
}

const reputations: Record<number, string> = {
  0: 'Unknown',
  1: 'Very safe',
  2: 'Safe',
  3: 'Probably safe',
  4: 'Leans safe',
  5: 'May not be safe',
  6: 'Exercise caution',
  7: 'Suspicious, risky',
  8: 'Possibly malicious',
  9: 'Probably malicious',
  10: 'Malicious',
  99: 'Other',
};

function reputationOf(reputation: WireAlert['enrichments'][number]['reputation']): string | undefined {
  if (!reputation) return undefined;
  const id = reputation.score_id;
  if (id !== undefined && id in reputations) return reputations[id];
  const word = reputation.score?.trim().toLowerCase().replaceAll('_', ' ');
  return word === undefined ? undefined : word.charAt(0).toUpperCase() + word.slice(1);
}

function relatedEventsSection({ finding_info: finding }: WireAlert): Section[] {
  return tableSection('related-events', 'Related events', finding?.related_events ?? [], [
    [
      'Time',
      'time',
      (event) => readTime(event, 'first_seen_time') ?? readTime(event, 'created_time') ?? readTime(event, 'time'),
    ],
    ['What', 'text', ({ title, type_name: typeName, type }) => title ?? typeName ?? type],
    ['Severity', 'text', ({ severity }) => severity],
    ['Id', 'mono', ({ uid }) => uid],
    ['Product', 'mono', ({ product_uid: product }) => product],
  ]);
}

function analyticsSection({ finding_info: finding }: WireAlert): Section[] {
  return tableSection('related-analytics', 'Related analytics', finding?.related_analytics ?? [], [
    ['Name', 'text', ({ name }) => name],
    ['Type', 'text', ({ type }) => type],
    ['Category', 'text', ({ category }) => category],
    ['Says', 'text', ({ desc }) => desc],
    ['Id', 'mono', ({ uid }) => uid],
    ['Version', 'mono', ({ version }) => version],
  ]);
}

type TableColumn<Item> = readonly [
  label: string,
  kind: 'text' | 'mono' | 'number' | 'time',
  read: (item: Item) => string | number | null | undefined,
];

/** Columns in which nothing stands are left out. */
function tableSection<Item>(
  id: string,
  title: string,
  items: readonly Item[],
  columns: readonly TableColumn<Item>[],
): Section[] {
  const kept = items.slice(0, rowsMax);
  const filled = columns.filter(([, , read]) => kept.some((item) => read(item) != null));
  if (filled.length === 0) return [];
  return [
    {
      id,
      title,
      folded: false,
      kind: 'table',
      columns: filled.map(([label, kind]) => ({ label, kind })),
      rows: kept.map((item) => filled.map(([, kind, read]) => toCell(read(item), kind))),
      ...(items.length > kept.length ? { note: `${kept.length} of ${items.length}` } : {}),
    },
  ];
}

function toCell(value: string | number | null | undefined, kind: TableColumn<unknown>[1]): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return value;
  const number = Number(value);
  return kind === 'number' && !Number.isNaN(number) ? number : clip(value, cellCharsMax);
}

function asText(data: unknown): string | undefined {
  if (data === null || data === undefined || data === '') return undefined;
  return typeof data === 'string' ? data : JSON.stringify(data);
}

function textSection(id: string, title: string, text: string | undefined): Section[] {
  return text === undefined ? [] : [{ id, title, folded: false, kind: 'text', text, mono: false }];
}

function factsSection(id: string, title: string, object: object): Section[] {
  const facts = flatten(object);
  return facts.length === 0 ? [] : [{ id, title, folded: true, kind: 'facts', facts }];
}

function otherSection(wire: WireAlert): Section[] {
  const facts = otherFields(wire, shown);
  return facts.length === 0 ? [] : [{ id: 'other', title: 'Other fields', folded: true, kind: 'facts', facts }];
}

function rest(object: object | undefined, without: ReadonlySet<string>): object {
  return Object.fromEntries(Object.entries(object ?? {}).filter(([name]) => !without.has(name)));
}

function clip(text: string, charsMax: number): string {
  return text.length > charsMax ? `${text.slice(0, charsMax - 1)}…` : text;
}
