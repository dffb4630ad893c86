// What reads through the connectors is tested against the same simulators, changes and faults as they are.

export { type FaultCase, faultCases } from './conformance/fault-kinds.ts';
export { createRandom, type Random } from './conformance/random.ts';
export type { ConformingSimulator, Fixture, ListFixture } from './conformance/stage.ts';
export { kumaAlerts, kumaFixture } from './kuma/conformance.ts';
export { leenFindings, leenFixture } from './leen/conformance.ts';
export { secureEndpointEvents, secureEndpointFixture } from './secure-endpoint/conformance.ts';
export { noiseTypes as secureEndpointNoise } from './secure-endpoint/noise.ts';
export { usmAlarms, usmFixture } from './usm-anywhere/conformance.ts';
