import { randomBytes } from 'node:crypto';
import type { JsonObject } from '../json.ts';
import { createClock, type ScenarioClock } from '../scenario/clock.ts';
import {
  type RequestHook,
  type RequestHooks,
  type SetListening,
  startApiServer,
  type TlsIdentity,
} from '../server/api-server.ts';
import { type ControlServer, startControlServer } from '../server/control-server.ts';
import { createFaultQueue, type FaultQueue } from '../server/faults.ts';
import { createSlidingLimiter, type RateLimits, type RateViolation } from '../server/limiter.ts';
import type { RequestLogEntry } from '../server/request-log.ts';
import { createScripts } from '../server/scripts.ts';
import { clientOf, type KumaAccess } from './access.ts';
import { kumaErrorBody } from './api-error.ts';
import { fillBackground } from './background.ts';
import { type ConsoleServer, startConsoleServer } from './console-server.ts';
import { kumaControlRoutes } from './control-routes.ts';
import type { InsertedAlert } from './inserted-alerts.ts';
import { createOracle, type KumaOracle } from './oracle.ts';
import { answerKuma, BASE_PATH } from './routes.ts';
import { type Hit, KumaStore } from './store.ts';
import { defaultKumaSwitches, type KumaSwitches } from './switches.ts';
import { kumaTenants } from './tenants.ts';
import { createTimeline } from './timeline.ts';

export interface KumaSimulatorOptions {
  /** Default 0: any free port. */
  port?: number;
  /** The console's HTML; default 0: any free port. */
  consolePort?: number;
  /** Default null: no control port. 0: any free port. */
  controlPort?: number | null;
  seed?: number;
  /** Background alerts over 30 days; default 4,000. 0 also leaves out the stories. */
  alerts?: number;
  /** Default: on where there is a background. */
  stories?: boolean;
  /** Default: 16 random bytes in hex. */
  token?: string;
  access?: Partial<KumaAccess>;
  /** API and console over HTTPS, PEM texts. */
  tls?: TlsIdentity;
  /** Whether the background goes on after the start; default false. */
  live?: boolean;
  /** Mean seconds; 0 for never. Live: 60, 20 and 90; else 0. */
  alertEveryS?: number;
  hitEveryS?: number;
  triageEveryS?: number;
  /** 300 rows in one millisecond of the background; default: unless live. */
  burst?: boolean;
  now?: () => number;
  switches?: Partial<KumaSwitches>;
}

export interface KumaSimulator {
  origin: string;
  /** `origin` and `/api/v1`. */
  baseUrl: string;
  /** Where the product's own pages are; HTML whatever is asked. */
  consoleOrigin: string;
  controlOrigin: string | null;
  token: string;
  /** Live: the token, its owner's rights and tenants. */
  access: KumaAccess;
  /** Live: a change holds from the next request on. */
  switches: KumaSwitches;
  faults: FaultQueue;
  requests: RequestLogEntry[];
  violations: RateViolation[];
  /** Infinite, as documented; lower it to see a client's courtesy. */
  limits: RateLimits;
  /** The highest count of requests ever seen within one second. */
  peak: { GET: number; POST: number };
  clock: ScenarioClock;
  insertAlerts(list: readonly InsertedAlert[]): string[];
  /** The rule fires again. Gives back the ids that took it: a frozen alert's successor in its place. */
  hit(ids: readonly string[], hit?: Hit): string[];
  setStatus(ids: readonly string[], status: string, by?: { assignee?: string; closingReason?: string }): void;
  mutate(ids: readonly string[], patch: JsonObject): void;
  remove(ids: readonly string[]): void;
  advance(ms: number): void;
  /** Off: connections are refused. */
  setListening: SetListening;
  oracle: KumaOracle;
  beforeRequest?: RequestHook | undefined;
  /** The answer is made and not yet sent: the place to change the truth between page N and N+1. */
  beforeResponse?: RequestHook | undefined;
  afterRequest?: RequestHook | undefined;
  close(): Promise<void>;
}

