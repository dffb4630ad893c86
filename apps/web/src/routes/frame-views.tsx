import { Link, useLocation, useNavigate } from '@tanstack/react-router';
import type { Connection, View } from '@watchfloor/contract';
import type { Command } from '../features/shell/palette.tsx';
import { setDraft, useDraft } from '../features/views/drafts.ts';
import { fromDensity, toDensity } from '../features/views/view-content.ts';
import { ViewRail } from '../features/views/view-rail.tsx';
import { toOriginWords, toTargetWords } from '../features/views/view-words.ts';
import { useViews } from '../features/views/views-context.ts';
import { keyedViews, toViewKeys } from '../features/views/views-keys.ts';
import { useKeys } from '../lib/keymap.ts';
import { setPreferences, usePreferences } from '../lib/preferences.ts';
import { oneOf } from '../lib/search-params.ts';
import type { Density } from '../ui/data-table/types.ts';
import { toVisibleText } from '../ui/text/visible.ts';
import { useToast } from '../ui/toast/toast.tsx';
import { asParams, queuePath, viewsPath } from './addresses.ts';
import { useSavedCounts } from './view-counts.tsx';
import { toViewPlace } from './view-place.ts';

/** What the views bring to the frame of every page: keys, commands, and whose row height `d` turns. */
export function useFrameViews(connections: readonly Connection[]) {
  const { views, onOpen } = useViews();
  const location = useLocation();
  const navigate = useNavigate();
  const toast = useToast();
  const current = toCurrentView(views, location);
  const draft = useDraft(current?.id);
  const { density: preferred } = usePreferences();
  const goToAll = () => void navigate({ to: viewsPath });

  useKeys([
    ...toViewKeys(views, { onOpen, onUnavailable: (text) => toast({ text: toVisibleText(text), shownMs: 8_000 }) }),
    { keys: 'g v', label: 'All views', group: 'Move', run: goToAll },
  ]);
  const commands: Command[] = [
    ...views.flatMap((view, index) =>
      view.content === null || view.unavailable !== null
        ? []
        : [
            {
              id: `view ${view.id}`,
              label: toVisibleText(view.name),
              detail: toVisibleText(`View, ${toOriginWords(view)} · ${toTargetWords(view, connections)}`),
              ...(index < keyedViews && { keys: `g ${index + 1}` }),
              run: () => onOpen(view),
            },
          ],
    ),
    { id: 'views', label: 'All views', detail: 'Open, order, rename, share', keys: 'g v', run: goToAll },
  ];
  const kept = (draft.base?.content ?? current?.content)?.density ?? null;
  return {
    current,
    commands,
    density: kept === null ? preferred : toDensity(draft.density ?? kept),
    // Under a view that keeps a row height, another one is a change of that view.
    onDensity: (density: Density) =>
      current && kept !== null ? setDraft(current.id, { density: fromDensity(density) }) : setPreferences({ density }),
  };
}

/** The views in the rail, each a link to where it opens. */
export function FrameViews(props: {
  isFolded: boolean;
  connections: readonly Connection[];
  current: View | undefined;
}) {
  const location = useLocation();
  const countOf = useSavedCounts();
  return (
    <ViewRail
      isFolded={props.isFolded}
      currentId={props.current?.id}
      countOf={countOf}
      renderLink={(view, link) => {
        const place = toViewPlace(view, props.connections, location);
        // Dragging takes the item to another place in the rail.
        return place ? <Link {...place} {...link} draggable={false} /> : null;
      }}
      renderAll={(className, content, title) => (
        <Link to={viewsPath} className={className} title={title}>
          {content}
        </Link>
      )}
    />
  );
}

/** The view that the address names, where it shows the list that the address names. */
function toCurrentView(views: readonly View[], { pathname, search }: { pathname: string; search: object }) {
  const id = oneOf(asParams({ ...search }), 'view');
  if (id !== undefined && pathname === queuePath) {
    return views.find((view) => view.id === id && view.content?.target.kind === 'queue');
  }
  const [, explore, connection, resource] = pathname.split('/');
  if (id === undefined || explore !== 'explore' || connection === undefined) return undefined;
  return views.find(
    (view) => view.id === id && view.connections.includes(connection) && view.content?.target.resource === resource,
  );
}
