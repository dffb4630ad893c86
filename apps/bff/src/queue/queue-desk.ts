import {
  type AroundAnswer,
  type Params,
  type QueueAnswer,
  type QueueExportFormat,
  type QueueFacetsAnswer,
  type QueueFindingAnswer,
  type QueueNews,
  type QueueRow,
} from '@watchfloor/contract';
import type { ConnectionBook, HeldConnection } from '../connections/connection-book.ts';
import { ProblemError } from '../http/problem.ts';
import type { CursorSealer } from '../sources/cursor.ts';
import { writeAudit } from '../store/audit/write.ts';
import type { Database } from '../store/database.ts';
import type { Sync } from '../sync/sync.ts';
import { readAround } from './around.ts';
import { askQueue, type QueueQuestion, toAsker } from './ask.ts';
import type { QueueCaller } from './caller.ts';
import { isVisible } from './conditions.ts';
import { toQueueExport } from './export.ts';
import { readFacets } from './facets.ts';
import { readFinding } from './finding.ts';
import { countFindings, countRows, type FoldedRow, type QueuePosition, readClock, readRows } from './list.ts';
import { type Match, toMatch } from './match.ts';
import { readNews } from './news.ts';
import { readAll } from './read-all.ts';
import { type FoundRow, toFoldedRow, toQueueRow } from './rows.ts';
import { countNotSearched } from './search-match.ts';
import { readSourceStates } from './source-states.ts';
import { isAllowed, toVisible } from './visible.ts';

/** Questions over the kept findings. Every method throws `ProblemError`. */
export interface QueueDesk {
  list(params: Params, caller: QueueCaller): Promise<QueueAnswer>;
  facets(params: Params, caller: QueueCaller): Promise<QueueFacetsAnswer>;
  /** What came and what changed since the change number `since`, of what matches. */
  news(params: Params, since: number, caller: QueueCaller): Promise<QueueNews>;
  finding(uid: string, caller: QueueCaller): Promise<QueueFindingAnswer>;
  /** What every source knows of whom and what a finding is about, around its time. */
  around(uid: string, caller: QueueCaller): Promise<AroundAnswer>;
  matchOf: ToMatch;
  /**
   * All that matches, each finding by itself, in pieces of a file, and how many they are. It is an entry of the audit log.
   * @param until a change number, as a list has it in `snapshot`: what came later is left out
   */
  export(
    params: Params,
    format: QueueExportFormat,
    until: number | undefined,
    caller: QueueCaller & { name: string; requestId: string },
  ): Promise<{ total: number; text: AsyncIterable<string> }>;
}

/** Of a question, for whoever does something with all that it finds. In a transaction of one look it is of that moment. */
export type ToMatch = (db: Pick<Database, 'sql'>, params: Params, caller: QueueCaller) => Promise<Match>;

export interface QueueDeskDeps {
  database: Pick<Database, 'sql' | 'transaction'>;
  book: Pick<ConnectionBook, 'list'>;
  sync: Pick<Sync, 'watch'>;
  sealer: CursorSealer;
  /** How far back findings are kept. */
  days: number;
  now(): number;
}

