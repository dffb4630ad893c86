import { useQuery } from '@tanstack/react-query';
import {
  type Connection,
  type ExploreQuery,
  type GroupChoice,
  type ParameterProblem,
  type Params,
  type Resource,
  toExploreParams,
  type View,
  type ViewContent,
} from '@watchfloor/contract';
import { useEffect, useMemo } from 'react';
import { readGroupChoice } from '../features/queue/group-choice.ts';
import { chooseBase, setDraft, useDraft } from '../features/views/drafts.ts';
import type { OpenView } from '../features/views/open-view.ts';
import {
  fromDensity,
  isSameContent,
  isSameQuestion,
  type Screen,
  toColumnState,
  toColumns,
  toDensity,
  toKnownColumns,
  toQuestion,
  withScreen,
} from '../features/views/view-content.ts';
import { viewsOptions } from '../features/views/views-query.ts';
import { declaredState, type ListLayout, setPreferredColumns, usePreferredColumns } from '../lib/list/list-layout.ts';
import { readLocation } from '../lib/list/list-location.ts';
import { usePreferences } from '../lib/preferences.ts';
import { oneOf } from '../lib/search-params.ts';

export interface ShownView {
  /** The view that the address names, where it shows this list. */
  opened: OpenView | undefined;
  layout: ListLayout;
  screen: Screen;
  /** What of the address could not be followed. */
  problem: ParameterProblem | undefined;
  /** The address names a view, and the views are not here yet. */
  isWaiting: boolean;
}

export interface ShownList {
  /** undefined: the queue, which is over all of them. */
  connection: Connection | undefined;
  resource: Resource;
}

const noView: ParameterProblem = {
  parameter: 'view',
  detail: 'This view is not here, or shows another list. The rows are what the rest of the link asks for.',
};

/** What is on a list's screen, compared with the view as which it was opened. The address wins over the view. */
export function useShownView(
  params: Params,
  { connection, resource }: ShownList,
  query: ExploreQuery,
  group?: GroupChoice,
): ShownView {
  const id = oneOf(params, 'view');
  const { data, isPending } = useQuery(viewsOptions);
  const named = id === undefined ? undefined : data?.views.find((one) => one.id === id);
  const view = named && doesShow(named, { connection, resource }) ? named : undefined;
  const draft = useDraft(view?.id);
  const columnsKey = connection ? `${connection.vendor}:${resource.name}` : 'queue:findings';
  const preferredColumns = usePreferredColumns(columnsKey, resource);
  const { density: preferredDensity } = usePreferences();

  const base = useMemo(() => {
    if (!view?.content) return undefined;
    const same = (a: ViewContent, b: ViewContent) => isSameContent(a, b, resource);
    const isShown = (content: ViewContent) => {
      const { columns, density } = content;
      const screen = { query, columns: columns ?? [], density: density ?? 'regular', group };
      return isSameQuestion(content, withScreen(content, screen, resource), resource);
    };
    return chooseBase({ version: view.version, content: toKnown(view.content, resource) }, draft.base, isShown, same);
  }, [view, draft.base, query, resource, group]);
  const baseText = JSON.stringify(base);
  useEffect(() => {
    if (view && base && JSON.stringify(draft.base) !== baseText) setDraft(view.id, { base });
    // `baseText` is all of `base`.
  }, [view, base, baseText, draft.base]);

  const keptColumns = base?.content.columns ?? null;
  const columns = keptColumns && (draft.columns ?? keptColumns);
  const columnState = useMemo(
    () => (columns ? toColumnState(columns, resource) : preferredColumns),
    [columns, resource, preferredColumns],
  );
  const keptDensity = base?.content.density ?? null;
  const density = keptDensity ? toDensity(draft.density ?? keptDensity) : preferredDensity;
  const screen = useMemo(
    () => ({ query, columns: toColumns(columnState, resource), density: fromDensity(density), group }),
    [query, columnState, resource, density, group],
  );
  const opened = useMemo(() => {
    if (!view?.content || !base) return undefined;
    const content = withScreen(base.content, screen, resource);
    return {
      view,
      base,
      content,
      screen,
      isDirty: !isSameContent(base.content, content, resource),
      isBehind: view.version > base.version,
    };
  }, [view, base, screen, resource]);

  const onColumnState: ListLayout['onColumnState'] = (state) => {
    if (view && columns) setDraft(view.id, { columns: toColumns(state ?? declaredState(resource), resource) });
    else setPreferredColumns(columnsKey, state);
  };
  return {
    opened,
    layout: { columnState, onColumnState, density },
    screen,
    problem: id !== undefined && data && !view ? noView : undefined,
    isWaiting: id !== undefined && isPending,
  };
}

function doesShow({ content, connections }: View, { connection, resource }: ShownList): boolean {
  if (!connection) return content?.target.kind === 'queue';
  return content?.target.resource === resource.name && connections.includes(connection.id);
}

/** The question that a view opens with. @param here the range on the screen, for a view that keeps none */
export function toViewQuestion(
  content: ViewContent,
  resource: Resource,
  here?: { from: string; to: string },
): ExploreQuery {
  return toQuestion(content, here ?? readLocation(resource.opensWith, resource).query);
}

function toKnownGroup(group: ViewContent['group']): GroupChoice | undefined {
  return group ? readGroupChoice({ group: group.by, group_order: group.order }).group : undefined;
}

/** What this list knows of a view: the rest cannot be shown, and is no change of whoever looks at it. */
function toKnown(content: ViewContent, resource: Resource): ViewContent {
  const params = toExploreParams(toViewQuestion(content, resource));
  const { query } = readLocation(params, resource);
  return {
    ...content,
    filters: query.filters,
    order: query.order ?? null,
    columns: toKnownColumns(content.columns, resource),
    group: toKnownGroup(content.group),
  };
}
