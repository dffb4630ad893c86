export type { KumaAccess, KumaEndpoint } from './kuma/access.ts';
export type { InsertedAlert } from './kuma/inserted-alerts.ts';
export type { AlertFacts } from './kuma/journal.ts';
export type { KumaFilter, KumaOracle } from './kuma/oracle.ts';
export { type KumaSimulator, type KumaSimulatorOptions, startKumaSimulator } from './kuma/simulator.ts';
export type { Hit } from './kuma/store.ts';
export { defaultKumaSwitches, type KumaSwitches } from './kuma/switches.ts';
export { kumaTenants } from './kuma/tenants.ts';
export type { InsertedFinding } from './leen/inserted-records.ts';
export type { LeenChange, LeenFacts, LeenJournal } from './leen/journal.ts';
export type { LeenOracle, LeenOracleFilter } from './leen/oracle.ts';
export { type LeenSimulator, type LeenSimulatorOptions, startLeenSimulator } from './leen/simulator.ts';
export { defaultLeenSwitches, type LeenSwitches } from './leen/switches.ts';
export { hashes, hostByName, laptopOf, outside, personByAccount, servers } from './scenario/cast.ts';
export { createClock, type ScenarioClock } from './scenario/clock.ts';
export { ChangeJournal, matchedSometime, matchedThroughout } from './scenario/journal.ts';
export { type Endpoint, endpointOf } from './secure-endpoint/endpoints.ts';
export { eventTypes as secureEndpointEventTypes } from './secure-endpoint/event-types.ts';
export type { InsertedEvent } from './secure-endpoint/inserted-events.ts';
export type { EventOracleFilter, SecureEndpointOracle } from './secure-endpoint/oracle.ts';
export { type EventFacts, eventKeyOfText } from './secure-endpoint/row-facts.ts';
export {
  type SecureEndpointSimulator,
  type SecureEndpointSimulatorOptions,
  startSecureEndpointSimulator,
} from './secure-endpoint/simulator.ts';
export { defaultSecureEndpointSwitches, type SecureEndpointSwitches } from './secure-endpoint/switches.ts';
export { type ApiRequest, jsonAnswer } from './server/answer.ts';
export type { RequestHook, SetListening } from './server/api-server.ts';
export { hostileTexts } from './server/fault-answers.ts';
export { type Fault, type FaultKind, type FaultQueue, faultKinds } from './server/faults.ts';
export { createSlidingLimiter, type RateLimits, type RateViolation, type SlidingLimiter } from './server/limiter.ts';
export type { RequestLogEntry } from './server/request-log.ts';
export { type SimulatedApi, startVendorApi } from './server/vendor-api.ts';
export type { Journal, JournalEntry, RowFacts } from './usm-anywhere/journal.ts';
export type { OracleFilter, UsmOracle } from './usm-anywhere/oracle.ts';
export { labelIds, sensors } from './usm-anywhere/records.ts';
export { startUsmSimulator, type UsmSimulator, type UsmSimulatorOptions } from './usm-anywhere/simulator.ts';
export type { InsertedRecord } from './usm-anywhere/store.ts';
export { defaultSwitches, type UsmSwitches } from './usm-anywhere/switches.ts';
