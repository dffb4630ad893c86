import type { Answer, ApiRequest } from '../server/answer.ts';
import { jsonAnswer } from '../server/answer.ts';
import type { BasicAuth } from './basic-auth.ts';
import { errorBody } from './error-body.ts';
import { answerEvents } from './listing.ts';
import { BadRequest } from './query.ts';
import { type HourlyLimiter, rateHeaders } from './rate-limit.ts';
import { answerRelated } from './related.ts';
import type { EventStore } from './store.ts';
import type { SecureEndpointSwitches } from './switches.ts';

export const BASE_PATH = '/v1';
/** The cloud has a host per region; a link may name another than the one asked. */
const FOREIGN_ORIGIN = 'https://api.apjc.amp.example';

export interface SecureEndpointApi {
  store: EventStore;
  auth: BasicAuth;
  limiter: HourlyLimiter;
  switches: SecureEndpointSwitches;
  origin: () => string;
}

/** Who asks comes first, then the rate, then the question: a stranger uses up nobody's hour. */
export function answerSecureEndpoint(api: SecureEndpointApi, request: ApiRequest): Answer {
  const { auth, limiter, store, switches } = api;
  if (!auth.accepts(request.headers.authorization)) return withCommonHeaders(jsonAnswer(401, errorBody(401)));
  const rate = limiter.count(auth.clientId);
  const answer = rate.admitted ? route(api, request) : jsonAnswer(429, errorBody(429));
  return withCommonHeaders(answer, rateHeaders(rate, store.clock.now(), switches.rateHeaders));
}

function route(api: SecureEndpointApi, request: ApiRequest): Answer {
  const { store, switches, origin } = api;
  const [, version, ...path] = request.path.split('/');
  const notFound = () => jsonAnswer(404, errorBody(404));
  if (`/${version}` !== BASE_PATH || request.method !== 'GET') return notFound();
  const context = { store, switches, baseUrl: (switches.foreignLinks ? FOREIGN_ORIGIN : origin()) + BASE_PATH };
  try {
    // There is no `/v1/events/{id}`.
    if (path[0] === 'events') return path.length === 1 ? answerEvents(context, request) : notFound();
    return answerRelated(context, request, path) ?? notFound();
  } catch (error) {
    if (!(error instanceof BadRequest)) throw error;
    return jsonAnswer(400, errorBody(400, error.details));
  }
}

function withCommonHeaders(answer: Answer, more: Record<string, string> = {}): Answer {
  const headers = {
    'strict-transport-security': 'max-age=31536000',
    'x-frame-options': 'SAMEORIGIN',
    ...more,
    'content-type': 'application/json; charset=utf-8',
  };
  return { ...answer, headers };
}
