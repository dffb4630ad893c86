import { type Filter, meValue, noValue, type QueueFacetsAnswer, type QueueRow } from '@watchfloor/contract';
import type { FacetSelection, FacetValue } from '../../ui/facet-list/facet-list.tsx';
import type { SourceName } from './source-name.ts';

interface Known {
  facets: QueueFacetsAnswer['facets'] | undefined;
  connections: readonly SourceName[];
  /** The asker's id: their own findings stand under "Me". */
  me: string | undefined;
  people: readonly { id: string; name: string }[];
  /** By filter, how vendors spell a value that is counted in small letters. */
  spellings: Spellings;
}

/** What a filter offers: closed lists in their own order, all others by how many there are; nothing is left out. */
export function toFacetValues(filter: Filter, selection: FacetSelection, known: Known): FacetValue[] {
  const counts = countsOf(filter.name, known);
  const counted = (value: string) => (counts === undefined ? null : (counts.get(value) ?? 0));
  if (filter.name === 'owner') return toOwners(filter, counts, counted, known);
  if (filter.name === 'source') {
    return known.connections.map(({ id, label }) => ({ value: id, label, count: counted(id), counted: 'exact' }));
  }
  if (filter.name === 'vendor') {
    const vendors = new Map(known.connections.map(({ vendor, vendorLabel }) => [vendor, vendorLabel]));
    return [...vendors].map(([value, label]) => ({ value, label, count: counted(value), counted: 'exact' }));
  }
  if (!filter.open) {
    return filter.values.map(({ value, label }) => ({ value, label, count: counted(value), counted: 'exact' }));
  }
  const chosen = new Map([...selection.include, ...selection.exclude].map((value) => [fold(value), value]));
  const spelled = known.spellings.get(filter.name);
  return [...(counts ?? [])].map(([value, count]) => {
    // What was chosen keeps the spelling in which it was; the question means the same.
    const text = chosen.get(value) ?? spelled?.get(value);
    return { value: text ?? value, label: toLabel(value, text), count, counted: 'exact' };
  });
}

// Not the priority label: each vendor writes LOW, low and Low in its own way, and here they are one.
const spelledFilters = ['event_type', 'vendor_status', 'tenant'] as const;

export type Spellings = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** How the loaded rows spell what is counted in small letters. */
export function toSpellings(rows: readonly QueueRow[]): Spellings {
  const spellings = new Map(spelledFilters.map((name) => [name as string, new Map<string, string>()]));
  for (const row of rows) {
    const texts = [row.eventType, row.vendorStatus, row.tenant];
    for (const [index, name] of spelledFilters.entries()) {
      const text = texts[index];
      if (text !== undefined) spellings.get(name)?.set(fold(text), text);
    }
  }
  return spellings;
}

const fold = (text: string) => text.trim().toLowerCase();

function toLabel(value: string, text: string | undefined): string {
  if (value === noValue) return 'None';
  return text ?? value.charAt(0).toUpperCase() + value.slice(1);
}

function countsOf(name: string, { facets }: Known): ReadonlyMap<string, number> | undefined {
  const facet = facets?.find((one) => one.filter === name);
  return facet && new Map(facet.values.map(({ value, count }) => [value, count]));
}

/** Me and nobody first; of the others those who own something. */
function toOwners(
  filter: Filter,
  counts: ReadonlyMap<string, number> | undefined,
  counted: (value: string) => number | null,
  { me, people }: Known,
): FacetValue[] {
  const own = filter.values.filter(({ value }) => value === meValue || value === noValue);
  const first = own.map(({ value, label }) => ({
    value,
    label,
    count: value === meValue ? counted(me ?? '') : counted(value),
    counted: 'exact' as const,
  }));
  const others = [...(counts ?? [])].filter(([value]) => value !== me && value !== noValue);
  const nameOf = (id: string) => people.find((one) => one.id === id)?.name ?? id;
  return [
    ...first,
    ...others.map(([value, count]) => ({ value, label: nameOf(value), count, counted: 'exact' as const })),
  ];
}