export function createQueueDesk({ database, book, sync, sealer, days, now }: QueueDeskDeps): QueueDesk {
  const visible = ({ access }: QueueCaller): HeldConnection[] => toVisible(book, access);

  /** Reads a question, and lets the sources know that somebody looks. */
  function ask(params: Params, caller: QueueCaller): QueueQuestion {
    const question = askQueue({ book, now }, params, caller);
    sync.watch(question.connections.map(({ id }) => id));
    return question;
  }

  const sourceNames = (connections: readonly HeldConnection[]) =>
    new Map(connections.map(({ id, label, vendor }) => [id, `${vendor.mark} ${label}`]));

  return {
    async list(params, caller) {
      const question = ask(params, caller);
      const { connections, filters, asker, order, rows, hash, cursor } = question;
      const begun = cursor === undefined ? undefined : sealer.open(cursor, hash);
      // A scroll goes on over the range as it was when it began.
      const range = begun ? { from: begun.from, to: begun.to } : question.range;
      const after = (begun?.position ?? null) as QueuePosition | null;
      const begunAt = after?.now ?? asker.now;
      // The clock first: what is asked for ahead of the list must not miss what the list counts as there.
      const snapshot = after?.snapshot ?? (await readClock(database));
      const match = await toMatch(database, { filters, range, asker: { ...asker, now: begunAt } });
      // Of a scroll, the first page counts; those behind it stand in its cursor.
      const [found, totals, { sources }, notSearched] = await Promise.all([
        readRows(database, { match, order, rows: rows + 1, snapshot, after }),
        after ?? countRows(database, { match, snapshot }),
        readSourceStates(database, connections, { range, filters, now: now(), days }),
        filters.q ? countNotSearched(database, { range, asker }) : 0,
      ]);
      const page = found.slice(0, rows);
      const last = page.at(-1);
      const next = found.length > rows && last ? toPosition(last, { snapshot, now: begunAt, ...totals }) : null;
      const seen = (begun?.seen ?? 0) + page.length;
      return {
        rows: page.map((row) => toFoldedRow(row, sourceNames(connections))),
        cursor: next && sealer.seal({ question: hash, ...range, position: next, seen, whole: true }),
        range,
        snapshot,
        total: totals.total,
        totalRows: totals.totalRows,
        ...(notSearched > 0 && { notSearched }),
        sources,
      };
    },

    async facets(params, caller) {
      const { filters, range, asker, connections } = ask(params, caller);
      const [counted, { unread }] = await Promise.all([
        readFacets(database, { filters, range, asker }),
        readSourceStates(database, connections, { range, filters, now: now(), days }),
      ]);
      return { ...counted, histogram: { ...counted.histogram, unread } };
    },

    async news(params, since, caller) {
      const question = ask(params, caller);
      const { range, filters, connections } = question;
      const [counted, { sources }] = await Promise.all([
        toMatch(database, { ...question, isOfFew: true }).then((match) => readNews(database, match, since)),
        readSourceStates(database, connections, { range, filters, now: now(), days }),
      ]);
      return { ...counted, sources };
    },

    async finding(uid, caller) {
      const connections = visible(caller);
      const toRow = (row: FoundRow): QueueRow => toQueueRow(row, sourceNames(connections));
      const hasStates = ({ connection, resource }: FoundRow) =>
        connections.find(({ id }) => id === connection)?.readers.get(resource)?.keeping?.isOpen !== undefined;
      const seen = isAllowed(caller.access);
      const found = await readFinding(database, uid, seen, toRow, hasStates);
      if (!found) throw new ProblemError('unknown_finding', 'No such finding is kept.');
      return found;
    },

    async around(uid, caller) {
      const connections = visible(caller);
      const seen = isVisible(toAsker(caller, connections, now()));
      const found = await readAround(database, uid, { connections, isVisible: seen, now: now(), days });
      if (!found) throw new ProblemError('unknown_finding', 'No such finding is kept.');
      return found;
    },

    matchOf: (db, params, caller) => toMatch(db, ask(params, caller)),

    async export(params, format, until, caller) {
      const { range, filters, asker, connections } = ask(params, caller);
      const clock = await readClock(database);
      const match = await toMatch(database, { filters, range, asker });
      const snapshot = Math.min(clock, until ?? clock);
      const [total, { sources }, notSearched] = await Promise.all([
        countFindings(database, { match, snapshot }),
        readSourceStates(database, connections, { range, filters, now: now(), days }),
        filters.q ? countNotSearched(database, { range, asker }) : 0,
      ]);
      await database.transaction((trx) =>
        writeAudit(trx, {
          actor: { kind: 'person', id: caller.person, name: caller.name },
          action: 'finding.export',
          requestId: caller.requestId,
          detail: { format, filters, range, findings: total },
        }),
      );
      const names = sourceNames(connections);
      const head = { at: now(), range, total, sources, notSearched };
      return { total, text: toQueueExport(format, head, rowsOf(readAll(database, { match, snapshot }))) };

      async function* rowsOf(pages: AsyncIterable<FoundRow[]>): AsyncGenerator<QueueRow[]> {
        for await (const page of pages) yield page.map((row) => toQueueRow(row, names));
      }
    },
  };
}

function toPosition(
  { rank, place, place_uid: uid }: FoldedRow,
  scroll: Pick<QueuePosition, 'snapshot' | 'now' | 'total' | 'totalRows'>,
): QueuePosition {
  return { ...scroll, rank, place, uid };
}
