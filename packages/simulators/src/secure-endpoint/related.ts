import { type Answer, type ApiRequest, jsonAnswer } from '../server/answer.ts';
import { computerOf, type Endpoint, endpointByGuid, endpoints, groups } from './endpoints.ts';
import { API_VERSION } from './error-body.ts';
import { eventTypeList } from './event-types.ts';
import { toMetadata } from './listing.ts';
import { parsePaging, refuseUnknown } from './query.ts';
import type { RenderContext } from './render.ts';

/** What events refer to: types, groups, computers. Their shapes follow the events' envelope (inferred). */
export function answerRelated(
  context: RenderContext,
  request: ApiRequest,
  path: readonly string[],
): Answer | undefined {
  const [resource, guid, ...rest] = path;
  if (rest.length > 0) return undefined;
  const { baseUrl } = context;
  if (resource === 'computers' && guid !== undefined) {
    refuseUnknown(request.query, []);
    const endpoint = endpointByGuid(guid.toLowerCase());
    return endpoint && one(`${baseUrl}/computers/${guid}`, computer(endpoint, baseUrl));
  }
  if (resource === 'groups' && guid !== undefined) {
    refuseUnknown(request.query, []);
    const found = Object.values(groups).find((group) => group.guid === guid.toLowerCase());
    return found && one(`${baseUrl}/groups/${guid}`, found);
  }
  if (guid !== undefined) return undefined;
  switch (resource) {
    case 'version':
      return jsonAnswer(200, { version: API_VERSION, metadata: { links: { self: `${baseUrl}/version` } }, data: {} });
    case 'event_types':
      return page(
        context,
        request,
        resource,
        eventTypeList.map(({ id, name }) => ({ id, name, description: name })),
      );
    case 'groups':
      return page(
        context,
        request,
        resource,
        Object.values(groups).map((group) => ({ ...group, source: 'console' })),
      );
    case 'computers':
      return page(
        context,
        request,
        resource,
        endpoints.map((endpoint) => computer(endpoint, baseUrl)),
      );
    default:
      return undefined;
  }
}

function page(context: RenderContext, request: ApiRequest, resource: string, items: readonly object[]): Answer {
  refuseUnknown(request.query, ['limit', 'offset']);
  const { limit, offset } = parsePaging(request.query, context.switches);
  const data = items.slice(offset, offset + limit);
  const url = `${context.baseUrl}/${resource}`;
  const query = { limit, offset, filterText: '' };
  const metadata = toMetadata({ url, query, search: request.search, total: items.length, count: data.length });
  return jsonAnswer(200, { version: API_VERSION, metadata, data });
}

function one(self: string, data: object): Answer {
  return jsonAnswer(200, { version: API_VERSION, metadata: { links: { self } }, data });
}

function computer(endpoint: Endpoint, baseUrl: string): object {
  const address = `${baseUrl}/computers/${endpoint.connectorGuid}`;
  return {
    ...computerOf(endpoint, {}),
    operating_system: endpoint.host.os,
    group_guid: endpoint.groupGuids[0],
    internal_ips: [endpoint.host.ip],
    links: {
      computer: address,
      trajectory: `${address}/trajectory`,
      group: `${baseUrl}/groups/${endpoint.groupGuids[0]}`,
    },
  };
}
