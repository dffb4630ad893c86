import { startUsmSimulator, type UsmSimulator, type UsmSimulatorOptions } from '@watchfloor/simulators';
import { day, type Fixture, type ListCase, type ListFixture, only, type Random } from '../conformance.ts';
import { usmAnywhere } from './index.ts';

// USM Anywhere's simulator, fitted to the conformance suite.

export const usmFixture: Fixture<UsmSimulator, UsmSimulatorOptions> = {
  vendor: usmAnywhere,
  id: 'usm',
  start: (options) => startUsmSimulator({ alarms: 900, events: 3_000, getPerS: 10_000, ...options }),
  settings: ({ baseUrl, clientId, clientSecret }) => ({
    base_url: baseUrl,
    client_id: clientId,
    client_secret: clientSecret,
  }),
};

/** A list's filters in the oracle's words. */
function toOracle({ filters }: ListCase): Record<string, readonly string[]> {
  return Object.fromEntries(Object.entries(filters).map(([name, { include }]) => [name, include]));
}

const at = (share: number) => String(Math.round(Date.now() - share * 30 * day));

function insertInto(simulator: UsmSimulator, resource: 'alarms' | 'events') {
  return resource === 'alarms' ? simulator.insertAlarms : simulator.insertEvents;
}

function disturb(simulator: UsmSimulator, random: Random, resource: 'alarms' | 'events', listCase: ListCase): void {
  const insert = insertInto(simulator, resource);
  // In front, in the middle and late; at times several in one instant.
  if (random.chance(0.5)) insert([{ timestamp_occured: at(0) }]);
  if (random.chance(0.4)) insert([{ timestamp_occured: at(random.next()) }]);
  if (random.chance(0.2)) insert([at(0.5), at(0.5)].map((timestamp_occured) => ({ timestamp_occured })));
  const some = () => {
    const list = simulator.oracle[resource](toOracle(listCase));
    return list.slice(random.below(list.length)).slice(0, 1);
  };
  if (random.chance(0.5)) simulator.mutate(resource, some(), { rule_method: 'Changed while it was read' });
  if (random.chance(0.3)) simulator.remove(resource, some());
  if (resource === 'alarms' && random.chance(0.5)) simulator.setStatus(some(), 'closed');
}

function vary(random: Random, resource: 'alarms' | 'events') {
  const open = resource === 'alarms' && random.chance(0.4);
  const rows = 700 + random.below(400);
  const undated = random.chance(0.3);
  const ignoreTimeFilter = random.chance(undated ? 0.2 : 0.4);
  const burst = random.chance(0.35) ? 110 + random.below(250) : 0;
  const burstAt = at(random.next());
  return {
    options: {
      seed: random.below(1e9),
      alarms: resource === 'alarms' ? rows * (open ? 3 : 1) : 0,
      events: resource === 'events' ? rows : 0,
      stories: false,
      switches: { ignoreTimeFilter, ...(undated ? { times: 'some-missing' as const, isoTwin: false } : {}) },
    },
    listCase: {
      resource,
      filters: open ? { status: only('open') } : {},
      order: random.pick(['time-desc', 'time-asc']),
      rows: random.pick([40, 100, 250]),
    },
    prepare(simulator: UsmSimulator) {
      insertInto(simulator, resource)(Array.from({ length: burst }, () => ({ timestamp_occured: burstAt })));
    },
    // Without times and without a bound, nobody can tell whether a row was given out before.
    announces: ['instant_unsettled', ...(ignoreTimeFilter ? ['bound_ignored', 'order_may_shift'] : [])],
  };
}

function usmList(resource: 'alarms' | 'events'): ListFixture<UsmSimulator, UsmSimulatorOptions> {
  const filters: ListCase['filters'] = resource === 'alarms' ? { status: only('open') } : {};
  return {
    resource,
    path: `/${resource}`,
    detailPath: `/${resource}/`,
    tokenPath: '/oauth/token',
    throughout: ({ oracle }, listCase, mark) => oracle.matchedThroughout(resource, toOracle(listCase), mark),
    sometime: ({ oracle }, listCase, mark) => oracle.matchedSometime(resource, toOracle(listCase), mark),
    disturb: (simulator, random, listCase) => disturb(simulator, random, resource, listCase),
    insertAt: (simulator, ms) => insertInto(simulator, resource)([{ timestamp_occured: String(ms) }])[0],
    prepareOpen(simulator) {
      if (resource === 'events') return;
      simulator.switches.inReviewSpelling = 'In Review';
      simulator.insertAlarms(['in_review', 'reopened'].map((status) => ({ status })));
      simulator.insertAlarms([{ _omit: ['status'] }]);
    },
    vary: (random) => vary(random, resource),
    faults: { options: { alarms: 500, events: 500 }, listCase: { resource, filters, order: 'time-desc', rows: 80 } },
  };
}

export const usmAlarms = usmList('alarms');
export const usmEvents = usmList('events');
