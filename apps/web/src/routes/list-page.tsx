import { getRouteApi, Link, useNavigate, useRouter } from '@tanstack/react-router';
import { type ExploreQuery, type Params, type SourceRecord, toExploreParams } from '@watchfloor/contract';
import { useMemo } from 'react';
import { SourceStrip } from '../features/connections/source-strip.tsx';
import { ExplorePage } from '../features/explore/explore-page.tsx';
import { forgetDraft } from '../features/views/drafts.ts';
import type { OpenView } from '../features/views/open-view.ts';
import { useCopyLink } from '../features/views/use-copy-link.ts';
import { ViewBar, ViewTitle } from '../features/views/view-bar.tsx';
import { useViews } from '../features/views/views-context.ts';
import { toListParams } from '../lib/list/list-location.ts';
import { oneOf, stringifySearch } from '../lib/search-params.ts';
import type { LinkForm } from '../ui/list/copy-link.tsx';
import { toVisibleText } from '../ui/text/visible.ts';
import { connectionPath, listPath, recordPath, toHint, toViewParam } from './addresses.ts';
import { type Found, FoundResource } from './found-resource.tsx';
import { ListPane } from './list-pane.tsx';
import { useListQuery } from './list-question.ts';
import { useShownView } from './open-view.ts';

const route = getRouteApi(listPath);

/** A list of one source. The URL is its whole state, and this is where it is written. */
export function ListPage() {
  const { connection, resource } = route.useParams();
  return (
    <FoundResource connection={connection} resource={resource}>
      {(found) => (
        // Keyed: another list starts with nothing of this one's.
        <FoundList key={`${connection}/${resource}`} {...found} />
      )}
    </FoundResource>
  );
}

function FoundList({ connections, connection, resource }: Found) {
  const params = route.useSearch();
  const navigate = useNavigate();
  const router = useRouter();
  const listParams = toListParams(params);
  const { query, ignored } = useListQuery(listParams, resource);
  const viewParam = toViewParam(oneOf(params, 'view'));
  const { opened, layout, screen, problem, isWaiting } = useShownView(params, { connection, resource }, query);
  const views = useViews();
  const copyLink = useCopyLink();
  const sel = oneOf(params, 'sel');
  const here = { connection: connection.id, resource: resource.name };
  const uidPrefix = `${connection.id}:${resource.name}:`;

  const toSelection = (row: SourceRecord): Params => ({
    ...viewParam,
    ...listParams,
    sel: row.uid.slice(uidPrefix.length),
    ...toHint(row.hint),
  });
  const onQuery = (next: ExploreQuery) =>
    void navigate({
      to: listPath,
      params: here,
      search: {
        // A view that is not here is forgotten with the next question.
        ...(problem ? {} : viewParam),
        ...toExploreParams(next),
        ...(sel === undefined ? {} : { sel }),
        ...toHint(oneOf(params, 'hint')),
      },
    });
  const { peek: _, peek_hint: __, ...unpeeked } = params;
  // One step at a time: first back to the list's own record, then to the list alone.
  const onClose = () => {
    if (params.peek !== undefined) void navigate({ to: listPath, params: here, search: unpeeked });
    else if (sel !== undefined)
      void navigate({ to: listPath, params: here, search: { ...viewParam, ...listParams }, replace: true });
  };
  const toHref = (row: SourceRecord) =>
    router.buildLocation({ to: recordPath, params: { ...here, key: row.key }, search: toSelection(row) }).href;
  const rowHref = useKeptHrefs(stringifySearch({ ...viewParam, ...listParams }), toHref);
  const onRevert = (shown: OpenView) => {
    forgetDraft(shown.view.id);
    views.onOpen(shown.view);
  };
  const onCopyLink = (next: ExploreQuery, { range, isShort }: LinkForm) => {
    const { view: _, ...unviewed } = params;
    // A private view is nobody else's: a colleague's page would only say that it is not there.
    const kept = opened && opened.view.sharing !== 'private' ? params : unviewed;
    const search = { ...kept, ...toExploreParams(next) };
    const said = range === 'absolute' ? 'Its range is absolute.' : `Its range stays ${next.from} to ${next.to}.`;
    void copyLink(router.buildLocation({ to: listPath, params: here, search }).href, { isShort, said });
  };
  const viewTitle = useMemo(() => opened && <ViewTitle opened={opened} />, [opened]);
  const hasBar = opened ? opened.isDirty || opened.isBehind : views.may('analyst');
  const openPage = (key: string, search: Params) => void navigate({ to: recordPath, params: { ...here, key }, search });

  if (isWaiting) return <main className="flex-1" aria-busy />;
  return (
    <>
      <title>{`${opened ? `${toVisibleText(opened.view.name)} · ` : ''}${resource.label} · ${connection.label} · Watchfloor`}</title>
      <ExplorePage
        connection={connection}
        resource={resource}
        query={query}
        ignored={problem ? [...ignored, problem] : ignored}
        selectedId={sel === undefined ? null : uidPrefix + sel}
        onQuery={onQuery}
        onSelect={(row) =>
          // Back leaves the pane; it does not walk through every row that was passed.
          void navigate({ to: listPath, params: here, search: toSelection(row), replace: sel !== undefined })
        }
        onClose={onClose}
        onOpenPage={(row) => openPage(row.key, toSelection(row))}
        rowHref={rowHref}
        layout={layout}
        viewTitle={viewTitle}
        viewBar={
          hasBar ? (
            <ViewBar
              opened={opened}
              screen={screen}
              target={{ kind: 'connection', connection: connection.id, resource: resource.name }}
              onRevert={onRevert}
            />
          ) : null
        }
        onCopyLink={onCopyLink}
        renderStrip={(list) => (
          <SourceStrip
            connections={connections}
            current={{ id: connection.id, list }}
            renderLink={(of, content, className, title) => (
              <Link to={connectionPath} params={{ connection: of }} className={className} title={title}>
                {content}
              </Link>
            )}
          />
        )}
        renderPane={(around) =>
          sel === undefined ? null : (
            <ListPane
              {...around}
              connection={connection}
              resource={resource}
              query={query}
              sel={sel}
              onClose={onClose}
            />
          )
        }
      />
    </>
  );
}

/** Every row in view has its address asked for with each draw; it is built once, as long as the list is the same. */
function useKeptHrefs(listText: string, toHref: (row: SourceRecord) => string) {
  const kept = useMemo(() => ({ listText, hrefs: new WeakMap<SourceRecord, string>() }), [listText]);
  return (row: SourceRecord) => {
    let href = kept.hrefs.get(row);
    if (href === undefined) {
      href = toHref(row);
      kept.hrefs.set(row, href);
    }
    return href;
  };
}
