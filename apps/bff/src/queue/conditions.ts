import { delays, type FilterValues, meValue, noValue, resolveTimeSpan } from '@watchfloor/contract';
import { type RawBuilder, sql } from 'kysely';

/** Who asks, and what there is to be seen. */
export interface Asker {
  /** Of the asker, for `owner=me`. */
  person: string;
  /** Connections that they may see, by id, with the name of their vendor. */
  vendorOf: ReadonlyMap<string, string>;
  /** Epoch ms: what `now` stands for in a filter. Of a scroll, when it began. */
  now: number;
}

type Condition = RawBuilder<boolean>;

/** What a field is where a source has none. */
const unknownValue = 'unknown';

const lowered = (column: string, absent: string) =>
  sql<string>`coalesce(nullif(lower(trim(${sql.ref(column)})), ''), ${absent})`;

/** What a filter looks at, one value for each finding. `f` is the finding, `m` its mark. */
const values: Readonly<Record<string, RawBuilder<string>>> = {
  status: sql<string>`coalesce(m.state, f.status)`,
  severity: sql<string>`f.severity`,
  priority_label: lowered('f.priority_label', noValue),
  event_type: lowered('f.event_type', unknownValue),
  vendor_status: lowered('f.vendor_status', unknownValue),
  tenant: lowered('f.tenant', unknownValue),
  source: sql<string>`f.connection`,
  owner: sql<string>`coalesce(m.owner, ${noValue})`,
  verdict: sql<string>`coalesce(m.verdict, ${noValue})`,
  outcome: sql<string>`f.outcome`,
  reopened: sql<string>`case when m.reopened_at is null then 'false' else 'true' end`,
  // The longest of the delays that it is behind by; a shorter one holds as well, see `toFacetCounts`.
  delay: sql<string>`case ${sql.join(
    delays.toReversed().map(({ value, ms }) => sql`when f.arrived - f.happened > ${ms} then ${value}`),
    sql` `,
  )} else ${noValue} end`,
};

/** The same with several values for each finding. */
const lists: Readonly<Record<string, RawBuilder<string[]>>> = {
  technique: sql<string[]>`f.techniques`,
  entity: sql<string[]>`f.entities`,
};

/** The three times, each for a filter of its own. */
const times: Readonly<Record<string, RawBuilder<number | null>>> = {
  happened: sql<number | null>`f.happened`,
  arrived: sql<number>`f.arrived`,
  active: sql<number | null>`f.active`,
};

/** What a facet counts: an expression with one value, or with several. */
export function facetOf(name: string): { value: RawBuilder<string> } | { list: RawBuilder<string[]> } | undefined {
  // Connections are counted, and summed by vendor below.
  const value = values[name === 'vendor' ? 'source' : name];
  if (value) return { value };
  const list = lists[name];
  return list && { list };
}

/** What was counted for a facet, by the values of its filter. */
export function toFacetCounts(
  name: string,
  counted: readonly { value: string; count: number }[],
  { vendorOf }: Asker,
): { value: string; count: number }[] {
  if (name === 'delay') {
    return delays.map(({ value }, index) => ({
      value,
      count: sumOf(counted.filter((one) => delays.findIndex((delay) => delay.value === one.value) >= index)),
    }));
  }
  if (name !== 'vendor') return [...counted];
  return [...new Set(vendorOf.values())].map((vendor) => ({
    value: vendor,
    count: sumOf(counted.filter(({ value }) => vendorOf.get(value) === vendor)),
  }));
}

const sumOf = (counted: readonly { count: number }[]) => counted.reduce((sum, { count }) => sum + count, 0);

/** What a filter asks for. Filters are checked against the queue's own before. */
export function toCondition(name: string, { include, exclude }: FilterValues, asker: Asker): Condition {
  const hits = toHits(name, asker);
  const parts = [
    ...(include.length > 0 ? [hits(include)] : []),
    ...(exclude.length > 0 ? [sql<boolean>`not ${hits(exclude)}`] : []),
  ];
  return sql<boolean>`(${sql.join(parts, sql` and `)})`;
}

function toHits(name: string, { person, vendorOf, now }: Asker): (wanted: readonly string[]) => Condition {
  switch (name) {
    case 'q':
      return (wanted) => sql<boolean>`(${sql.join(wanted.map(toSearch), sql` or `)})`;
    case 'vendor':
      return (wanted) => {
        const ids = [...vendorOf].flatMap(([id, vendor]) => (wanted.includes(vendor) ? [id] : []));
        return sql<boolean>`f.connection = any(${ids}::text[])`;
      };
    case 'owner':
      return (wanted) =>
        isAny(
          values.owner,
          wanted.map((value) => (value === meValue ? person : value)),
        );
    case 'delay':
      return (wanted) => {
        const least = Math.min(...delays.flatMap(({ value, ms }) => (wanted.includes(value) ? [ms] : [])));
        return sql<boolean>`coalesce(f.arrived - f.happened > ${least}, false)`;
      };
    case 'happened':
    case 'arrived':
    case 'active':
      return (wanted) =>
        sql<boolean>`(${sql.join(
          wanted.map((text) => isWithin(times[name], text, now)),
          sql` or `,
        )})`;
    case 'entity':
    case 'technique': {
      const folded = (value: string) => (name === 'entity' ? value.trim().toLowerCase() : value.trim());
      return (wanted) => sql<boolean>`${lists[name]} && ${wanted.map(folded)}::text[]`;
    }
    default: {
      const exact = ['status', 'severity', 'source', 'verdict', 'outcome', 'reopened'].includes(name);
      return (wanted) =>
        isAny(
          values[name],
          wanted.map((value) => (exact ? value : value.trim().toLowerCase())),
        );
    }
  }
}

function isAny(value: RawBuilder<string> | undefined, wanted: readonly string[]): Condition {
  if (!value) throw new Error('The queue has a filter that it does not know.');
  return sql<boolean>`${value} = any(${wanted}::text[])`;
}

/** A time that is not known lies within no stretch: excluding one never loses it. */
function isWithin(time: RawBuilder<number | null> | undefined, text: string, now: number): Condition {
  const span = resolveTimeSpan(text, now);
  if (!time || !span) throw new Error('The queue has a time that it does not know.');
  const parts = [
    ...(span.from === null ? [] : [sql<boolean>`${time} >= ${span.from}`]),
    ...(span.to === null ? [] : [sql<boolean>`${time} <= ${span.to}`]),
  ];
  return sql<boolean>`coalesce(${sql.join(parts, sql` and `)}, false)`;
}

/** All words, anywhere; what stands in quotes is one. */
function toSearch(text: string): Condition {
  const words = text.toLowerCase().match(/"[^"]+"|\S+/g) ?? [];
  const parts = words.map((word) => {
    const pattern = word.replace(/^"|"$/g, '').replace(/[\\%_]/g, (character) => `\\${character}`);
    return sql<boolean>`f.search like ${`%${pattern}%`}`;
  });
  return parts.length === 0 ? sql<boolean>`true` : sql<boolean>`(${sql.join(parts, sql` and `)})`;
}

/** A range matches any of the three times. */
export function inRange({ from, to }: { from: number; to: number }): Condition {
  return sql<boolean>`(f.last_at >= ${from} and (f.happened between ${from} and ${to}
    or f.arrived between ${from} and ${to} or f.active between ${from} and ${to}))`;
}

export function isVisible({ vendorOf }: Asker): Condition {
  return sql<boolean>`f.connection = any(${[...vendorOf.keys()]}::text[])`;
}
