import { getRouteApi, Link, useNavigate, useRouter } from '@tanstack/react-router';
import type { FindingPlace } from '../features/finding/finding-context.ts';
import { FindingPage } from '../features/finding/finding-page.tsx';
import { parseRecordText, toListParams } from '../lib/list/list-location.ts';
import { oneOf } from '../lib/search-params.ts';
import { asParams, listPath, recordPath, toHint, toPageUrl, toVia, toViewParam } from './addresses.ts';
import { BackLink } from './back-link.tsx';
import { type Found, FoundResource } from './found-resource.tsx';
import { useFilterIn, useListQuery } from './list-question.ts';

const route = getRouteApi(recordPath);

/** A record on a page of its own, with a way back to where it was opened. */
export function RecordPage() {
  const { connection, resource } = route.useParams();
  return (
    <FoundResource connection={connection} resource={resource}>
      {(found) => <FoundRecord {...found} />}
    </FoundResource>
  );
}

function FoundRecord({ connection, resource }: Found) {
  const { key } = route.useParams();
  const params = route.useSearch();
  const navigate = useNavigate();
  const router = useRouter();
  const via = parseRecordText(oneOf(params, 'via'));
  // The query string is that of the list one came from, which is another's where one came by way of a record of its.
  const list = connection.resources.find((one) => one.name === via?.resource) ?? resource;
  const { via: _, hint: __, via_hint: ___, ...listParams } = params;
  const viaHint = oneOf(params, 'via_hint');
  const { query } = useListQuery(toListParams(params), list);
  const address = { connection: connection.id, resource: resource.name, key, hint: oneOf(params, 'hint') };
  const listPlace = { connection: connection.id, resource: list.name };
  const viaPlace = { connection: connection.id, resource: list.name, key: via?.key ?? '' };
  const filterIn = useFilterIn(connection, query, list, toViewParam(oneOf(params, 'view')));
  const backTo = via
    ? ({ to: recordPath, params: viaPlace, search: { ...listParams, ...toHint(viaHint) } } as const)
    : ({
        to: listPath,
        params: listPlace,
        search: { ...listParams, sel: key, ...toHint(oneOf(params, 'hint')) },
      } as const);
  const place: FindingPlace = {
    record: address,
    connection,
    resource,
    filterNote: `in ${resource.label.toLowerCase()}`,
    onFilter: (name, value, mode) => filterIn(resource, name, value, mode),
    renderLink: (link, children, className) => {
      const target = { connection: connection.id, resource: link.resource, key: link.key };
      const isBack = link.resource === via?.resource && link.key === via?.key;
      const search = {
        ...listParams,
        ...(isBack ? {} : toVia(via ? { ...via, ...toHint(viaHint) } : address)),
        ...toHint(link.hint ?? (isBack ? viaHint : undefined)),
      };
      return (
        <Link to={recordPath} params={target} search={asParams(search)} className={className}>
          {children}
        </Link>
      );
    },
    pageUrl: toPageUrl(router, address),
  };
  return (
    <>
      <title>{`${resource.singular.replace(/^./, (letter) => letter.toUpperCase())} · ${connection.label} · Watchfloor`}</title>
      <FindingPage
        key={key}
        place={place}
        back={
          <BackLink {...backTo}>
            {via ? `Back to the ${list.singular}` : `Back to ${list.label.toLowerCase()}`}
          </BackLink>
        }
        onBack={() => void navigate(backTo)}
      />
    </>
  );
}
