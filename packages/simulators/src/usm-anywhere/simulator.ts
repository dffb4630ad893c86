import { randomBytes } from 'node:crypto';
import type { JsonObject } from '../json.ts';
import { createClock, type ScenarioClock } from '../scenario/clock.ts';
import { type RequestHook, type RequestHooks, type SetListening, startApiServer } from '../server/api-server.ts';
import { type ControlServer, startControlServer } from '../server/control-server.ts';
import { createFaultQueue, type FaultQueue } from '../server/faults.ts';
import { createSlidingLimiter, type RateLimits, type RateViolation } from '../server/limiter.ts';
import type { RequestLogEntry } from '../server/request-log.ts';
import { createScripts, type Scripts } from '../server/scripts.ts';
import { fillBackground } from './background.ts';
import { usmControlRoutes } from './control-routes.ts';
import type { Resource } from './filters.ts';
import { Oauth } from './oauth.ts';
import { createOracle, type UsmOracle } from './oracle.ts';
import { answerUsm, BASE_PATH } from './routes.ts';
import { type InsertedRecord, UsmStore } from './store.ts';
import { defaultSwitches, type UsmSwitches } from './switches.ts';
import { createTimeline } from './timeline.ts';

export interface UsmSimulatorOptions {
  /** Default 0: any free port. */
  port?: number;
  /** Default null: no control port. 0: any free port. */
  controlPort?: number | null;
  seed?: number;
  /** Background alarms over 30 days; default 12,000. 0 also leaves out the stories. */
  alarms?: number;
  /** Background events, those of its alarms included; default 200,000. */
  events?: number;
  /** Default: on where there is a background. */
  stories?: boolean;
  clientId?: string;
  clientSecret?: string;
  /** Default 899. */
  tokenLifeS?: number;
  /** Default 100. */
  getPerS?: number;
  /** Default 50. */
  postPerS?: number;
  /** Whether the background goes on after the start; default false. */
  live?: boolean;
  /** Live: mean seconds between alarms, default 25; events per second by day, default 3. */
  alarmEveryS?: number;
  eventsPerS?: number;
  /** Rows that share one millisecond in the background; default: unless live. */
  burst?: boolean;
  now?: () => number;
  switches?: Partial<UsmSwitches>;
}

export interface UsmSimulator {
  origin: string;
  /** `origin` and `/api/2.0`. */
  baseUrl: string;
  controlOrigin: string | null;
  clientId: string;
  clientSecret: string;
  /** Live: a change holds from the next request on. */
  switches: UsmSwitches;
  faults: FaultQueue;
  requests: RequestLogEntry[];
  violations: RateViolation[];
  limits: RateLimits;
  /** The highest count of requests ever seen within one second. */
  peak: { GET: number; POST: number };
  readonly tokenCalls: number;
  tokenLifeS: number;
  clock: ScenarioClock;
  insertAlarms(list: readonly InsertedRecord[]): string[];
  insertEvents(list: readonly InsertedRecord[]): string[];
  setStatus(ids: readonly string[], status: string): void;
  mutate(resource: Resource, ids: readonly string[], patch: JsonObject): void;
  remove(resource: Resource, ids: readonly string[]): void;
  advance(ms: number): void;
  revokeTokens(): void;
  disableClient(disabled: boolean): void;
  /** Off: connections are refused. */
  setListening: SetListening;
  oracle: UsmOracle;
  beforeRequest?: RequestHook | undefined;
  /** The answer is made and not yet sent: the place to change the truth between page N and N+1. */
  beforeResponse?: RequestHook | undefined;
  afterRequest?: RequestHook | undefined;
  close(): Promise<void>;
}

const TICK_MS = 500;

export async function startUsmSimulator(options: UsmSimulatorOptions = {}): Promise<UsmSimulator> {
  const { seed = 20418, alarms = 12_000, events = 200_000, live = false } = options;
  const clock = createClock(options.now);
  const startMs = clock.now();
  const store = new UsmStore(seed, clock);
  fillBackground(store, { seed, alarms, events, startMs, burst: options.burst ?? !live });
  const stories = options.stories ?? alarms > 0;
  const { alarmEveryS = 25, eventsPerS = 3 } = options;
  const timeline = createTimeline(store, { seed, startMs, stories, live, alarmEveryS, eventsPerS });
  timeline.catchUp();

  const switches: UsmSwitches = { ...defaultSwitches, ...options.switches };
  const oauth = new Oauth({
    clientId: options.clientId ?? 'watchfloor-demo',
    clientSecret: options.clientSecret ?? randomBytes(24).toString('base64url'),
    tokenLifeS: options.tokenLifeS ?? 899,
    clock,
  });
  const faults = createFaultQueue();
  const limiter = createSlidingLimiter({ getPerS: options.getPerS ?? 100, postPerS: options.postPerS ?? 50 });
  const requests: RequestLogEntry[] = [];
  const hooks: RequestHooks = {};
  const scripts = createScripts();
  let origin = '';
  const server = await startApiServer({
    port: options.port ?? 0,
    faults,
    limiter,
    requests,
    hooks,
    clientOf: (request) => oauth.clientOf(request.headers.authorization),
    handle(request) {
      timeline.catchUp();
      return answerUsm({ store, oauth, switches, origin: () => origin }, request);
    },
    options: () => switches,
  });
  origin = server.origin;
  const ticker = setInterval(() => timeline.catchUp(), TICK_MS).unref();

  const simulator: UsmSimulator = {
    origin,
    baseUrl: origin + BASE_PATH,
    controlOrigin: null,
    clientId: oauth.clientId,
    clientSecret: oauth.clientSecret,
    switches,
    faults,
    requests,
    violations: limiter.violations,
    limits: limiter.limits,
    peak: limiter.peak,
    get tokenCalls() {
      return oauth.tokenCalls;
    },
    get tokenLifeS() {
      return oauth.tokenLifeS;
    },
    set tokenLifeS(seconds) {
      oauth.tokenLifeS = seconds;
    },
    clock,
    insertAlarms: (list) => store.insertAlarms(list),
    insertEvents: (list) => store.insertEvents(list),
    setStatus: (ids, status) => store.setStatus(ids, status),
    mutate: (resource, ids, patch) => store.mutate(resource, ids, patch),
    remove: (resource, ids) => store.remove(resource, ids),
    advance(ms) {
      clock.advance(ms);
      timeline.catchUp();
    },
    revokeTokens: () => oauth.revokeTokens(),
    disableClient(disabled) {
      oauth.disabled = disabled;
    },
    setListening: (on) => server.setListening(on),
    oracle: createOracle(store),
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
async function openControl(port: number, simulator: UsmSimulator, scripts: Scripts): Promise<ControlServer> {
  try {
    return await startControlServer(port, usmControlRoutes(simulator, scripts));
  } catch (error) {
    await simulator.close();
    throw error;
  }
}
