import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type Answer, type ApiRequest, jsonAnswer } from '../server/answer.ts';
import { Unprocessable } from './list-query.ts';
import { answerList, JSON_TYPE, type ListContext } from './listing.ts';
import { answerProvisioning, type ConnectionFacts } from './provisioning.ts';
import type { LeenSwitches } from './switches.ts';

export const BASE_PATH = '/v1';
/** The region that the simulator's key belongs to. */
const HOME_REGION = 'us';

export interface LeenApi extends ListContext {
  apiKey: string;
  connection: () => ConnectionFacts;
}

export function answerLeen(api: LeenApi, request: ApiRequest): Answer {
  const { switches } = api;
  const path = request.path.startsWith(`${BASE_PATH}/`) ? request.path.slice(BASE_PATH.length) : '';
  const alerts = path === switches.alertsPath;
  const known = alerts || /^\/(provisioning\/|connections\/|connectors$)/.test(path);
  if (!known) return errorAnswer(404, 'Not Found', switches);
  if (request.method !== 'GET') return errorAnswer(405, 'Method Not Allowed', switches);
  const { connectionId } = api.connection();
  // One text for a wrong key, connection or region: nothing tells which it was.
  if (!holdsKey(api, request.headers) || (alerts && request.headers['x-connection-id'] !== connectionId)) {
    return errorAnswer(401, 'Invalid Organization ID', switches);
  }
  if (!alerts) return answerProvisioning(path, api.connection()) ?? errorAnswer(404, 'Not Found', switches);
  try {
    return answerList(api, request);
  } catch (error) {
    if (!(error instanceof Unprocessable)) throw error;
    const listed = switches.detail === 'documented' || switches.detail === 'list';
    if (listed) return jsonAnswer(422, { detail: error.problems }, JSON_TYPE);
    return errorAnswer(422, error.message, switches);
  }
}

/** Who asks, for the log and the rate: never the key itself. */
export function clientOf(apiKey: string, headers: IncomingHttpHeaders): string {
  return sameText(apiKey, headers['x-api-key']) ? 'key' : 'unknown';
}

/** `{"detail": …}` as text, as a list, or absent. */
function errorAnswer(status: number, text: string, switches: LeenSwitches): Answer {
  return jsonAnswer(status, errorBody(text, switches), JSON_TYPE);
}

export function errorBody(text: string, switches: LeenSwitches): object {
  if (switches.detail === 'none') return {};
  return { detail: switches.detail === 'list' ? [{ loc: ['request'], msg: text, type: 'error' }] : text };
}

function holdsKey({ apiKey, switches }: LeenApi, headers: IncomingHttpHeaders): boolean {
  return sameText(apiKey, headers['x-api-key']) && switches.region === HOME_REGION;
}

function sameText(wanted: string, given: string | string[] | undefined): boolean {
  const [a, b] = [Buffer.from(wanted), Buffer.from(typeof given === 'string' ? given : '')];
  return a.length === b.length && timingSafeEqual(a, b);
}