const TICK_MS = 500;

export async function startKumaSimulator(options: KumaSimulatorOptions = {}): Promise<KumaSimulator> {
  const { seed = 20418, alerts = 4000, live = false, tls } = options;
  const clock = createClock(options.now);
  const startMs = clock.now();
  const store = new KumaStore(seed, clock);
  fillBackground(store, { seed, alerts, startMs, burst: options.burst ?? !live });
  const timeline = createTimeline(store, {
    seed,
    startMs,
    stories: options.stories ?? alerts > 0,
    alertEveryS: options.alertEveryS ?? (live ? 60 : 0),
    hitEveryS: options.hitEveryS ?? (live ? 20 : 0),
    triageEveryS: options.triageEveryS ?? (live ? 90 : 0),
  });
  timeline.catchUp();

  const switches: KumaSwitches = { ...defaultKumaSwitches, ...options.switches };
  const access: KumaAccess = {
    token: options.token ?? randomBytes(16).toString('hex'),
    login: 'watchfloor',
    disabled: false,
    deniedEndpoints: [],
    forbiddenTenants: [kumaTenants.holding.id],
    disabledTenants: [],
    ...options.access,
  };
  const faults = createFaultQueue();
  const limiter = createSlidingLimiter({ getPerS: Infinity, postPerS: Infinity });
  const requests: RequestLogEntry[] = [];
  const hooks: RequestHooks = {};
  const scripts = createScripts();
  const server = await startApiServer({
    port: options.port ?? 0,
    tls,
    faults,
    limiter,
    requests,
    hooks,
    errorBody: kumaErrorBody,
    clientOf: (request) => clientOf(access, request.headers.authorization),
    handle(request) {
      timeline.catchUp();
      return answerKuma({ store, switches, access }, request);
    },
    options: () => switches,
  });
  const ticker = setInterval(() => timeline.catchUp(), TICK_MS).unref();
  const beside: Array<ConsoleServer | ControlServer> = [];

  const simulator: KumaSimulator = {
    origin: server.origin,
    baseUrl: server.origin + BASE_PATH,
    consoleOrigin: '',
    controlOrigin: null,
    get token() {
      return access.token;
    },
    set token(token) {
      access.token = token;
    },
    access,
    switches,
    faults,
    requests,
    violations: limiter.violations,
    limits: limiter.limits,
    peak: limiter.peak,
    clock,
    insertAlerts: (list) => store.insert(list),
    hit: (ids, hit) => store.hit(ids, hit),
    setStatus: (ids, status, by) => store.setStatus(ids, status, by),
    mutate: (ids, patch) => store.mutate(ids, patch),
    remove: (ids) => store.remove(ids),
    advance(ms) {
      clock.advance(ms);
      timeline.catchUp();
    },
    setListening: (on) => server.setListening(on),
    oracle: createOracle(store, access),
    async close() {
      clearInterval(ticker);
      await Promise.all([server.close(), ...beside.map((other) => other.close())]);
    },
  };
  hooks.beforeRequest = (request) => simulator.beforeRequest?.(request);
  hooks.beforeResponse = async (request) => {
    await scripts.step(request.path);
    await simulator.beforeResponse?.(request);
  };
  hooks.afterRequest = (request) => simulator.afterRequest?.(request);

  // A busy port beside it must not leave the API running.
  const opened = async <T extends ConsoleServer | ControlServer>(starting: Promise<T>): Promise<T> => {
    try {
      const other = await starting;
      beside.push(other);
      return other;
    } catch (error) {
      await simulator.close();
      throw error;
    }
  };
  simulator.consoleOrigin = (await opened(startConsoleServer(options.consolePort ?? 0, tls))).origin;
  const { controlPort = null } = options;
  if (controlPort !== null) {
    const control = startControlServer(controlPort, kumaControlRoutes(simulator, scripts));
    simulator.controlOrigin = (await opened(control)).origin;
  }
  return simulator;
}
