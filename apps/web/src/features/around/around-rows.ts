import {
  type AroundAnswer,
  compareSeverity,
  type EntityKind,
  type Interval,
  type Lookup,
  type Severity,
} from '@watchfloor/contract';

type Source = AroundAnswer['sources'][number];

export interface CountRow {
  source: Source;
  findings: number;
  worst: Severity | null;
  /** The source was not read whole: there may be more. */
  isLeast: boolean;
}

export interface ValueRows {
  kind: EntityKind;
  value: string;
  /** Of sources that have any, worst first. */
  found: CountRow[];
  /** Sources that have none, read whole. */
  none: Source[];
  /** Sources that have none in what was read of them: they are not known to have none. */
  noneSoFar: Source[];
  lookups: Lookup[];
}

export interface AroundRows {
  /** Worst first. */
  values: ValueRows[];
  /** No other finding of any source names them, all were read whole, and no vendor can be asked for them. */
  empty: { kind: EntityKind; value: string }[];
}

/** How the counts are shown: what is worst first, and what is nothing last. */
export function toAroundRows({ sources, values }: AroundAnswer): AroundRows {
  const all = values.map(({ kind, value, counts, lookups }): ValueRows => {
    const countOf = (source: Source) => counts.find(({ connection }) => connection === source.connection);
    const found = sources.flatMap((source): CountRow[] => {
      const count = countOf(source);
      return count === undefined || count.findings === 0
        ? []
        : [{ source, findings: count.findings, worst: count.worst, isLeast: source.unread.length > 0 }];
    });
    const without = sources.filter((source) => (countOf(source)?.findings ?? 0) === 0);
    return {
      kind,
      value,
      found: found.toSorted((a, b) => compareWorst(a.worst, b.worst) || b.findings - a.findings),
      none: without.filter(({ unread }) => unread.length === 0),
      noneSoFar: without.filter(({ unread }) => unread.length > 0),
      lookups,
    };
  });
  const isEmpty = ({ found, noneSoFar, lookups }: ValueRows) => found.length + noneSoFar.length + lookups.length === 0;
  return {
    values: all.filter((one) => !isEmpty(one)).toSorted(byWorst),
    empty: all.filter(isEmpty).map(({ kind, value }) => ({ kind, value })),
  };
}

/** Stretches that are shorter are clocks that differ. */
const edgeMs = 60_000;

/** What of the range is not here, in words: `not read before 09:15`. undefined: nothing is missing. */
export function toUnreadWords(
  unread: readonly Interval[],
  range: Interval,
  { now, clock }: { now: number; clock: (at: number) => string },
): string | undefined {
  const gaps = unread.filter(({ from, to }) => to - from >= edgeMs);
  const [first] = gaps;
  if (!first) return unread.length === 0 ? undefined : 'not read whole';
  const fromStart = first.from - range.from < edgeMs;
  const toEnd = Math.min(range.to, now) - first.to < edgeMs;
  if (fromStart && toEnd) return 'not read in this time';
  if (gaps.length > 1) return `not read in ${gaps.length} stretches, the first from ${clock(first.from)}`;
  if (fromStart) return `not read before ${clock(first.to)}`;
  return toEnd ? `not read after ${clock(first.from)}` : `not read from ${clock(first.from)} to ${clock(first.to)}`;
}

export const kindWords: Partial<Record<EntityKind, string>> = {
  user: 'user',
  host: 'host',
  ip: 'address',
  hash: 'hash',
  domain: 'domain',
  email: 'mail address',
  url: 'URL',
};

/** Why vendors cannot be asked themselves, a sentence for each source and reason. */
export function toNoLookupWords({ sources, values }: AroundAnswer): { connection: string; words: string }[] {
  return sources.flatMap(({ connection, label }) => {
    const of = (wanted: string) =>
      values.filter(({ noLookups }) => noLookups.some((one) => one.connection === connection && one.why === wanted));
    const kinds = [...new Set(of('kind').map(({ kind }) => kindWords[kind] ?? kind))];
    const forms = [...new Set(of('form').map(({ kind }) => kindWords[kind] ?? kind))];
    const ids = of('no_id').map(({ value }) => value);
    const sentences = [
      ...(kinds.length === 0 ? [] : [`cannot search by ${toList(kinds)}`]),
      ...(forms.length === 0 ? [] : [`cannot search for every form of ${toList(forms)}`]),
      ...(ids.length === 0
        ? []
        : [`searches by an id of its own, and no record kept here tells that of ${ids.join(', ')}`]),
    ];
    return sentences.map((words) => ({ connection, words: `${label} ${words}.` }));
  });
}

/** `user, host or address` */
function toList(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** Of the same severity, whom comes before what, as the server gives them. */
const byWorst = (a: ValueRows, b: ValueRows) => compareWorst(a.found[0]?.worst ?? null, b.found[0]?.worst ?? null);

function compareWorst(a: Severity | null, b: Severity | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return compareSeverity(a, b);
}
