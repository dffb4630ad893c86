import type { ParsedLocation } from '@tanstack/react-router';
import { type Connection, queueResource, toExploreParams, type View } from '@watchfloor/contract';
import { findList } from '../lib/find-list.ts';
import { oneOf } from '../lib/search-params.ts';
import { asParams, listPath, queuePath, toViewParam } from './addresses.ts';
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
  if (content?.target.kind === 'queue') {
    const question = toViewQuestion(content, queueResource, here?.pathname === queuePath ? toRange(here) : undefined);
    // What this release does not know of a grouping is for the page to say.
    const group = content.group ? { group: content.group.by, group_order: content.group.order } : {};
    return {
      to: queuePath,
      search: asParams({ ...toViewParam(view.id), ...toExploreParams(question), ...group }),
    } as const;
  }
  const { connection, resource } = findList(connections, view.connection, content?.target.resource);
  if (!content || !connection || !resource) return undefined;
  const range = here?.pathname.startsWith('/explore/') === true ? toRange(here) : undefined;
  return {
    to: listPath,
    params: { connection: connection.id, resource: resource.name },
    search: asParams({ ...toViewParam(view.id), ...toExploreParams(toViewQuestion(content, resource, range)) }),
  } as const;
}

function toRange({ search }: Pick<ParsedLocation, 'search'>): { from: string; to: string } | undefined {
  const params = asParams(search);
  const [from, to] = [oneOf(params, 'from'), oneOf(params, 'to')];
  return from !== undefined && to !== undefined ? { from, to } : undefined;
}
