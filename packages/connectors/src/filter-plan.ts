import type { EntityKind, Filter, FilterValues } from '@watchfloor/contract';
import { commonFilterReaders, type FilterReader, type FilterRule } from './record-filter.ts';

/** A filter as a resource offers it, and what its vendor can do about it. */
export interface FilterDefinition extends Filter {
  /** Where the record says what the filter looks at; the common readers serve where this is absent. */
  read?: FilterReader;
  /** How the vendor takes the filter. Absent: it cannot. */
  vendor?: {
    param: string;
    /** The vendor's spelling of a value; undefined for values it cannot filter by. */
    spell(value: string): string | undefined;
    /**
     * True for fields of a record that never change. Only these may be asked one value at a time and merged: a record
     * that changed between two such calls would be in neither answer.
     */
    fixed: boolean;
    /**
     * How the vendor takes several values, joined by OR, in one question: what the parameter is sent with, once for each
     * text given back; undefined where that would be too much. Absent: it takes one value at a time.
     */
    several?(spelt: string[]): string[] | undefined;
    /** The kinds of entity of which the vendor itself finds all records by this filter. */
    finds?: readonly EntityKind[];
    /** It takes an id of the vendor's own in place of the entity's value; the id stands in this cell of its records. */
    idCell?: string;
  };
}

export interface FilterPlan {
  /** Parameters for each stream that has to be read; one stream without parameters where nothing is sent. */
  streams: [name: string, value: string][][];
  /** Applied here, to every record: what the vendor does unreliably is done again. */
  rules: FilterRule[];
  /** Filters that were applied here alone, at least in part. */
  appliedHere: string[];
  /** Filters that nobody can apply. */
  unapplied: string[];
}

/** More calls side by side than this for one page cost more than reading what does not match. */
const streamsMax = 4;

/** Decides for each filter of a question who applies it. Pure. Filters without a definition are the caller's mistake. */
export function planFilters(
  definitions: readonly FilterDefinition[],
  filters: Readonly<Record<string, FilterValues>>,
  options: { singleStream: boolean },
): FilterPlan {
  const plan: FilterPlan = { streams: [[]], rules: [], appliedHere: [], unapplied: [] };
  const sentParams = new Set<string>();
  for (const definition of definitions) {
    const values = filters[definition.name];
    if (!values || values.include.length + values.exclude.length === 0) continue;
    const spelt = sentValues(definition, values);
    const inOne = spelt.length > 0 ? definition.vendor?.several?.(spelt) : undefined;
    const fits =
      inOne !== undefined ||
      spelt.length === 1 ||
      (spelt.length > 1 &&
        definition.vendor?.fixed === true &&
        !options.singleStream &&
        plan.streams.length * spelt.length <= streamsMax);
    // Two filters may stand for one parameter (severity and priority_label); it is sent for the first.
    const param = definition.vendor?.param;
    const sent = fits && param !== undefined && !sentParams.has(param);
    if (sent) {
      sentParams.add(param);
      const choices = inOne ? [inOne] : spelt.map((value) => [value]);
      plan.streams = plan.streams.flatMap((stream) =>
        choices.map((texts): [string, string][] => [
          ...stream,
          ...texts.map((text): [string, string] => [param, text]),
        ]),
      );
    }
    const read = definition.read ?? commonFilterReaders[definition.name];
    if (read) plan.rules.push({ read, match: definition.match, values, sent });
    if (!read && (!sent || values.exclude.length > 0)) plan.unapplied.push(definition.name);
    else if (!sent || values.exclude.length > 0) plan.appliedHere.push(definition.name);
  }
  return plan;
}

/** The includes as the vendor spells them; none where one of them cannot be sent. */
function sentValues({ vendor }: FilterDefinition, { include }: FilterValues): string[] {
  if (!vendor) return [];
  const spelt = new Set<string>();
  for (const value of include) {
    const word = vendor.spell(value);
    if (word === undefined) return [];
    spelt.add(word);
  }
  return [...spelt];
}
