import { isConnectorError } from '@watchfloor/connectors';
import type { SourceRecord } from '@watchfloor/contract';
import { sql } from 'kysely';
import { type Log, toLogFields } from '../log.ts';
import type { Database } from '../store/database.ts';
import { within } from './coverage.ts';
import { createFill } from './fill.ts';
import type { KeptSource } from './keep-page.ts';
import { hash, toKeptText } from './kept-row.ts';
import { LeaseLost } from './lease.ts';
import { atLeast, headMs, type toPace } from './pace.ts';
import { createReading } from './reading.ts';
import type { ScannedList, ScannedPage } from './scan.ts';
import { clearTrouble, noteTrouble, type ReadState, readCoverage } from './source-state.ts';
import type { PassName } from './tables.ts';
import { createWait } from './wait.ts';

export interface SourceReaderDeps {
  database: Database;
  list: ScannedList;
  source: KeptSource;
  began: ReadState;
  isWatched(): boolean;
  pace: typeof toPace;
  log: Log;
}

export interface SourceReader {
  /** Reads the newest now rather than when it is due. */
  wake(): void;
  /** And goes over what was read before: changes until now are kept then, and what came late to the last hours. */
  catchUp(): void;
  /** Resolves when the reader has ended: by its signal, or because another server has the connection. */
  done: Promise<void>;
}

/** Rows may be dated ahead of now by clocks that are wrong. */
const aheadMs = 366 * 86_400_000;
const troubleMs = { first: 1_000, most: 10_000 };
/** What changed is asked for from a little earlier: vendors print whole seconds, and their clocks differ. */
const changesOverlapMs = 60_000;
const idleMinMs = 50;
const openAfterMs = 5_000;
const failedAgainMs = 10_000;
/** Findings without a time that are looked for one by one; those beyond have their turn with the next pass. */
const undatedMax = 100;

