import { day, type Fixture, type ListFixture } from '../../conformance.ts';
import { doors } from './index.ts';
import { type DoorsSimulator, startDoorsSimulator } from './simulator.ts';

export const doorsFixture: Fixture<DoorsSimulator, { alarms?: number }> = {
  vendor: doors,
  id: 'doors',
  start: startDoorsSimulator,
  settings: ({ baseUrl, token }) => ({ base_url: baseUrl, token }),
};

export const doorAlarms: ListFixture<DoorsSimulator, { alarms?: number }> = {
  resource: 'doors',
  path: '/api/doors',
  detailPath: '/api/doors/',
  throughout: ({ oracle }, _listCase, mark) => oracle.throughout(mark),
  sometime: ({ oracle }, _listCase, mark) => oracle.sometime(mark),
  disturb(simulator, random) {
    const at = Date.now() - random.below(20 * day);
    simulator.insert([Date.now(), at, at]);
    const list = simulator.oracle.doors();
    simulator.remove(list.slice(random.below(list.length)).slice(0, 1));
  },
  insertAt: (simulator, at) => simulator.insert([at])[0],
  vary(random) {
    const burstAt = Date.now() - random.below(20 * day);
    const burst = random.chance(0.5) ? 150 : 0;
    return {
      options: { alarms: 400 + random.below(200) },
      listCase: { resource: 'doors', filters: {}, order: 'time-desc', rows: 100 },
      prepare: (simulator) => void simulator.insert(Array.from({ length: burst }, () => burstAt)),
    };
  },
  faults: {
    options: { alarms: 300 },
    listCase: { resource: 'doors', filters: {}, order: 'time-desc', rows: 80 },
  },
};
