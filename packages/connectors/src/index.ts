export type * from './connector.ts';
export { ConnectorError, type ConnectorErrorKind, isConnectorError } from './errors.ts';
export {
  type ConnectionSettings,
  type LedgerFor,
  type NetworkRules,
  type OpenConnection,
  type OutboundDeps,
  openConnection,
} from './open-connection.ts';
export type { CallObserver } from './outbound/call-observer.ts';
export { inLane, type OutboundClient } from './outbound/client.ts';
export {
  type Broken,
  brokenMs,
  createLedger,
  type Lane,
  type LedgerRequest,
  type Quota,
  type QuotaLedger,
  type Ruling,
  sameResetMs,
  toBrokenWaitMs,
  toldLifeMs,
  toPace,
  underWayMax,
} from './outbound/ledger.ts';
export { createLimiter, type Limiter, type QuotaState } from './outbound/limiter.ts';
export { createSingleFlight } from './outbound/single-flight.ts';
export { vendors } from './registry.ts';
export { Secret } from './secret.ts';
