import { getRouteApi, Link, useRouter } from '@tanstack/react-router';
import type { Connection, ExploreQuery, Params, Resource, SourceRecord } from '@watchfloor/contract';
import { Maximize2 } from 'lucide-react';
import type { FindingPlace } from '../features/finding/finding-context.ts';
import { FindingPane } from '../features/finding/finding-pane.tsx';
import { parseRecordText } from '../lib/list/list-location.ts';
import { oneOf } from '../lib/search-params.ts';
import { listPath, recordPath, toHint, toPageUrl, toPeek, toVia, toViewParam } from './addresses.ts';
import { BackLink } from './back-link.tsx';
import { useFilterIn } from './list-question.ts';

const route = getRouteApi(listPath);

export interface ListPaneProps {
  connection: Connection;
  resource: Resource;
  query: ExploreQuery;
  /** The selected record, as the URL names it. */
  sel: string;
  /** Its row, where it is among those loaded. */
  row: SourceRecord | undefined;
  neighbours: readonly SourceRecord[];
  onClose: () => void;
}

/** The selected record beside its list, or another one that was opened from it. */
export function ListPane({ connection, resource, query, sel, row, neighbours, onClose }: ListPaneProps) {
  const params = route.useSearch();
  const router = useRouter();
  const here = { connection: connection.id, resource: resource.name };
  const hint = oneOf(params, 'hint');
  const filterIn = useFilterIn(connection, query, resource, {
    ...toViewParam(oneOf(params, 'view')),
    sel,
    ...toHint(hint),
  });
  const { peek: _, peek_hint: __, ...unpeeked } = params;
  const { hint: ___, ...unhinted } = unpeeked;
  const named = parseRecordText(oneOf(params, 'peek'));
  const peek = connection.resources.some((one) => one.name === named?.resource) ? named : undefined;
  // A second record of one key is `key#2`; the vendor knows it by the key alone.
  const own = { resource: resource.name, key: row?.key ?? sel.replace(/#\d+$/, ''), hint: row?.hint ?? hint };
  const shown = peek ? { ...peek, hint: oneOf(params, 'peek_hint') } : own;
  const target = connection.resources.find((one) => one.name === shown.resource) ?? resource;
  const address = { connection: connection.id, ...shown, resource: target.name };
  const isPeek = peek !== undefined;
  const pageSearch: Params = isPeek
    ? // The page's hint is that of the record that it shows, also where that one has none.
      { ...unhinted, ...toVia(own), ...toHint(shown.hint) }
    : params;
  const place: FindingPlace = {
    record: address,
    connection,
    resource: target,
    filterNote: target === resource ? undefined : `in ${target.label.toLowerCase()}`,
    onFilter: (name, value, mode) => filterIn(target, name, value, mode),
    renderLink: (link, children, className) => (
      <Link
        to={listPath}
        params={here}
        search={link.resource === own.resource && link.key === own.key ? unpeeked : { ...unpeeked, ...toPeek(link) }}
        className={className}
      >
        {children}
      </Link>
    ),
    pageUrl: toPageUrl(router, address),
  };
  return (
    <FindingPane
      place={place}
      row={isPeek ? undefined : row}
      neighbours={isPeek ? [] : neighbours.map(({ key, hint }) => ({ ...here, key, hint }))}
      back={
        isPeek ? (
          <BackLink to={listPath} params={here} search={unpeeked}>{`Back to the ${resource.singular}`}</BackLink>
        ) : null
      }
      openPage={
        <Link
          to={recordPath}
          params={{ connection: connection.id, resource: target.name, key: shown.key }}
          search={pageSearch}
          className="flex h-7 flex-none items-center gap-1 rounded-control px-2 font-medium whitespace-nowrap hover:bg-raised"
        >
          <Maximize2 size={14} strokeWidth={1.75} aria-hidden />
          Open page
        </Link>
      }
      onClose={onClose}
    />
  );
}