/** Reads one list for as long as its lease is ours. One step at a time, the most pressing first. */
export function startSourceReader(deps: SourceReaderDeps, signal: AbortSignal): SourceReader {
  const { database, list, source, began, isWatched, pace: toPaceNow, log } = deps;
  const { keeping, retentionMs } = source;
  const { now } = list;
  const place = { connection: source.connection, resource: source.resource };
  const reading = createReading({ database, list, source, lane: 'background' });
  const fill = createFill({ database, place, list, reading, retentionMs });
  // After a restart, what was done lately is not done again at once.
  const lastAt = new Map(Object.entries(began.passes));
  const tookMs = new Map<string, number>();
  // What is read for the first time is not looked back at yet.
  for (const { name } of toPaceNow(list.open.client.quota(), true).lookBacks)
    if (!lastAt.has(name)) lastAt.set(name, now());
  // And all that is open, which may take minutes, comes after the last hour.
  const openMs = toPaceNow(list.open.client.quota(), isWatched()).open;
  if (!lastAt.has('open')) lastAt.set('open', now() - openMs + Math.min(openMs, openAfterMs));
  let { headAt } = began;
  let failures = 0;
  let troubleSince = began.trouble?.since;
  let isWoken = false;
  const wait = createWait(signal);

  interface Work {
    name: string;
    everyMs: number;
    share: number;
    run(start: number): Promise<void>;
  }

  /** Everything that is done again and again, the most pressing first. */
  function toWork(): Work[] {
    const pace = toPaceNow(list.open.client.quota(), isWatched());
    const { share } = pace;
    return [
      { name: 'head', everyMs: pace.head, share, run: readHead },
      ...(keeping.changesOrder === undefined
        ? []
        : [{ name: 'changes', everyMs: pace.changes, share, run: readChanges }]),
      ...(keeping.open ? [{ name: 'open', everyMs: pace.open, share, run: readOpen }] : []),
      ...pace.lookBacks.map(({ name, spanMs, everyMs }) => ({
        name,
        everyMs,
        share,
        run: (start: number) => readAgain(name, start, spanMs),
      })),
    ];
  }

  const dueIn = ({ name, everyMs, share }: Work) => {
    const last = lastAt.get(name);
    return last === undefined ? 0 : last + atLeast(everyMs, tookMs.get(name) ?? 0, share) - now();
  };

  /** Does what presses most. @returns how long nothing does, ms: 0 where something was done */
  async function step(): Promise<number> {
    const work = toWork();
    const due = isWoken ? work[0] : work.find((one) => dueIn(one) <= 0);
    if (due) {
      isWoken = false;
      await perform(due);
      return 0;
    }
    if (headAt !== null && (await fill.step(headAt, signal))) return 0;
    return Math.max(idleMinMs, Math.min(fill.retryInMs(), ...work.map(dueIn)));
  }

  /** What failed is done again soon, however seldom it is done: not at once, for others have their turn. */
  async function perform({ name, everyMs, share, run: work }: Work): Promise<void> {
    const start = now();
    lastAt.set(name, start - Math.max(0, atLeast(everyMs, tookMs.get(name) ?? 0, share) - failedAgainMs));
    await work(start);
    lastAt.set(name, start);
    tookMs.set(name, now() - start);
  }

  /** Between two pages of what takes long: whoever looks sees the newest meanwhile. */
  async function headIfDue(): Promise<void> {
    const [head] = toWork();
    if (!head || !(isWoken || dueIn(head) <= 0)) return;
    isWoken = false;
    await perform(head);
  }

  async function readHead(start: number): Promise<void> {
    const range = { from: start - headMs, to: start + aheadMs };
    const isWhole = await reading.read(range, signal, { atEnd: { headAt: start, passes: { head: start } } });
    if (isWhole) headAt = start;
  }

  async function readChanges(start: number): Promise<void> {
    const from = (changedSince ?? start - headMs) - changesOverlapMs;
    const range = { from, to: start + aheadMs };
    const order = keeping.changesOrder ?? keeping.order;
    if (await reading.read(range, signal, { order, atEnd: { passes: { changes: start } } })) changedSince = start;
  }
  let changedSince = began.passes.changes;

  /** Everything that may still change. What is not among it any more is looked at by itself. */
  async function readOpen(start: number): Promise<void> {
    const range = { from: Math.min(start - retentionMs, (await oldestOpen()) ?? start), to: start + aheadMs };
    const seen = new Set<number>();
    let isWhole = true;
    for (const open of keeping.open ?? []) {
      const options = {
        filters: { ...keeping.filters, ...open },
        onPage: async ({ page }: ScannedPage) => {
          for (const { key } of page.records) seen.add(toShort(toKeptText(key)));
          await headIfDue();
        },
      };
      isWhole = (await reading.read(range, signal, options)) && isWhole;
    }
    if (!isWhole) return;
    await reading.lookAfter(await openLeft(start, seen), signal);
    await reading.keepState({ passes: { open: start } }, start);
  }

  async function readAgain(name: PassName, start: number, spanMs: number): Promise<void> {
    const window = { from: start - Math.min(spanMs, retentionMs), to: start };
    // What was never read is not read again.
    const [oldest] = within(await readCoverage(database, place), window);
    if (!oldest) return;
    const atEnd = { passes: { [name]: start } };
    const seen = new Set<string>();
    const onPage = async ({ page }: ScannedPage) => {
      for (const { key, happened } of page.records) if (happened === null) seen.add(key);
      await headIfDue();
    };
    const isWhole = await reading.read({ from: oldest.from, to: start }, signal, { atEnd, onPage });
    if (!isWhole || spanMs < retentionMs) return;
    // No stretch of time shows that what has no time is not listed any more.
    const left = (await undatedBefore(start)).filter(({ key }) => !seen.has(key));
    await reading.lookAfter(left.slice(0, undatedMax), signal);
    await reading.forgetUnreadable(start);
  }

  async function undatedBefore(readAt: number): Promise<SourceRecord[]> {
    const rows = await findings()
      .select('record')
      .where('happened', 'is', null)
      .where('read_at', '<', readAt)
      .execute();
    return rows.map(({ record }) => record);
  }

  async function oldestOpen(): Promise<number | null> {
    const row = await openFindings()
      .select(({ fn }) => fn.min<number | null>('happened').as('oldest'))
      .executeTakeFirst();
    return row?.oldest ?? null;
  }

  /** A tenth of a million may be open: records are fetched of those only that are not among `seen`. */
  async function openLeft(readAt: number, seen: ReadonlySet<number>): Promise<SourceRecord[]> {
    const open = await openFindings().select(['uid', 'key']).where('read_at', '<', readAt).execute();
    const left = open.filter(({ key }) => !seen.has(toShort(key))).map(({ uid }) => uid);
    if (left.length === 0) return [];
    const rows = await findings().select('record').where(sql<boolean>`uid = any(${left})`).execute();
    return rows.map(({ record }) => record);
  }

  function openFindings() {
    return findings().where('vendor_open', '=', true);
  }

  function findings() {
    return database.sql
      .selectFrom('finding')
      .where('connection', '=', place.connection)
      .where('resource', '=', place.resource)
      .where('gone_at', 'is', null);
  }

  /** @returns how long to wait, ms */
  async function onFailure(error: unknown): Promise<number> {
    failures += 1;
    const at = now();
    const backoffMs = Math.min(troubleMs.most, troubleMs.first * 2 ** (failures - 1));
    if (!isConnectorError(error)) {
      log.error('reading failed', { ...place, ...toLogFields(error) });
      return backoffMs;
    }
    // A vendor that is left alone was not asked: the next call is made as soon as one may be.
    const leastMs = error.kind === 'paused' ? idleMinMs : backoffMs;
    const waitMs = Math.max(leastMs, error.retryAfterMs ?? backoffMs);
    troubleSince ??= at;
    const trouble = { code: error.kind, message: error.message, since: troubleSince, retryAt: at + waitMs };
    await noteTrouble(database, place, trouble, at);
    return waitMs;
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      try {
        const waitMs = await step();
        if (waitMs > 0) {
          // Nothing was asked, which says nothing of the vendor.
          await pause(waitMs);
          continue;
        }
        if (troubleSince !== undefined) await clearTrouble(database, place);
        troubleSince = undefined;
        failures = 0;
      } catch (error) {
        if (error instanceof LeaseLost || signal.aborted) return;
        await pause(
          await onFailure(error).catch((cause: unknown) => {
            log.error('reading failed', { ...place, ...toLogFields(cause) });
            return troubleMs.most;
          }),
        );
      }
    }
  }

  /** What woke it meanwhile is not waited for. */
  const pause = (ms: number) => (isWoken ? Promise.resolve() : wait.for(ms));

  return {
    wake() {
      isWoken = true;
      wait.wake();
    },
    catchUp() {
      for (const name of ['changes', 'open', 'look_back']) lastAt.delete(name);
      isWoken = true;
      wait.wake();
    },
    done: run(),
  };
}

/** 48 bits: of a million open findings, two are taken for each other once in five hundred times. */
function toShort(key: string): number {
  return hash(key).readUIntBE(0, 6);
}
