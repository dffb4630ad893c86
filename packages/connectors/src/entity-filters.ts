import type { EntityKind } from '@watchfloor/contract';
import type { EntityFilter } from './connector.ts';
import type { FilterDefinition } from './filter-plan.ts';

/** What a list's own filters say of it: by which of them the vendor finds an entity. */
export function createEntityFilters(
  definitions: readonly FilterDefinition[],
): (kind: EntityKind, value: string) => EntityFilter[] {
  return (kind, value) =>
    definitions.flatMap(({ name, vendor }) => {
      if (!vendor?.finds?.includes(kind)) return [];
      const { idCell } = vendor;
      return [
        idCell === undefined
          ? { filter: name, takes: vendor.spell(value) !== undefined }
          : { filter: name, takes: true, idCell },
      ];
    });
}
