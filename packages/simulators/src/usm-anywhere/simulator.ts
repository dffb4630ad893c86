import { randomBytes } from 'node:crypto';
import type { JsonObject } from '../json.ts';
import { createClock } from '../scenario/clock.ts';
import { createSlidingLimiter, type SlidingLimiter } from '../server/limiter.ts';
import { type SimulatedApi, startVendorApi } from '../server/vendor-api.ts';
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

export interface UsmSimulator extends SimulatedApi<UsmSwitches, SlidingLimiter> {
  clientId: string;
  clientSecret: string;
  readonly tokenCalls: number;
  tokenLifeS: number;
  insertAlarms(list: readonly InsertedRecord[]): string[];
  insertEvents(list: readonly InsertedRecord[]): string[];
  setStatus(ids: readonly string[], status: string): void;
  mutate(resource: Resource, ids: readonly string[], patch: JsonObject): void;
  remove(resource: Resource, ids: readonly string[]): void;
  revokeTokens(): void;
  disableClient(disabled: boolean): void;
  oracle: UsmOracle;
}

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
  const limiter = createSlidingLimiter({ getPerS: options.getPerS ?? 100, postPerS: options.postPerS ?? 50 });
  const { api, finish } = await startVendorApi({
    port: options.port,
    basePath: BASE_PATH,
    clock,
    catchUp: () => timeline.catchUp(),
    switches,
    limiter,
    admit: (client, method) => limiter.admit(client, method),
    clientOf: (request) => oauth.clientOf(request.headers.authorization),
    handle: (request, origin) => answerUsm({ store, oauth, switches, origin: () => origin }, request),
  });
  const simulator: UsmSimulator = {
    ...api,
    clientId: oauth.clientId,
    clientSecret: oauth.clientSecret,
    get tokenCalls() {
      return oauth.tokenCalls;
    },
    get tokenLifeS() {
      return oauth.tokenLifeS;
    },
    set tokenLifeS(seconds) {
      oauth.tokenLifeS = seconds;
    },
    insertAlarms: (list) => store.insertAlarms(list),
    insertEvents: (list) => store.insertEvents(list),
    setStatus: (ids, status) => store.setStatus(ids, status),
    mutate: (resource, ids, patch) => store.mutate(resource, ids, patch),
    remove: (resource, ids) => store.remove(resource, ids),
    revokeTokens: () => oauth.revokeTokens(),
    disableClient(disabled) {
      oauth.disabled = disabled;
    },
    oracle: createOracle(store),
  };
  return finish(simulator, options.controlPort, usmControlRoutes);
}
