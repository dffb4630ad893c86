import { type Filter, queueResource, type Resource } from '@watchfloor/contract';
import type { SourceName } from './source-name.ts';

/** The queue with the names of what is here: an id is nothing that a person reads. */
export function toNamedQueue(
  connections: readonly SourceName[],
  people: readonly { id: string; name: string }[],
): Resource {
  const named: Record<string, (filter: Filter) => Filter['values']> = {
    source: () => connections.map(({ id, label }) => ({ value: id, label })),
    vendor: () => [
      ...new Map(
        connections.map(({ vendor, vendorLabel }) => [vendor, { value: vendor, label: vendorLabel }]),
      ).values(),
    ],
    owner: ({ values }) => [...values, ...people.map(({ id, name }) => ({ value: id, label: name }))],
  };
  return {
    ...queueResource,
    filters: queueResource.filters.map((filter) => ({
      ...filter,
      values: named[filter.name]?.(filter) ?? filter.values,
    })),
  };
}
