import { type Answer, type ApiRequest, jsonAnswer, jsonTextAnswer } from '../server/answer.ts';
import { BadParameter, type Resource } from './filters.ts';
import { answerLabels } from './labels.ts';
import { answerList } from './listing.ts';
import type { Oauth } from './oauth.ts';
import { renderRecord } from './render.ts';
import type { UsmStore } from './store.ts';
import type { UsmSwitches } from './switches.ts';

export const BASE_PATH = '/api/2.0';
/** The vendor's samples link to a host that is not the one asked. */
const FOREIGN_ORIGIN = 'https://mysubdomain.aveng.example';

export interface UsmApi {
  store: UsmStore;
  oauth: Oauth;
  switches: UsmSwitches;
  origin: () => string;
}

export function answerUsm(api: UsmApi, request: ApiRequest): Answer {
  const { oauth, switches } = api;
  if (!request.path.startsWith(`${BASE_PATH}/`)) return notFound(request);
  const [resource = '', id, ...rest] = request.path.slice(BASE_PATH.length + 1).split('/');
  if (resource === 'oauth') {
    return id === 'token' && request.method === 'POST' ? oauth.answerToken(request) : notFound(request);
  }
  if (!oauth.accepts(request.headers.authorization)) {
    return jsonAnswer(401, { error: 'invalid_token', error_description: 'Invalid access token' });
  }
  if (switches.forbidden) {
    return jsonAnswer(403, { error: 'access_denied', error_description: 'Insufficient permission' });
  }
  // `/event/{id}` stands in a heading of the reference only; the endpoint does not exist.
  if (resource !== 'alarms' && resource !== 'events') return notFound(request);
  try {
    if (id === undefined) return request.method === 'GET' ? list(api, resource, request) : notFound(request);
    if (rest[0] === 'labels' && resource === 'alarms')
      return answerLabels(api.store, request, id, rest[1]) ?? notFound(request);
    if (rest.length > 0 || request.method !== 'GET') return notFound(request);
    return detail(api, resource, id) ?? notFound(request);
  } catch (error) {
    if (!(error instanceof BadParameter)) throw error;
    return jsonAnswer(400, { result: 'failure', location: error.parameter, error: error.message });
  }
}

function list(api: UsmApi, resource: Resource, request: ApiRequest): Answer {
  return answerList(api.store, api.switches, linkBase(api), resource, request);
}

function detail(api: UsmApi, resource: Resource, id: string): Answer | undefined {
  const row = api.store.rowsOf(resource).find(id);
  if (row === undefined) return undefined;
  const context = { store: api.store, switches: api.switches, baseUrl: linkBase(api), view: 'detail' } as const;
  return jsonTextAnswer(200, renderRecord(context, resource, row));
}

function linkBase({ switches, origin }: UsmApi): string {
  return (switches.foreignLinks ? FOREIGN_ORIGIN : origin()) + BASE_PATH;
}

function notFound(request: ApiRequest): Answer {
  return jsonAnswer(404, { result: 'failure', location: request.path, error: 'Not Found' });
}
