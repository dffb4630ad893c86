import type { CallContext } from '../connector.ts';
import { isConnectorError } from '../errors.ts';
import type { Shortfall } from '../paging/page.ts';
import type { LeenConfig } from './config.ts';
import { readTime } from './times.ts';
import { connectionSchema, healthSchema, type WireConnection } from './wire.ts';

/** What the vendor says of its own reading of the identity provider. */
export interface SyncState {
  known: boolean;
  /** Epoch ms of the last sync; null where the vendor does not tell. */
  lastSyncAt: number | null;
  refreshIntervalS: number | null;
  /** What it reads: `MS_ENTRA`, `OKTA_IDP`. */
  reads: string | null;
  /** Why later sign-ins may be missing. */
  problem: Shortfall | null;
}

const unknown: SyncState = { known: false, lastSyncAt: null, refreshIntervalS: null, reads: null, problem: null };

const keptMs = 60_000;
/** Where the record is refused or not there. */
const refusedMs = 600_000;
const timeoutMs = 2_000;
/** The documents give the path twice: below `provisioning`, and without. */
const paths = ['/provisioning/connections', '/connections'];

/**
 * Asks the vendor how its own sync stands, at most once a minute. A connection that lost its rights still answers its
 * list with 200 and old data; only this record says so. It never fails: then the state is not known.
 */
export function createSyncState(config: LeenConfig): (context: CallContext) => Promise<SyncState> {
  let kept: { state: SyncState; until: number } | undefined;
  const candidates = config.connections_path === undefined ? paths : [config.connections_path];
  let answering: string | undefined;

  /** null: it is not there for this key, and asking again soon is no use. */
  async function ask(context: CallContext): Promise<SyncState | null> {
    for (const path of answering === undefined ? candidates : [answering]) {
      try {
        const { json } = await context.client.get({
          path: `${path}/${encodeURIComponent(config.connection_id)}`,
          signal: AbortSignal.any([context.signal, AbortSignal.timeout(timeoutMs)]),
          deadlineAt: Math.min(context.deadlineAt, context.now() + timeoutMs),
          onAsked: context.onAsked,
          aside: true,
        });
        answering = path;
        return toSyncState(json, context.now());
      } catch (error) {
        // Whatever it is, the findings are not to wait for it: the list's own answer says what ails the vendor.
        const kind = isConnectorError(error) ? error.kind : undefined;
        if (kind === 'auth' || kind === 'forbidden') return null;
        if (kind !== 'not_found') return unknown;
      }
    }
    return null;
  }

  return async (context) => {
    if (kept && context.now() < kept.until) return kept.state;
    const answer = await ask(context);
    const state = answer ?? unknown;
    // A caller that left says nothing about the vendor.
    if (!context.signal.aborted) kept = { state, until: context.now() + (answer ? keptMs : refusedMs) };
    return state;
  };
}

const syncTimeNames = [
  'last_sync',
  'last_synced',
  'last_sync_time',
  'last_sync_at',
  'last_synced_at',
  'last_successful_sync',
  'last_successful_sync_at',
  'last_refresh',
  'last_refresh_at',
  'last_refreshed_at',
  'last_run_at',
  'last_success_at',
];

/** Reads the connection's record. Where it tells the time of the last sync is not documented: the likely names are tried. */
export function toSyncState(json: unknown, now: number): SyncState {
  const parsed = connectionSchema.safeParse(json);
  if (!parsed.success) return unknown;
  const wire = parsed.data;
  const health = healthSchema.safeParse(wire.health).data;
  const details = (health as { details?: unknown } | undefined)?.details;
  const lastSyncAt = findSyncTime([
    wire,
    wire.state,
    health,
    ...(Array.isArray(details) ? (details as unknown[]) : []),
  ]);
  return {
    known: true,
    lastSyncAt: lastSyncAt !== null && lastSyncAt <= now ? lastSyncAt : null,
    refreshIntervalS: wire.refresh_interval_secs ?? null,
    reads: wire.vendor ?? null,
    problem: problemOf(wire, typeof wire.health === 'string' ? { name: wire.health } : health, lastSyncAt),
  };
}

function findSyncTime(objects: readonly unknown[]): number | null {
  for (const object of objects) {
    if (typeof object !== 'object' || object === null) continue;
    for (const name of syncTimeNames) {
      const at = readTime(object, name);
      if (at !== null) return at;
    }
  }
  return null;
}

const codes: Record<string, Shortfall['code']> = {
  UNAUTHORIZED: 'forbidden',
  RATE_LIMIT_EXCEEDED: 'rate_limited',
  EXECUTION_TIMEOUT: 'timeout',
};
const reasons: Record<string, string> = {
  UNAUTHORIZED: 'has lost its right to read',
  RATE_LIMIT_EXCEEDED: 'is held back by the rate limit of',
  EXECUTION_TIMEOUT: 'does not finish in time reading',
  VENDOR_SERVER_ERROR: 'gets errors from',
};

function problemOf(
  wire: WireConnection,
  health: { name?: string | undefined; resolution_owner?: string | undefined } | undefined,
  lastSyncAt: number | null,
): Shortfall | null {
  const reads = wire.vendor === undefined ? 'the identity provider' : (products[wire.vendor] ?? wire.vendor);
  const since = lastSyncAt === null ? '' : ` Its last sync was at ${new Date(lastSyncAt).toISOString()}.`;
  const name = health?.name?.trim().toUpperCase();
  if (name !== undefined && name !== 'HEALTHY') {
    const reason = reasons[name] ?? 'has trouble reading';
    const owner = health?.resolution_owner === undefined ? '' : `, to be resolved by ${health.resolution_owner}`;
    return {
      code: codes[name] ?? 'unavailable',
      message: `It says that it ${reason} ${reads} (${name.slice(0, 60)}${owner.slice(0, 60)}): what it answers is old, and later findings are not here yet.${since}`,
    };
  }
  if (wire.is_active === false) {
    return {
      code: 'unavailable',
      message: `Its connection to ${reads} is switched off there: what it answers is old, and later findings are not here.${since}`,
    };
  }
  return null;
}

const products: Record<string, string> = { MS_ENTRA: 'Microsoft Entra', OKTA_IDP: 'Okta' };

/** "Microsoft Entra" */
export function productName(reads: string): string {
  return products[reads] ?? reads;
}
