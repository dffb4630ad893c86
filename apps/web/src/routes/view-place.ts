import type { ParsedLocation } from '@tanstack/react-router';
import { type Connection, toExploreParams, type View } from '@watchfloor/contract';
import { findList } from '../lib/find-list.ts';
import { oneOf } from '../lib/search-params.ts';
import { asParams, listPath, toViewParam } from './addresses.ts';
import { toViewQuestion } from './open-view.ts';

/**
 * Where a view opens, as it is saved. A view without a range opens with the one on the screen.
 * @param here what is on the screen; undefined for an address that must not depend on it
 * @returns undefined for one that cannot be opened here
 */
export function toViewPlace(
  view: View,
  connections: readonly Connection[],
  here: Pick<ParsedLocation, 'pathname' | 'search'> | undefined,
) {
  const { content } = view;
  const { connection, resource } = findList(connections, view.connection, content?.target.resource);
  if (!content || !connection || !resource) return undefined;
  const params = here?.pathname.startsWith('/explore/') === true ? asParams(here.search) : {};
  const [from, to] = [oneOf(params, 'from'), oneOf(params, 'to')];
  const range = from !== undefined && to !== undefined ? { from, to } : undefined;
  return {
    to: listPath,
    params: { connection: connection.id, resource: resource.name },
    search: asParams({ ...toViewParam(view.id), ...toExploreParams(toViewQuestion(content, resource, range)) }),
  } as const;
}
