import { type LeenSimulator, type LeenSimulatorOptions, startLeenSimulator } from '@watchfloor/simulators';
import { day, type Fixture, type ListFixture } from '../conformance.ts';
import { leen } from './index.ts';

// Leen's simulator, fitted to the conformance suite.

export const leenFixture: Fixture<LeenSimulator, LeenSimulatorOptions> = {
  vendor: leen,
  id: 'leen',
  start: (options) => startLeenSimulator({ findings: 120, ...options }),
  settings: ({ baseUrl, apiKey, connectionId }) => ({
    base_url: baseUrl,
    api_key: apiKey,
    connection_id: connectionId,
  }),
};

/** Every field from which a time is read. */
const times = [
  'time',
  'time_dt',
  ...['created_time', 'first_seen_time', 'last_seen_time', 'modified_time'].map((name) => `finding_info.${name}`),
  ...['logged_time', 'processed_time', 'modified_time', 'original_time'].map((name) => `metadata.${name}`),
];

/** Between how many answers a walk's list changes: a sync brings what is new at once, then hours pass. */
const changesLeft = new WeakMap<LeenSimulator, number>();

export const leenFindings: ListFixture<LeenSimulator, LeenSimulatorOptions> = {
  resource: 'idp-alerts',
  path: '/idp/alerts',
  detailPath: '/idp/alerts',
  throughout: ({ oracle }, _listCase, mark) => oracle.matchedThroughout({}, mark),
  sometime: ({ oracle }, _listCase, mark) => oracle.matchedSometime({}, mark),
  disturb(simulator, random) {
    const left = changesLeft.get(simulator) ?? Number.POSITIVE_INFINITY;
    if (left <= 0) return;
    changesLeft.set(simulator, left - 1);
    const list = simulator.oracle.findings();
    const some = () => list.slice(random.below(list.length)).slice(0, 1);
    simulator.update(some());
    if (!random.chance(0.35)) return;
    // In front, in the middle and late; at times several in one instant.
    const at = Date.now() - random.below(30 * day);
    simulator.insertFindings([{ time: at }, ...(random.chance(0.5) ? [{ time: at }] : [])]);
    simulator.closeFindings(some());
    if (random.chance(0.3)) simulator.remove(some());
  },
  insertAt: (simulator, at) => simulator.insertFindings([{ time: at }])[0],
  vary(random) {
    const burst = random.chance(0.35) ? 120 + random.below(200) : 0;
    const burstAt = Date.now() - random.below(30 * day);
    const undated = random.chance(0.4) ? 1 + random.below(5) : 0;
    const changes = random.chance(0.2) ? Number.POSITIVE_INFINITY : 2 + random.below(5);
    return {
      options: {
        seed: random.below(1e9),
        findings: 300 + random.below(300),
        stories: false,
        switches: {
          cursorMode: random.pick(['offered', 'offered', 'refused', 'ignored']),
          total: random.pick(['number', 'number', 'null', 'missing']),
          emptyCursorPageEvery: random.pick([0, 0, 3]),
          times: random.pick(['mixed', 'iso', 'us', 'dt']),
          absent: random.pick(['omitted', 'null']),
        },
      },
      listCase: {
        resource: 'idp-alerts',
        filters: {},
        order: random.pick(['time-desc', 'severity-desc']),
        rows: random.pick([40, 100, 250]),
      },
      prepare(simulator) {
        changesLeft.set(simulator, changes);
        simulator.insertFindings(Array.from({ length: burst }, () => ({ time: burstAt })));
        simulator.insertFindings(Array.from({ length: undated }, () => ({ _omit: times })));
      },
      // Its cursors cannot be made to overlap, and what changes in each reading is told.
      announces: ['order_may_shift'],
    };
  },
  faults: {
    options: { findings: 120 },
    listCase: { resource: 'idp-alerts', filters: {}, order: 'time-desc', rows: 60 },
    // The list is read whole at once; a minute later it is read again, and there the fault is met.
    middle: { passMs: 61_000, skip: 1 },
  },
};
