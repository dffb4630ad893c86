import { randomBytes } from 'node:crypto';
import type { JsonObject } from '../json.ts';
import { createClock, type ScenarioClock } from '../scenario/clock.ts';
import { type RequestHook, type RequestHooks, type SetListening, startApiServer } from '../server/api-server.ts';
import { type ControlServer, startControlServer } from '../server/control-server.ts';
import { createFaultQueue, type FaultQueue } from '../server/faults.ts';
import type { RequestLogEntry } from '../server/request-log.ts';
import { createScripts, type Scripts } from '../server/scripts.ts';
import { fillBackground } from './background.ts';
import { BasicAuth } from './basic-auth.ts';
import { secureEndpointControlRoutes } from './control-routes.ts';
import { errorBody } from './error-body.ts';
import type { InsertedEvent } from './inserted-events.ts';
import { createOracle, type SecureEndpointOracle } from './oracle.ts';
import { createHourlyLimiter, type HourlyLimits, type HourlyViolation } from './rate-limit.ts';
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

export interface SecureEndpointSimulator {
  origin: string;
  /** `origin` and `/v1`. */
  baseUrl: string;
  controlOrigin: string | null;
  clientId: string;
  apiKey: string;
  /** Live: a change holds from the next request on. */
  switches: SecureEndpointSwitches;
  faults: FaultQueue;
  requests: RequestLogEntry[];
  violations: HourlyViolation[];
  limits: HourlyLimits;
  peak: { window: number };
  clock: ScenarioClock;
  /** Gives back the events' stable keys, which the oracle, `mutate` and `remove` call ids. */
  insertEvents(list: readonly InsertedEvent[]): string[];
  mutate(ids: readonly string[], patch: JsonObject): void;
  remove(ids: readonly string[]): void;
  advance(ms: number): void;
  /** 401 from the next request on, as after the key was revoked. */
  disableClient(disabled: boolean): void;
  readonly clientDisabled: boolean;
  /** Off: connections are refused. */
  setListening: SetListening;
  oracle: SecureEndpointOracle;
  beforeRequest?: RequestHook | undefined;
  /** The answer is made and not yet sent: the place to change the truth between page N and N+1. */
  beforeResponse?: RequestHook | undefined;
  afterRequest?: RequestHook | undefined;
  close(): Promise<void>;
}

const TICK_MS = 500;

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
  const faults = createFaultQueue();
  const { requestsPerWindow = 3000, rateWindowS = 3600 } = options;
  const limiter = createHourlyLimiter({ perWindow: requestsPerWindow, windowS: rateWindowS }, () => clock.now());
  const requests: RequestLogEntry[] = [];
  const hooks: RequestHooks = {};
  const scripts = createScripts();
  let origin = '';
  const server = await startApiServer({
    port: options.port ?? 0,
    faults,
    limiter: { admit: () => true },
    requests,
    hooks,
    clientOf: (request) => auth.clientOf(request.headers.authorization),
    handle(request) {
      timeline.catchUp();
      return answerSecureEndpoint({ store, auth, limiter, switches, origin: () => origin }, request);
    },
    options: () => switches,
    errorBody,
  });
  origin = server.origin;
  const baseUrl = origin + BASE_PATH;
  const ticker = setInterval(() => timeline.catchUp(), TICK_MS).unref();

  const simulator: SecureEndpointSimulator = {
    origin,
    baseUrl,
    controlOrigin: null,
    clientId: auth.clientId,
    apiKey: auth.apiKey,
    switches,
    faults,
    requests,
    violations: limiter.violations,
    limits: limiter.limits,
    peak: limiter.peak,
    clock,
    insertEvents: (list) => store.insert(list),
    mutate: (ids, patch) => store.mutate(ids, patch),
    remove: (ids) => store.remove(ids),
    advance(ms) {
      clock.advance(ms);
      timeline.catchUp();
    },
    disableClient(disabled) {
      auth.disabled = disabled;
    },
    get clientDisabled() {
      return auth.disabled;
    },
    setListening: (on) => server.setListening(on),
    oracle: createOracle(store, (row) => renderEvent({ store, switches, baseUrl }, row)),
    async close() {
      clearInterval(ticker);
      await Promise.all([server.close(), control?.close()]);
    },
  };
  hooks.beforeRequest = (request) => simulator.beforeRequest?.(request);
  hooks.beforeResponse = async (request) => {
    await scripts.step(request.path);
    await simulator.beforeResponse?.(request);
  };
  hooks.afterRequest = (request) => simulator.afterRequest?.(request);
  const { controlPort = null } = options;
  const control = controlPort === null ? undefined : await openControl(controlPort, simulator, scripts);
  simulator.controlOrigin = control?.origin ?? null;
  return simulator;
}

/** A busy control port must not leave the API running. */
async function openControl(port: number, simulator: SecureEndpointSimulator, scripts: Scripts): Promise<ControlServer> {
  try {
    return await startControlServer(port, secureEndpointControlRoutes(simulator, scripts));
  } catch (error) {
    await simulator.close();
    throw error;
  }
}
