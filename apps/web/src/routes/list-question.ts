import { useNavigate } from '@tanstack/react-router';
import { type Connection, type ExploreQuery, type Params, type Resource, toExploreParams } from '@watchfloor/contract';
import { useMemo } from 'react';
import { type FilterMode, withValue } from '../lib/list/filter-edits.ts';
import { readLocation } from '../lib/list/list-location.ts';
import { parseSearch, stringifySearch } from '../lib/search-params.ts';
import { asParams, listPath } from './addresses.ts';

/** The list's question of a URL; the same object as long as its part of the URL is the same. */
export function useListQuery(listParams: Params, resource: Resource) {
  const text = stringifySearch(listParams);
  return useMemo(() => readLocation(parseSearch(text), resource), [text, resource]);
}

/** Adds a value to a list's filters: to this list's as they stand, to another list's as it opens. */
export function useFilterIn(
  connection: Connection,
  query: ExploreQuery,
  list: Resource,
  /** What stays in the URL beside the list's own question. */
  keep: Params,
) {
  const navigate = useNavigate();
  return (target: Resource, name: string, value: string, mode: FilterMode) => {
    const start = target === list ? query : readLocation(target.opensWith, target).query;
    const multi = target.filters.find((one) => one.name === name)?.multi ?? true;
    void navigate({
      to: listPath,
      params: { connection: connection.id, resource: target.name },
      search: asParams({
        ...toExploreParams(withValue(start, name, value, mode, multi)),
        ...(target === list ? keep : {}),
      }),
    });
  };
}
