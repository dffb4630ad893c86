import {
  type SecureEndpointSimulator,
  type SecureEndpointSimulatorOptions,
  startSecureEndpointSimulator,
} from '@watchfloor/simulators';
import { day, type Fixture, type ListCase, type ListFixture, only } from '../conformance.ts';
import { secureEndpoint } from './index.ts';

// Secure Endpoint's simulator, fitted to the conformance suite.

export const secureEndpointFixture: Fixture<SecureEndpointSimulator, SecureEndpointSimulatorOptions> = {
  vendor: secureEndpoint,
  id: 'se',
  start: (options) => startSecureEndpointSimulator({ events: 1_200, ...options }),
  settings: ({ baseUrl, clientId, apiKey }) => ({ base_url: baseUrl, client_id: clientId, api_key: apiKey }),
};

/** The oracle tells events apart by the same fields, in the same order. */
export const toKey = (oracleKey: string) => oracleKey.replaceAll('|', '.');

/** Events that print no time: the oracle knows it all the same. */
const undatedOf = new WeakMap<SecureEndpointSimulator, Set<string>>();
const toKeys = (simulator: SecureEndpointSimulator, keys: readonly string[]) => {
  const undated = undatedOf.get(simulator);
  return keys.map((key) => toKey(undated?.has(key) ? key.replace(/^\d+/, '') : key));
};

/** The vendor's label is the one filter here that the oracle knows by another name. */
const toOracle = ({ filters: { priority_label } }: ListCase) =>
  priority_label ? { severity: priority_label.include } : {};
const at = (share: number) => Math.round((Date.now() - share * 29 * day) / 1_000);

export const secureEndpointEvents: ListFixture<SecureEndpointSimulator, SecureEndpointSimulatorOptions> = {
  resource: 'events',
  path: '/v1/events',
  detailPath: '/v1/events',
  throughout: (simulator, listCase, mark) =>
    toKeys(simulator, simulator.oracle.matchedThroughout(toOracle(listCase), mark)),
  sometime: (simulator, listCase, mark) =>
    toKeys(simulator, simulator.oracle.matchedSometime(toOracle(listCase), mark)),
  disturb(simulator, random, listCase) {
    // In front, in the middle and late, several in one second; then some change and some go.
    const inserted = simulator.insertEvents([
      ...Array.from({ length: random.below(4) }, () => ({ timestamp: at(0) })),
      ...(random.chance(0.5) ? [{ timestamp: at(random.next()) }] : []),
      ...(random.chance(0.3) ? Array.from({ length: 3 }, () => ({ timestamp: at(0.5) })) : []),
    ]);
    simulator.mutate(inserted.slice(0, 1), { severity: 'Critical' });
    if (random.chance(0.3)) simulator.remove(inserted.slice(-1));
    const list = simulator.oracle.events(toOracle(listCase));
    if (random.chance(0.3)) simulator.remove(list.slice(random.below(list.length)).slice(0, 1));
  },
  insertAt(simulator, ms) {
    const [key] = simulator.insertEvents([{ timestamp: Math.floor(ms / 1_000) }]);
    return key && toKey(key);
  },
  vary(random) {
    const filtered = random.chance(0.3);
    const burst = random.chance(0.35) ? 150 + random.below(500) : 0;
    const burstAt = at(random.next());
    const undated = random.chance(0.3) ? 1 + random.below(6) : 0;
    const labels = ['Medium', 'High', 'Critical'];
    return {
      options: { seed: random.below(1e9), events: 900 + random.below(600), stories: false },
      listCase: {
        resource: 'events',
        filters: filtered ? { priority_label: only(...labels) } : {},
        order: random.pick(['time-desc', 'time-desc', 'time-asc']),
        rows: random.pick([40, 100, 250]),
      },
      prepare(simulator) {
        simulator.insertEvents(Array.from({ length: burst }, () => ({ timestamp: burstAt, severity: 'High' })));
        const keys = simulator.insertEvents(
          Array.from({ length: undated }, (_, n) => ({
            timestamp: at(n / 7),
            severity: 'High',
            _omit: ['timestamp', 'date'],
          })),
        );
        undatedOf.set(simulator, new Set(keys));
      },
    };
  },
  faults: {
    options: { events: 300 },
    listCase: { resource: 'events', filters: {}, order: 'time-desc', rows: 60 },
  },
};
