import type { Fault, RequestHook, RequestLogEntry, SetListening } from '@watchfloor/simulators';
import type { Vendor } from '../connector.ts';
import { type OpenConnection, openConnection } from '../open-connection.ts';
import { createRandom, type Random } from './random.ts';
import type { ListCase } from './reading.ts';

// What the suite needs of a vendor, and what it makes of it. A vendor's own part is the `Fixture`.

/** What every simulator offers. */
export interface ConformingSimulator {
  faults: { next(fault: Fault): void; clear(): void };
  oracle: { journal: { seq: number } };
  requests: readonly RequestLogEntry[];
  clock: { advance(ms: number): void };
  beforeResponse?: RequestHook | undefined;
  setListening: SetListening;
  close(): Promise<void>;
}

/** How a walk's list is made, and how it is asked for. */
export interface World<Simulator, Options> {
  options: Options;
  config?: Record<string, unknown>;
  listCase: ListCase;
  /** More rows than the list began with: some of one instant, some without a time. */
  prepare?: (simulator: Simulator) => void;
  /** Shortfalls that the list's kind makes likely. Announced, they excuse what they announce; never in silence. */
  announces?: readonly string[];
}

/** One list of one vendor. */
export interface ListFixture<Simulator, Options> {
  resource: string;
  /** Part of the path of the list's calls, and of those for one record. */
  path: string;
  detailPath: string;
  /** Where the vendor has a call for a token. */
  tokenPath?: string;
  /** The vendor's keys of what matches throughout, and of what matched at some moment, since the journal's `mark`. */
  throughout(simulator: Simulator, listCase: ListCase, mark: number): string[];
  sometime(simulator: Simulator, listCase: ListCase, mark: number): string[];
  /** Between two answers: adds rows in front, in the middle and late; takes rows away; changes rows. */
  disturb(simulator: Simulator, random: Random, listCase: ListCase): void;
  /** Adds a row of that time. @returns its key, as the connector makes it */
  insertAt(simulator: Simulator, at: number): string | undefined;
  /** Where records are open or not: adds some whose status is missing, unknown, or spelt in another way. */
  prepareOpen?(simulator: Simulator): void;
  /** A list for a walk: each run another. */
  vary(random: Random): World<Simulator, Options>;
  /** A small list for faults; `middle` is what passes between its first page and the fault. */
  faults: World<Simulator, Options> & { middle?: { passMs: number; skip: number } };
}

export interface Fixture<Simulator extends ConformingSimulator, Options> {
  vendor: Vendor;
  /** Of its connections. */
  id: string;
  start(options: Options): Promise<Simulator>;
  /** `base_url` and the credentials, as in `watchfloor.yaml`. */
  settings(simulator: Simulator): Record<string, unknown>;
}

/** Rows that changed say nothing of a walk; most have to be judged. */
const changedShareMax = 0.07;

const opened: { close(): Promise<void> }[] = [];
/** Ends what a test started. */
export async function closeOpened(): Promise<void> {
  for (const part of opened.splice(0)) await part.close();
}

export function connectTo<Simulator extends ConformingSimulator, Options>(
  fixture: Fixture<Simulator, Options>,
  simulator: Simulator,
  config: Record<string, unknown> = {},
  now?: () => number,
): OpenConnection {
  const { id, vendor } = fixture;
  const connection = openConnection({
    id,
    label: vendor.label,
    vendor,
    config: vendor.config.parse({ ...fixture.settings(simulator), ...config }),
    network: { allowPrivate: ['127.0.0.0/8'] },
    ...(now ? { now } : {}),
  });
  opened.push(connection);
  return connection;
}

/** A simulator and a connection to it; `closeOpened` ends both. */
export async function startVendor<Simulator extends ConformingSimulator, Options>(
  fixture: Fixture<Simulator, Options>,
  options: Options,
  config: Record<string, unknown> = {},
): Promise<{ simulator: Simulator; connection: OpenConnection }> {
  const simulator = await fixture.start(options);
  opened.push(simulator);
  return { simulator, connection: connectTo(fixture, simulator, config) };
}

/** One list, about to be read while something happens to it. */
export interface Stage<Simulator = ConformingSimulator> {
  simulator: Simulator;
  readonly connection: OpenConnection;
  listCase: ListCase;
  mark(): number;
  throughout(mark: number): string[];
  sometime(mark: number): string[];
  /** The list changes before each vendor answer, until `hold`. */
  disturb(): void;
  hold(): void;
  /** Our clock; the vendor's goes on as it does. */
  now(): number;
  pass(ms: number): void;
  /** Another process, that knows nothing of what this one read. */
  reopen(): Promise<void>;
  close(): Promise<void>;
}

export async function openStage<Simulator extends ConformingSimulator, Options>(
  fixture: Fixture<Simulator, Options>,
  list: ListFixture<Simulator, Options>,
  world: World<Simulator, Options>,
  random: Random = createRandom(1),
): Promise<Stage<Simulator>> {
  const simulator = await fixture.start(world.options);
  world.prepare?.(simulator);
  let passedMs = 0;
  const now = () => Date.now() + passedMs;
  const connect = () => connectTo(fixture, simulator, world.config, now);
  let connection = connect();
  const { listCase } = world;
  const end = async () => {
    opened.splice(opened.indexOf(connection), 1);
    await connection.close();
  };
  return {
    simulator,
    get connection() {
      return connection;
    },
    listCase,
    mark: () => simulator.oracle.journal.seq,
    throughout: (mark) => list.throughout(simulator, listCase, mark),
    sometime: (mark) => list.sometime(simulator, listCase, mark),
    disturb() {
      const { journal } = simulator.oracle;
      const most = journal.seq + changedShareMax * list.throughout(simulator, listCase, journal.seq).length;
      simulator.beforeResponse = ({ path }) => {
        if (path.includes(list.path) && journal.seq < most) list.disturb(simulator, random, listCase);
      };
    },
    hold() {
      simulator.beforeResponse = undefined;
    },
    now,
    pass(ms) {
      passedMs += ms;
    },
    async reopen() {
      await end();
      connection = connect();
    },
    async close() {
      simulator.beforeResponse = undefined;
      await end();
      await simulator.close();
    },
  };
}
