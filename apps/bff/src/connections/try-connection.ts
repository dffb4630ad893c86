import {
  type BaseConfig,
  isConnectorError,
  type LedgerFor,
  type OpenConnection,
  openConnection,
  type Vendor,
} from '@watchfloor/connectors';
import type { ConnectionTestAnswer } from '@watchfloor/contract';
import type { OutboundRules } from './allow-list.ts';

/** How long somebody waits for a test. */
const testMs = 10_000;

export interface Trying {
  rules: OutboundRules;
  signal: AbortSignal;
  ledgerFor?: LedgerFor | undefined;
  now(): number;
}

/**
 * Opens a connection for one question and closes it. Whatever holds for real calls holds for this one: the rules for
 * addresses when the socket connects, no redirect, the caps.
 */
export async function tryConnection(
  draft: { vendor: Vendor; config: BaseConfig },
  { rules, signal, ledgerFor, now }: Trying,
): Promise<ConnectionTestAnswer> {
  const startedAt = performance.now();
  const network = { allowPrivate: rules.allowPrivate };
  const { origin } = new URL(draft.config.base_url);
  let open: OpenConnection;
  try {
    open = openConnection({ ...draft, id: 'test', label: 'test', network, ledgerFor, now });
  } catch (error) {
    return toFailure(error, origin, startedAt);
  }
  try {
    return await askOnce(open, origin, signal, startedAt);
  } finally {
    await open.close();
  }
}

/** As `tryConnection`, for one that is open already. @throws the signal's reason when the one who asked is gone */
export async function askOnce(
  open: Pick<OpenConnection, 'check'>,
  origin: string,
  signal: AbortSignal,
  startedAt = performance.now(),
): Promise<ConnectionTestAnswer> {
  try {
    await open.check(AbortSignal.any([signal, AbortSignal.timeout(testMs)]));
    return { ok: true, code: null, message: `${origin} answers and takes these credentials.`, ms: msSince(startedAt) };
  } catch (error) {
    signal.throwIfAborted();
    return toFailure(error, origin, startedAt);
  }
}

/** A connector's error is written for people and holds no secret; any other is a mistake of ours. */
function toFailure(error: unknown, origin: string, startedAt: number): ConnectionTestAnswer {
  if (!isConnectorError(error)) throw error;
  return { ok: false, code: error.kind, message: `${origin}: ${error.message}`, ms: msSince(startedAt) };
}

const msSince = (startedAt: number) => Math.round(performance.now() - startedAt);
