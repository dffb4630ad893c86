import { randomBytes } from 'node:crypto';
import type { JsonObject } from '../json.ts';
import { createClock } from '../scenario/clock.ts';
import type { TlsIdentity } from '../server/api-server.ts';
import { createSlidingLimiter, type SlidingLimiter } from '../server/limiter.ts';
import { type SimulatedApi, startVendorApi } from '../server/vendor-api.ts';
import { clientOf, type KumaAccess } from './access.ts';
import { kumaErrorBody } from './api-error.ts';
import { fillBackground } from './background.ts';
import { startConsoleServer } from './console-server.ts';
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

export interface KumaSimulator extends SimulatedApi<KumaSwitches, SlidingLimiter> {
  /** Where the product's own pages are; HTML whatever is asked. */
  consoleOrigin: string;
  token: string;
  /** Live: the token, its owner's rights and tenants. */
  access: KumaAccess;
  insertAlerts(list: readonly InsertedAlert[]): string[];
  /** The rule fires again. Gives back the ids that took it: a frozen alert's successor in its place. */
  hit(ids: readonly string[], hit?: Hit): string[];
  setStatus(ids: readonly string[], status: string, by?: { assignee?: string; closingReason?: string }): void;
  mutate(ids: readonly string[], patch: JsonObject): void;
  remove(ids: readonly string[]): void;
  oracle: KumaOracle;
}

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
  const limiter = createSlidingLimiter({ getPerS: Infinity, postPerS: Infinity });
  const { api, finish, beside } = await startVendorApi({
    port: options.port,
    basePath: BASE_PATH,
    tls,
    clock,
    catchUp: () => timeline.catchUp(),
    switches,
    limiter,
    admit: (client, method) => limiter.admit(client, method),
    errorBody: kumaErrorBody,
    clientOf: (request) => clientOf(access, request.headers.authorization),
    handle: (request) => answerKuma({ store, switches, access }, request),
  });
  const simulator: KumaSimulator = {
    ...api,
    consoleOrigin: '',
    get token() {
      return access.token;
    },
    set token(token) {
      access.token = token;
    },
    access,
    insertAlerts: (list) => store.insert(list),
    hit: (ids, hit) => store.hit(ids, hit),
    setStatus: (ids, status, by) => store.setStatus(ids, status, by),
    mutate: (ids, patch) => store.mutate(ids, patch),
    remove: (ids) => store.remove(ids),
    oracle: createOracle(store, access),
  };
  simulator.consoleOrigin = (await beside(startConsoleServer(options.consolePort ?? 0, tls))).origin;
  return finish(simulator, options.controlPort, kumaControlRoutes);
}
