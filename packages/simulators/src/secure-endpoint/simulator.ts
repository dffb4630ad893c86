import { randomBytes } from 'node:crypto';
import type { JsonObject } from '../json.ts';
import { createClock } from '../scenario/clock.ts';
import { type SimulatedApi, startVendorApi } from '../server/vendor-api.ts';
import { fillBackground } from './background.ts';
import { BasicAuth } from './basic-auth.ts';
import { secureEndpointControlRoutes } from './control-routes.ts';
import { errorBody } from './error-body.ts';
import type { InsertedEvent } from './inserted-events.ts';
import { createOracle, type SecureEndpointOracle } from './oracle.ts';
import { createHourlyLimiter, type HourlyLimiter } from './rate-limit.ts';
import { renderEvent } from './render.ts';
import { answerSecureEndpoint, BASE_PATH } from './routes.ts';
import { EventStore } from './store.ts';
import { defaultSecureEndpointSwitches, type SecureEndpointSwitches } from './switches.ts';
import { createTimeline } from './timeline.ts';

export interface SecureEndpointSimulatorOptions {
  /** Default 0: any free port. */
  port?: number;
  /** Default null: no control port. 0: any free port. */
  controlPort?: number | null;
  seed?: number;
  /** Background events over 30 days; default 30,000. 0 also leaves out the stories. */
  events?: number;
  /** Default: on where there is a background. */
  stories?: boolean;
  clientId?: string;
  apiKey?: string;
  /** Default 3000, within `rateWindowS` (3600). */
  requestsPerWindow?: number;
  rateWindowS?: number;
  /** Whether the background goes on after the start; default false. */
  live?: boolean;
  /** Live: mean seconds between happenings, default 45. */
  eventEveryS?: number;
  /** Events that begin in one millisecond in the background; default: unless live. */
  burst?: boolean;
  now?: () => number;
  switches?: Partial<SecureEndpointSwitches>;
}

export interface SecureEndpointSimulator extends SimulatedApi<SecureEndpointSwitches, HourlyLimiter> {
  clientId: string;
  apiKey: string;
  /** Gives back the events' stable keys, which the oracle, `mutate` and `remove` call ids. */
  insertEvents(list: readonly InsertedEvent[]): string[];
  mutate(ids: readonly string[], patch: JsonObject): void;
  remove(ids: readonly string[]): void;
  /** 401 from the next request on, as after the key was revoked. */
  disableClient(disabled: boolean): void;
  readonly clientDisabled: boolean;
  oracle: SecureEndpointOracle;
}

export async function startSecureEndpointSimulator(
  options: SecureEndpointSimulatorOptions = {},
): Promise<SecureEndpointSimulator> {
  const { seed = 20418, events = 30_000, live = false } = options;
  const clock = createClock(options.now);
  const startMs = clock.now();
  const store = new EventStore(seed, clock);
  fillBackground(store, { seed, events, startMs, burst: options.burst ?? !live });
  const stories = options.stories ?? events > 0;
  const timeline = createTimeline(store, { seed, startMs, stories, live, eventEveryS: options.eventEveryS ?? 45 });
  timeline.catchUp();

  const switches: SecureEndpointSwitches = { ...defaultSecureEndpointSwitches, ...options.switches };
  const auth = new BasicAuth(
    options.clientId ?? 'watchfloor-demo',
    options.apiKey ?? randomBytes(24).toString('base64url'),
  );
  const { requestsPerWindow = 3000, rateWindowS = 3600 } = options;
  const limiter = createHourlyLimiter({ perWindow: requestsPerWindow, windowS: rateWindowS }, () => clock.now());
  const { api, finish } = await startVendorApi({
    port: options.port,
    basePath: BASE_PATH,
    clock,
    catchUp: () => timeline.catchUp(),
    switches,
    limiter,
    clientOf: (request) => auth.clientOf(request.headers.authorization),
    handle: (request, origin) =>
      answerSecureEndpoint({ store, auth, limiter, switches, origin: () => origin }, request),
    errorBody,
  });
  const simulator: SecureEndpointSimulator = {
    ...api,
    clientId: auth.clientId,
    apiKey: auth.apiKey,
    insertEvents: (list) => store.insert(list),
    mutate: (ids, patch) => store.mutate(ids, patch),
    remove: (ids) => store.remove(ids),
    disableClient(disabled) {
      auth.disabled = disabled;
    },
    get clientDisabled() {
      return auth.disabled;
    },
    oracle: createOracle(store, (row) => renderEvent({ store, switches, baseUrl: api.baseUrl }, row)),
  };
  return finish(simulator, options.controlPort, secureEndpointControlRoutes);
}
