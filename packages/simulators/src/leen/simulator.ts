import { randomBytes } from 'node:crypto';
import type { JsonObject } from '../json.ts';
import { createClock } from '../scenario/clock.ts';
import { uuidOf } from '../scenario/identifiers.ts';
import { createSlidingLimiter, type SlidingLimiter } from '../server/limiter.ts';
import { type SimulatedApi, startVendorApi } from '../server/vendor-api.ts';
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

export interface LeenSimulator extends SimulatedApi<LeenSwitches, SlidingLimiter> {
  /** For `X-API-KEY` and `X-CONNECTION-ID`. */
  apiKey: string;
  connectionId: string;
  organizationId: string;
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
  oracle: LeenOracle;
}

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
  const { getPerS = Number.POSITIVE_INFINITY } = options;
  const limiter = createSlidingLimiter({ getPerS, postPerS: getPerS });
  const { api, finish } = await startVendorApi({
    port: options.port,
    basePath: BASE_PATH,
    clock,
    catchUp: () => timeline.catchUp(),
    switches,
    limiter,
    admit: (client, method) => limiter.admit(client, method),
    clientOf: (request) => clientOf(apiKey, request.headers),
    handle: (request) => answerLeen({ store, cursors, switches, apiKey, connection }, request),
    errorBody: (status) => errorBody(STATUS_TEXTS[status] ?? `Simulated ${status}`, switches),
  });
  const simulator: LeenSimulator = {
    ...api,
    apiKey,
    connectionId,
    organizationId,
    insertFindings: (list) => store.insert(list),
    insertOddFindings: () => store.insert(oddFindings(clock.now())),
    update: (uids, patch) => void store.follow(uids, UPDATE, patch),
    closeFindings: (uids) => void store.follow(uids, CLOSE),
    mutate: (ids, patch) => store.mutate(ids, patch),
    remove: (ids) => store.remove(ids),
    expireCursors: () => cursors.expireAll(),
    sync: () => timeline.sync(),
    oracle: createOracle(store, switches),
  };
  return finish(simulator, options.controlPort, leenControlRoutes);
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
