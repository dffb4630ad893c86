import { getRouteApi, Link, useNavigate, useRouter } from '@tanstack/react-router';
import { type ExploreQuery, type Params, type SourceRecord, toExploreParams } from '@watchfloor/contract';
import { useMemo } from 'react';
import { SourceStrip } from '../features/connections/source-strip.tsx';
import { toListParams } from '../features/explore/explore-location.ts';
import { ExplorePage } from '../features/explore/explore-page.tsx';
import { oneOf, stringifySearch } from '../lib/search-params.ts';
import { connectionsPath, listPath, recordPath, toHint } from './addresses.ts';
import { type Found, FoundResource } from './found-resource.tsx';
import { ListPane } from './list-pane.tsx';
import { useListQuery } from './list-question.ts';

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
  const sel = oneOf(params, 'sel');
  const here = { connection: connection.id, resource: resource.name };
  const uidPrefix = `${connection.id}:${resource.name}:`;

  const toSelection = (row: SourceRecord): Params => ({
    ...listParams,
    sel: row.uid.slice(uidPrefix.length),
    ...toHint(row.hint),
  });
  const onQuery = (next: ExploreQuery) =>
    void navigate({
      to: listPath,
      params: here,
      search: {
        ...toExploreParams(next),
        ...(sel === undefined ? {} : { sel }),
        ...toHint(oneOf(params, 'hint')),
      },
    });
  const { peek: _, peek_hint: __, ...unpeeked } = params;
  // One step at a time: first back to the list's own record, then to the list alone.
  const onClose = () => {
    if (params.peek !== undefined) void navigate({ to: listPath, params: here, search: unpeeked });
    else if (sel !== undefined) void navigate({ to: listPath, params: here, search: listParams, replace: true });
  };
  const toHref = (row: SourceRecord) =>
    router.buildLocation({ to: recordPath, params: { ...here, key: row.key }, search: toSelection(row) }).href;
  const rowHref = useKeptHrefs(stringifySearch(listParams), toHref);
  const openPage = (key: string, search: Params) => void navigate({ to: recordPath, params: { ...here, key }, search });

  return (
    <>
      <title>{`${resource.label} · ${connection.label} · Watchfloor`}</title>
      <ExplorePage
        connection={connection}
        resource={resource}
        query={query}
        ignored={ignored}
        selectedId={sel === undefined ? null : uidPrefix + sel}
        onQuery={onQuery}
        onSelect={(row) =>
          // Back leaves the pane; it does not walk through every row that was passed.
          void navigate({ to: listPath, params: here, search: toSelection(row), replace: sel !== undefined })
        }
        onClose={onClose}
        onOpenPage={(row) => openPage(row.key, toSelection(row))}
        rowHref={rowHref}
        toLink={(next) =>
          location.origin +
          router.buildLocation({ to: listPath, params: here, search: { ...params, ...toExploreParams(next) } }).href
        }
        renderStrip={(list) => (
          <SourceStrip
            connections={connections}
            current={{ id: connection.id, list }}
            renderLink={(content, className, title) => (
              <Link to={connectionsPath} className={className} title={title}>
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
