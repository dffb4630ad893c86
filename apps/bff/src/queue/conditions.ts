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

/** Filters whose values stand among the facts of a finding, `d`, one value for each or several. */
const values: Readonly<Record<string, RawBuilder<string>>> = {
  status: sql<string>`d.status`,
  severity: sql<string>`d.severity`,
  priority_label: sql<string>`d.priority_label`,
  event_type: sql<string>`d.event_type`,
  vendor_status: sql<string>`d.vendor_status`,
  tenant: sql<string>`d.tenant`,
  source: sql<string>`d.connection`,
  vendor: sql<string>`d.connection`,
  owner: sql<string>`d.owner`,
  verdict: sql<string>`d.verdict`,
  outcome: sql<string>`d.outcome`,
  reopened: sql<string>`d.reopened`,
  // The longest of the delays that it is behind by; a shorter one holds as well, see `toFacetCounts`.
  delay: sql<string>`d.delay`,
};
const lists: Readonly<Record<string, RawBuilder<string[]>>> = {
  technique: sql<string[]>`(case when d.techniques = '{}' then array[${noValue}] else d.techniques end)`,
};

/** A title may be longer than a filter's value: what is the same so far is one rule. */
const ruleCharsMax = 250;
/** Filters that look at the finding itself, `f`: of too many values to be facts. */
const own = {
  rule: sql<string>`left(f.title, ${ruleCharsMax})`,
  entity: sql<string[]>`f.entities`,
  who: sql<string>`coalesce(f.who, ${noValue})`,
  where: sql<string>`coalesce(f.whereabouts, ${noValue})`,
};

/** The three times, each for a filter of its own. */
const times: Readonly<Record<string, RawBuilder<number | null>>> = {
  happened: sql<number | null>`x.happened`,
  arrived: sql<number>`x.arrived`,
  active: sql<number | null>`x.active`,
};

/** What a filter looks at: the facts `d`, the entry `x`, or the finding itself, `f`. */
export function placeOf(name: string): 'facts' | 'entry' | 'finding' {
  if (name in values || name in lists) return 'facts';
  return name in times || name === 'q' ? 'entry' : 'finding';
}

/** What a facet counts: an expression with one value, or with several. */
export function facetOf(name: string): { value: RawBuilder<string> } | { list: RawBuilder<string[]> } | undefined {
  // Connections are counted, and summed by vendor below.
  const value = values[name === 'vendor' ? 'source' : name];
  if (value) return { value };
  const list = lists[name];
  return list && { list };
}

/** The same, also for filters of which no panel counts all values. */
export function valuesOf(name: string): ReturnType<typeof facetOf> {
  if (name === 'rule' || name === 'who' || name === 'where') return { value: own[name] };
  return name === 'entity' ? { list: own.entity } : facetOf(name);
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
  return parts.length === 0 ? sql<boolean>`true` : sql<boolean>`(${sql.join(parts, sql` and `)})`;
}

function toHits(name: string, { person, vendorOf, now }: Asker): (wanted: readonly string[]) => Condition {
  switch (name) {
    case 'vendor':
      return (wanted) =>
        isAny(
          values.vendor,
          [...vendorOf].flatMap(([id, vendor]) => (wanted.includes(vendor) ? [id] : [])),
        );
    case 'owner':
      return (wanted) =>
        isAny(
          values.owner,
          wanted.map((value) => (value === meValue ? person : value)),
        );
    case 'delay':
      return (wanted) => {
        const least = delays.findIndex(({ value }) => wanted.includes(value));
        return isAny(
          values.delay,
          delays.slice(least).map(({ value }) => value),
        );
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
      return (wanted) => sql<boolean>`${own.entity} && ${wanted.map((value) => value.trim().toLowerCase())}::text[]`;
    case 'rule':
      return (wanted) => isAny(own.rule, wanted);
    case 'who':
    case 'where':
      return (wanted) =>
        isAny(
          own[name],
          wanted.map((value) => value.trim().toLowerCase()),
        );
    case 'technique':
      return (wanted) => sql<boolean>`${lists[name]} && ${wanted.map((value) => value.trim())}::text[]`;
    case 'priority_label':
    case 'event_type':
    case 'vendor_status':
    case 'tenant':
      // In small letters as the database makes them, which wrote them so.
      return (wanted) =>
        sql<boolean>`${values[name]} = any(array(select queue_word(w, w) from unnest(${wanted}::text[]) w))`;
    default:
      return (wanted) => isAny(values[name], wanted);
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

/** Of a relation with the column `connection`. */
export function isVisible({ vendorOf }: Asker, relation: 'f' | 'd' = 'f'): Condition {
  return sql<boolean>`${sql.ref(`${relation}.connection`)} = any(${[...vendorOf.keys()]}::text[])`;
}
