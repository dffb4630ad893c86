import { randomBytes } from 'node:crypto';
import type { JsonObject } from '../json.ts';
import { createClock, type ScenarioClock } from '../scenario/clock.ts';
import { uuidOf } from '../scenario/identifiers.ts';
import { type RequestHook, type RequestHooks, type SetListening, startApiServer } from '../server/api-server.ts';
import { type ControlServer, startControlServer } from '../server/control-server.ts';
import { createFaultQueue, type FaultQueue } from '../server/faults.ts';
import { createSlidingLimiter, type RateLimits, type RateViolation } from '../server/limiter.ts';
import type { RequestLogEntry } from '../server/request-log.ts';
import { createScripts, type Scripts } from '../server/scripts.ts';
import { leenControlRoutes } from './control-routes.ts';
import { Cursors } from './cursors.ts';
import { CLOSE, UPDATE } from './enums.ts';
import type { InsertedFinding } from './inserted-records.ts';
import { oddFindings } from './odd-findings.ts';
import { createOracle, type LeenOracle } from './oracle.ts';
import type { ConnectionFacts } from './provisioning.ts';
import { answerLeen, BASE_PATH, clientOf, errorBody } from './routes.ts';
import { LeenStore } from './store.ts';
import { defaultLeenSwitches, type LeenSwitches } from './switches.ts';
import { createTimeline } from './timeline.ts';

export interface LeenSimulatorOptions {
  /** Default 0: any free port. */
  port?: number;
  /** Default null: no control port. 0: any free port. */
  controlPort?: number | null;
  seed?: number;
  /** Background findings over 30 days, a series of items each; default 3,000. 0 also leaves out the stories. */
  findings?: number;
  /** Default: on where there is a background. */
  stories?: boolean;
  apiKey?: string;
  connectionId?: string;
  /** Requests per second; default without a limit, since none is documented. */
  getPerS?: number;
  /** Whether the background goes on after the start, a sync at a time; default false. */
  live?: boolean;
  /** Live: mean seconds between two findings at the provider; default 900. */
  findingEveryS?: number;
  /** Seconds between two syncs; default 14,400. One falls two minutes after the start. */
  refreshIntervalS?: number;
  now?: () => number;
  switches?: Partial<LeenSwitches>;
}

export interface LeenSimulator {
  origin: string;
  /** `origin` and `/v1`. */
  baseUrl: string;
  controlOrigin: string | null;
  /** For `X-API-KEY` and `X-CONNECTION-ID`. */
  apiKey: string;
  connectionId: string;
  organizationId: string;
  /** Live: a change holds from the next request on. */
  switches: LeenSwitches;
  faults: FaultQueue;
  requests: RequestLogEntry[];
  violations: RateViolation[];
  limits: RateLimits;
  peak: { GET: number; POST: number };
  clock: ScenarioClock;
  /** What is given joins the series of its `finding_info.uid`. Gives back the findings' keys. */
  insertFindings(list: readonly InsertedFinding[]): string[];
  /** One item of every shape that a reader has to survive, 1 MB and deep ones included. Gives back their keys. */
  insertOddFindings(): string[];
  /** Adds an Update item to each finding's series. */
  update(uids: readonly string[], patch?: JsonObject): void;
  /** Adds a Close item to each finding's series. */
  closeFindings(uids: readonly string[]): void;
  /** Ids are an item's, or a finding's for its latest item. */
  mutate(ids: readonly string[], patch: JsonObject): void;
  /** Ids are an item's, or a finding's for its whole series. */
  remove(ids: readonly string[]): void;
  expireCursors(): void;
  /** A sync now; nothing where the connection is not healthy. */
  sync(): void;
  advance(ms: number): void;
  /** Off: connections are refused. */
  setListening: SetListening;
  oracle: LeenOracle;
  beforeRequest?: RequestHook | undefined;
  /** The answer is made and not yet sent: the place to change the truth between page N and N+1. */
  beforeResponse?: RequestHook | undefined;
  afterRequest?: RequestHook | undefined;
  close(): Promise<void>;
}

const TICK_MS = 500;

export async function startLeenSimulator(options: LeenSimulatorOptions = {}): Promise<LeenSimulator> {
  const { seed = 20418, findings = 3000, live = false, refreshIntervalS = 14_400, findingEveryS = 900 } = options;
  const clock = createClock(options.now);
  const startMs = clock.now();
  const store = new LeenStore(seed, clock);
  const switches: LeenSwitches = { ...defaultLeenSwitches, ...options.switches };
  const stories = options.stories ?? findings > 0;
  const background = { seed, startMs, findings, stories, live, findingEveryS, refreshIntervalS };
  const timeline = createTimeline(store, switches, background);
  timeline.catchUp();

  const apiKey = options.apiKey ?? randomBytes(24).toString('base64url');
  const organizationId = uuidOf('leen-organization:norrvik');
  const connectionId = options.connectionId ?? uuidOf('leen-connection:entra');
  const connection = (): ConnectionFacts => {
    return { organizationId, connectionId, vendor: 'MS_ENTRA', refreshIntervalS, health: switches.health };
  };
  const cursors = new Cursors(clock);
  const faults = createFaultQueue();
  const { getPerS = Number.POSITIVE_INFINITY } = options;
  const limiter = createSlidingLimiter({ getPerS, postPerS: getPerS });
  const requests: RequestLogEntry[] = [];
  const hooks: RequestHooks = {};
  const scripts = createScripts();
  const server = await startApiServer({
    port: options.port ?? 0,
    faults,
    limiter,
    requests,
    hooks,
    clientOf: (request) => clientOf(apiKey, request.headers),
    handle(request) {
      timeline.catchUp();
      return answerLeen({ store, cursors, switches, apiKey, connection }, request);
    },
    options: () => switches,
    errorBody: (status) => errorBody(STATUS_TEXTS[status] ?? `Simulated ${status}`, switches),
  });
  const ticker = setInterval(() => timeline.catchUp(), TICK_MS).unref();

  const simulator: LeenSimulator = {
    origin: server.origin,
    baseUrl: server.origin + BASE_PATH,
    controlOrigin: null,
    apiKey,
    connectionId,
    organizationId,
    switches,
    faults,
    requests,
    violations: limiter.violations,
    limits: limiter.limits,
    peak: limiter.peak,
    clock,
    insertFindings: (list) => store.insert(list),
    insertOddFindings: () => store.insert(oddFindings(clock.now())),
    update: (uids, patch) => void store.follow(uids, UPDATE, patch),
    closeFindings: (uids) => void store.follow(uids, CLOSE),
    mutate: (ids, patch) => store.mutate(ids, patch),
    remove: (ids) => store.remove(ids),
    expireCursors: () => cursors.expireAll(),
    sync: () => timeline.sync(),
    advance(ms) {
      clock.advance(ms);
      timeline.catchUp();
    },
    setListening: (on) => server.setListening(on),
    oracle: createOracle(store, switches),
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

const STATUS_TEXTS: Readonly<Record<number, string>> = {
  401: 'Invalid Organization ID',
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** A busy control port must not leave the API running. */
async function openControl(port: number, simulator: LeenSimulator, scripts: Scripts): Promise<ControlServer> {
  try {
    return await startControlServer(port, leenControlRoutes(simulator, scripts));
  } catch (error) {
    await simulator.close();
    throw error;
  }
}
