import { type KumaSimulator, type KumaSimulatorOptions, startKumaSimulator } from '@watchfloor/simulators';
import {
  day,
  type Fixture,
  type ListCase,
  type ListFixture,
  only,
  type Random,
  readerOf,
  startVendor,
} from '../conformance.ts';
import type { OpenConnection } from '../open-connection.ts';
import { kuma } from './index.ts';

// KUMA's simulator, fitted to the conformance suite.

export const kumaFixture: Fixture<KumaSimulator, KumaSimulatorOptions> = {
  vendor: kuma,
  id: 'ku',
  start: (options) => startKumaSimulator({ alerts: 900, ...options }),
  settings: ({ baseUrl, token }) => ({ base_url: baseUrl, token }),
};

export const start = (options: KumaSimulatorOptions = {}, config: Record<string, unknown> = {}) =>
  startVendor(kumaFixture, options, config);
export const alerts = (connection: OpenConnection) => {
  const reader = readerOf(connection, 'alerts');
  if (!reader.section) throw new Error('no sections');
  return { ...reader, section: reader.section };
};

export const statuses = ['new', 'assigned', 'escalated'];
export const notClosed = { status: only(...statuses) };
const toOracle = ({ filters: { status } }: ListCase) => (status ? { status: status.include } : {});
const at = (share: number) => new Date(Date.now() - share * 30 * day).toISOString().replace(/\.\d+Z$/, 'Z');

function disturb(simulator: KumaSimulator, random: Random, listCase: ListCase): void {
  const filter = toOracle(listCase);
  const middle = random.next();
  // In front, in the middle and late; several in one second.
  simulator.insertAlerts([
    { firstSeen: at(0), lastSeen: at(0) },
    { firstSeen: at(middle), lastSeen: at(middle / 2) },
    ...(random.chance(0.5) ? [at(0.5), at(0.5)].map((same) => ({ firstSeen: same, lastSeen: same })) : []),
  ]);
  const list = simulator.oracle.alerts(filter);
  const some = () => list.slice(random.below(list.length)).slice(0, 1);
  // Rows gain activity, rows freeze, rows leave.
  const growing = simulator.oracle.alerts({ ...filter, status: 'new' });
  const grown = [0.2, 0.5, 0.8].flatMap((share) => growing[Math.floor(growing.length * share)] ?? []);
  simulator.hit([...grown, ...some(), ...some()]);
  simulator.setStatus(some(), 'closed');
  if (random.chance(0.7)) simulator.remove(some());
}

function vary(random: Random, order: string) {
  const filtered = random.chance(0.3);
  const burst = random.chance(0.35) ? 260 + random.below(400) : 0;
  const burstAt = at(random.next());
  const undated = random.chance(0.3) ? 1 + random.below(5) : 0;
  return {
    options: {
      seed: random.below(1e9),
      // By last activity, more growing alerts than a cursor remembers are announced, and may come twice.
      alerts: (filtered ? 3_000 : 700) + random.below(300),
      stories: false,
      switches: {
        times: random.pick(['seconds', 'millis'] as const),
        statuses: random.pick(['lower', 'title'] as const),
      },
    },
    listCase: {
      resource: 'alerts',
      filters: filtered ? notClosed : {},
      order,
      rows: random.pick([40, 100, 250]),
    },
    prepare(simulator: KumaSimulator) {
      simulator.insertAlerts(
        Array.from({ length: burst }, () => ({ firstSeen: burstAt, lastSeen: burstAt, status: 'assigned' })),
      );
      simulator.insertAlerts(
        Array.from({ length: undated }, () => ({ status: 'assigned', _omit: ['firstSeen', 'lastSeen'] })),
      );
    },
    announces: [],
  };
}

function kumaList(order: 'time-desc' | 'active-desc'): ListFixture<KumaSimulator, KumaSimulatorOptions> {
  return {
    resource: 'alerts',
    path: '/alerts',
    detailPath: '/alerts',
    throughout: ({ oracle }, listCase, mark) => oracle.matchedThroughout(toOracle(listCase), mark),
    sometime: ({ oracle }, listCase, mark) => oracle.matchedSometime(toOracle(listCase), mark),
    disturb,
    insertAt(simulator, ms) {
      const firstSeen = new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
      return simulator.insertAlerts([{ firstSeen, lastSeen: firstSeen }])[0];
    },
    prepareOpen(simulator) {
      simulator.insertAlerts(['NEW', 'Escalated', 'postponed'].map((status) => ({ status })));
      simulator.insertAlerts([{ _omit: ['status'] }]);
    },
    vary: (random) => vary(random, order),
    faults: { options: { alerts: 800 }, listCase: { resource: 'alerts', filters: {}, order, rows: 100 } },
  };
}

export const kumaAlerts = kumaList('time-desc');
export const kumaAlertsByActivity = kumaList('active-desc');
