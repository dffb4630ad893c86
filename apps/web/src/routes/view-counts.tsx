import { useQuery } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { type Params, toExploreParams, type View } from '@watchfloor/contract';
import { RailCount } from '../features/queue/rail-count.tsx';
import { countsOptions, toViewCount, type ViewCount } from '../features/queue/view-counts.ts';
import { viewsOptions } from '../features/views/views-query.ts';
import { oneOf } from '../lib/search-params.ts';
import { useZone } from '../lib/time.ts';
import { formatTime } from '../ui/time-format.ts';
import { asParams, queuePath } from './addresses.ts';

/** How many findings each view of the queue finds, for the rail. */
export function useViewCounts(): (view: { id: string; params: Params }) => ViewCount | undefined {
  const { pathname, search } = useLocation();
  const { data: saved } = useQuery(viewsOptions);
  const zone = useZone();
  const params = pathname === queuePath ? asParams({ ...search }) : {};
  const [from, to] = [oneOf(params, 'from'), oneOf(params, 'to')];
  // A view that keeps no range opens with the one on the screen; without such a view the range changes no count.
  const views = saved?.views.filter(({ content }) => content?.target.kind === 'queue') ?? [];
  const isAsked = views.some(({ content }) => content?.range === null);
  const range = isAsked && from !== undefined && to !== undefined ? { from, to } : undefined;
  const { data: counts } = useQuery(countsOptions(views.map(({ id, version }) => `${id}.${version}`).join(), range));
  return (view) => toViewCount(view, counts, (at) => formatTime(at, zone, Date.now()));
}

/** The same for saved views, drawn. */
export function useSavedCounts() {
  const countOf = useViewCounts();
  return ({ id, content }: View) => {
    if (content?.target.kind !== 'queue') return undefined;
    const counted = countOf({ id, params: toExploreParams({ filters: content.filters, from: 'now', to: 'now' }) });
    return counted && { count: <RailCount findings={counted.findings} />, words: counted.words };
  };
}
