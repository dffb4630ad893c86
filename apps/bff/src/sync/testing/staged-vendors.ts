import type { Vendor } from '@watchfloor/connectors';
import {
  type ConformingSimulator,
  type Fixture,
  kumaAlerts,
  kumaFixture,
  type ListFixture,
  leenFindings,
  leenFixture,
  type Random,
  secureEndpointEvents,
  secureEndpointFixture,
  secureEndpointNoise,
  usmAlarms,
  usmFixture,
} from '@watchfloor/connectors/conformance';
import { secureEndpointEventTypes } from '@watchfloor/simulators';
import { readKuma, readLeen, readSecureEndpoint, readUsm, type TrueList } from './true-lists.ts';

/** One change to what a vendor holds, as its journal has it. */
interface JournalEntry {
  id: string;
  kind: string;
  resource: string;
  after?: unknown;
}

/** A vendor whose list of findings is kept, and what it really holds. */
export interface StagedVendor {
  id: string;
  resource: string;
  vendor: Vendor;
  simulator: ConformingSimulator & {
    oracle: { journal: { seq: number; since(seq: number): readonly JournalEntry[] } };
    faults: { readonly pending: readonly unknown[] };
    close(): Promise<void>;
  };
  /** Of the list's calls. */
  path: string;
  tokenPath: string | undefined;
  settings(): Record<string, unknown>;
  /** Adds rows in front, in the middle and late; closes, changes and removes some. */
  disturb(random: Random): void;
  /** Adds one. @returns its key */
  insertAt(at: number): string;
  /** The keys of what it holds now, by its oracle. */
  keys(): string[];
  /** Of an entry that brought a finding: its key, and when it happened. */
  bornOf(entry: JournalEntry): { key: string; happened: number } | undefined;
  /** What it holds, asked of it plainly. */
  truth(): Promise<TrueList>;
}

type Starter = (seed: number, id: string) => Promise<StagedVendor>;

function stage<Simulator extends StagedVendor['simulator'], Options>(
  fixture: Fixture<Simulator, Options>,
  list: ListFixture<Simulator, Options>,
  options: (seed: number) => Options,
  own: (simulator: Simulator) => Pick<StagedVendor, 'keys' | 'bornOf' | 'truth'>,
): Starter {
  return async (seed, id) => {
    const simulator = await fixture.start(options(seed));
    const listCase = { resource: list.resource, filters: {}, order: 'time-desc' };
    return {
      id,
      resource: list.resource,
      vendor: fixture.vendor,
      simulator,
      path: list.path,
      tokenPath: list.tokenPath,
      settings: () => fixture.settings(simulator),
      disturb: (random) => list.disturb(simulator, random, listCase),
      insertAt: (at) => list.insertAt(simulator, at) ?? '',
      ...own(simulator),
    };
  };
}

const inserted = ({ kind, after }: JournalEntry) => (kind === 'insert' ? after : undefined);

export const stageUsm = stage(
  usmFixture,
  usmAlarms,
  (seed) => ({ seed, alarms: 140, events: 0, stories: false }),
  (simulator) => ({
    keys: () => simulator.oracle.alarms(),
    bornOf(entry) {
      const after = inserted(entry) as { timestamp_occured: number } | undefined;
      return after && entry.resource === 'alarms' ? { key: entry.id, happened: after.timestamp_occured } : undefined;
    },
    truth: () => readUsm(simulator),
  }),
);

export const stageKuma = stage(
  kumaFixture,
  kumaAlerts,
  (seed) => ({ seed, alerts: 300, stories: false }),
  (simulator) => ({
    keys: () => simulator.oracle.alerts(),
    bornOf(entry) {
      const after = inserted(entry) as { firstSeen: number } | undefined;
      return after && { key: entry.id, happened: after.firstSeen };
    },
    truth: () => readKuma(simulator),
  }),
);

const keptTypes = Object.values(secureEndpointEventTypes).flatMap(([typeId, name]) =>
  secureEndpointNoise.some((one) => one.toLowerCase() === name.toLowerCase()) ? [] : [String(typeId)],
);
const toKey = (oracleKey: string) => oracleKey.replaceAll('|', '.');

export const stageSecureEndpoint = stage(
  secureEndpointFixture,
  secureEndpointEvents,
  (seed) => ({ seed, events: 500, stories: false, requestsPerWindow: 1_000_000 }),
  (simulator) => ({
    keys: () => simulator.oracle.events({ event_type_id: keptTypes }).map(toKey),
    bornOf(entry) {
      const after = inserted(entry) as { timestamp: number; event_type_id: string } | undefined;
      if (!after || !keptTypes.includes(after.event_type_id)) return undefined;
      return { key: toKey(entry.id), happened: after.timestamp * 1_000 };
    },
    truth: () => readSecureEndpoint(simulator, secureEndpointNoise),
  }),
);

const stageLeen = stage(
  leenFixture,
  leenFindings,
  (seed) => ({ seed, findings: 60, stories: false }),
  (simulator) => ({
    keys: () => simulator.oracle.findings(),
    bornOf(entry) {
      const after = inserted(entry) as { key: string; time: number } | undefined;
      return after && { key: after.key, happened: after.time };
    },
    truth: () => readLeen(simulator),
  }),
);

export const stageEach = [stageUsm, stageKuma, stageSecureEndpoint, stageLeen];
