export type * from './connector.ts';
export { ConnectorError, isConnectorError, type ConnectorErrorKind } from './errors.ts';
export { openConnection, type ConnectionSettings, type NetworkRules, type OpenConnection } from './open-connection.ts';
export type { OutboundClient } from './outbound/client.ts';
export type { QuotaState } from './outbound/limiter.ts';
export { vendors } from './registry.ts';
export { Secret } from './secret.ts';
