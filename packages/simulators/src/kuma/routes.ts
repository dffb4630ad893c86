import { laptops, serverList } from '../scenario/cast.ts';
import { uuidOf } from '../scenario/identifiers.ts';
import { type Answer, type ApiRequest, jsonAnswer, jsonTextAnswer } from '../server/answer.ts';
import { checkAuthorization, checkRight, type KumaAccess, type KumaEndpoint } from './access.ts';
import { toAffectedAsset } from './affected.ts';
import { ApiError, toErrorAnswer } from './api-error.ts';
import { answerClose } from './closing.ts';
import { answerAlerts } from './listing.ts';
import { renderAlert } from './render.ts';
import type { KumaStore } from './store.ts';
import type { KumaSwitches } from './switches.ts';
import { kumaTenants, tenantList } from './tenants.ts';
import { toWireText } from './wire-json.ts';

export const BASE_PATH = '/api/v1';

export interface KumaApi {
  store: KumaStore;
  switches: KumaSwitches;
  access: KumaAccess;
}

/** Versions stand side by side; XDR puts its own prefix before the same list. A trailing slash is harmless. */
const PATH = /^\/(?:api\/(v1|v2|v2\.1|v3)|xdr\/api\/v1)\/(.+?)\/?$/;
const PAGE_SIZE = 250;

export function answerKuma(api: KumaApi, request: ApiRequest): Answer {
  try {
    const [, version = 'v1', resource = ''] = PATH.exec(request.path) ?? [];
    checkAuthorization(api.access, request.headers.authorization);
    return answerResource(api, request, version, resource);
  } catch (error) {
    if (error instanceof ApiError) return toErrorAnswer(error, api.switches);
    throw error;
  }
}

function answerResource(api: KumaApi, request: ApiRequest, version: string, resource: string): Answer {
  const { store, switches, access } = api;
  const may = (endpoint: KumaEndpoint) => checkRight(access, endpoint);
  const id = version === 'v3' ? /^alerts\/id\/([^/]+)$/.exec(resource)?.[1] : undefined;
  switch (`${request.method} ${id === undefined ? resource : 'alerts/id'}`) {
    case 'GET alerts':
      may('GET /alerts');
      return answerAlerts(store, switches, access, version, request.query);
    case 'GET alerts/id':
      may('GET /alerts');
      return answerOne(api, version, id ?? '');
    case 'POST alerts/close':
      may('POST /alerts/close');
      return answerClose(store, switches, access, request.body);
    case 'GET users/whoami':
      may('GET /users/whoami');
      return jsonAnswer(200, whoami(access));
    case 'GET tenants':
      may('GET /tenants');
      return jsonAnswer(200, pageOf(request.query, listTenants(access, request.query)));
    case 'GET assets':
      may('GET /assets');
      return jsonTextAnswer(200, toWireText(pageOf(request.query, listAssets(version, request.query))));
    default:
      throw new ApiError(404, 'not found', request.path);
  }
}

/** v3 only: one alert with everything. */
function answerOne({ store, switches, access }: KumaApi, version: string, id: string): Answer {
  const row = store.find(id);
  const tenant = row === undefined ? '' : store.facts(row).tenantID;
  if (row === undefined || access.forbiddenTenants.includes(tenant)) throw new ApiError(404, 'alert not found');
  const context = { store, switches, version, withEvents: true, withAffected: true };
  return jsonTextAnswer(200, renderAlert(context, row));
}

function whoami(access: KumaAccess): object {
  const tenants = tenantList.filter(({ id }) => !access.forbiddenTenants.includes(id));
  return {
    id: uuidOf(`kuma-user:${access.login}`),
    name: 'Watchfloor',
    login: access.login,
    email: `${access.login}@norrvik.example`,
    tenants: tenants.map(({ id, name }) => ({ id, name, role: 'Tier 1 analyst' })),
  };
}

function listTenants(access: KumaAccess, query: URLSearchParams): object[] {
  const wanted = (name: string, value: string) => !query.has(name) || query.getAll(name).includes(value);
  return tenantList
    .filter(({ id }) => !access.forbiddenTenants.includes(id))
    .filter(({ id, name, main }) => wanted('id', id) && wanted('name', name) && wanted('main', String(main)))
    .map((tenant) => ({
      ...tenant,
      description: '',
      eps: 240,
      epsLimit: 1000,
      createdAt: 1_738_570_500_000,
      updatedAt: 1_738_570_500_000,
      shared: false,
      disabled: access.disabledTenants.includes(tenant.id),
    }));
}

function listAssets(version: string, query: URLSearchParams): ReturnType<typeof toAffectedAsset>[] {
  const wanted = (name: string, value: unknown) => !query.has(name) || query.getAll(name).includes(String(value));
  const osVersion = version === 'v1' || version === 'v2' ? 'number' : 'text';
  return [...serverList, ...laptops]
    .filter((host) => wanted('fqdn', host.fqdn) && wanted('ip', host.ip) && wanted('name', host.name))
    .map((host) => toAffectedAsset(host, kumaTenants.freight, osVersion))
    .filter((asset) => wanted('id', asset['id']));
}

function pageOf<T>(query: URLSearchParams, list: readonly T[]): T[] {
  const page = query.get('page') ?? '1';
  if (!/^\d{1,9}$/.test(page) || Number(page) < 1) throw new ApiError(400, 'invalid query parameter value', 'page');
  return list.slice((Number(page) - 1) * PAGE_SIZE, Number(page) * PAGE_SIZE);
}
