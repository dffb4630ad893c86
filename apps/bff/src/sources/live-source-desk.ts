import {
  ConnectorError,
  createSingleFlight,
  type DetailParts,
  isConnectorError,
  type Related,
} from '@watchfloor/connectors';
import { type Access, type Asked, type ExploreAnswer, resolveRange, type Section } from '@watchfloor/contract';
import { maySee } from '../connections/access.ts';
import type { ConnectionBook, HeldConnection } from '../connections/connection-book.ts';
import { ProblemError } from '../http/problem.ts';
import { toCatalogue } from './catalogue.ts';
import type { CursorSealer, ScrollState } from './cursor.ts';
import { toSourceFailure, toSourceProblem } from './failure.ts';
import { toFailedListAnswer, toListAnswer } from './list-answer.ts';
import { createPageDeadline } from './page-deadline.ts';
import { type ListAsk, parseListAsk, toQuestionHash } from './question.ts';
import { toDetailAnswer, toRelatedAnswer, toUnaskedRelatedAnswer } from './record-answer.ts';
import { type Source, toSourceAnswer, toSourceId } from './source-answer.ts';
import type { Caller, RecordAddress, SourceDesk } from './source-desk.ts';

export interface SourceDeskDeps {
  book: Pick<ConnectionBook, 'list'>;
  sealer: CursorSealer;
  now(): number;
  /** How long a person waits for a page. */
  deadlineMs?: number;
}

/** A section on request is heavy by nature (a vendor sends up to 16 MB for one), and somebody asked for it. */
const heavyDeadlineMs = 30_000;

export function createSourceDesk({ book, sealer, now, deadlineMs = 8_000 }: SourceDeskDeps): SourceDesk {
  const withDeadline = createPageDeadline(deadlineMs, now);
  const withHeavyDeadline = createPageDeadline(heavyDeadlineMs, now);
  const lists = createSingleFlight<ExploreAnswer>();
  const records = createSingleFlight<{ parts: DetailParts; asked: Asked[] }>();
  const relations = createSingleFlight<Related>();
  const sections = createSingleFlight<{ section: Section; asked: Asked[] }>();

  /** First what may be seen, then the name in it: one that is hidden takes the way of one that does not exist. */
  const visible = (access: Access): HeldConnection[] => book.list().filter(({ id }) => maySee(access, id));

  function find(connectionId: string, resource: string, { access }: Caller): Source {
    const connections = visible(access);
    const connection = connections.find(({ id }) => id === connectionId);
    if (!connection) {
      const names = connections.map(({ id }) => id);
      throw new ProblemError('unknown_connection', `No connection "${connectionId}". ${known(names)}`);
    }
    const reader = connection.readers.get(resource);
    if (!reader) {
      throw new ProblemError('unknown_resource', `No list "${resource}". ${known(connection.readers.keys())}`);
    }
    return { connection, reader };
  }

  function findRecord({ connection, resource, key }: RecordAddress, caller: Caller): Source {
    const source = find(connection, resource, caller);
    if (source.reader.isKey(key)) return source;
    throw new ProblemError('bad_key', `Not a key of "${resource}".`, {
      errors: [{ parameter: 'key', detail: 'This list has no keys of that form.' }],
    });
  }

  async function readPage(source: Source, ask: ListAsk, scroll: ScrollState, flight: AbortSignal) {
    const asked: Asked[] = [];
    const { from, to } = scroll;
    const question = { filters: ask.query.filters, from, to, order: ask.order, rows: ask.rows };
    const asking = { source, scroll, asked, seal: (next: ScrollState) => sealer.seal(next) };
    try {
      const page = await withDeadline(source, flight, asked, (context) =>
        source.reader.list(question, scroll.position, context),
      );
      return toListAnswer(page, { ...asking, nowMs: now() });
    } catch (error) {
      if (!isConnectorError(error)) throw error;
      return toFailedListAnswer(error, { ...asking, nowMs: now() });
    }
  }

  /** A record's failure has no answer to stand in, so it is a problem. */
  async function orProblem<Result>(source: Source, call: Promise<Result>): Promise<Result> {
    try {
      return await call;
    } catch (error) {
      if (!isConnectorError(error)) throw error;
      const failure = toSourceFailure(error, now());
      throw toSourceProblem(error, toSourceAnswer(source, now(), { ...failure, counted: 'at_least' }));
    }
  }

  function getRecord(address: RecordAddress, source: Source, caller: Caller) {
    const { key, hint } = address;
    const flightKey = JSON.stringify([...whose(source, caller), key, hint]);
    const flight = records.join(flightKey, caller.signal, async (signal) => {
      const { reader } = source;
      const asked: Asked[] = [];
      const parts = await withDeadline(source, signal, asked, async (context) => {
        if (!reader.get) throw new ConnectorError('unsupported', 'It does not give out single records of this list.');
        return reader.get(key, hint, context);
      });
      return { parts, asked };
    });
    return orProblem(source, flight);
  }

  return {
    catalogue: (access) => toCatalogue(visible(access), now()),

    async list(connectionId, resource, params, caller) {
      const source = find(connectionId, resource, caller);
      const nowMs = now();
      const ask = parseListAsk(params, source.reader.resource, nowMs);
      const question = toQuestionHash(toSourceId(source), source.connection.account, caller.scope, ask);
      const scroll = ask.cursor === undefined ? beginScroll(ask, question, nowMs) : sealer.open(ask.cursor, question);
      const flightKey = JSON.stringify([source.connection.generation, question, ask.rows, ask.cursor]);
      return lists.join(flightKey, caller.signal, (signal) => readPage(source, ask, scroll, signal));
    },

    async detail(address, caller) {
      const source = findRecord(address, caller);
      const { parts, asked } = await getRecord(address, source, caller);
      return toDetailAnswer(parts, source, asked, now());
    },

    async raw(address, caller) {
      const { parts } = await getRecord(address, findRecord(address, caller), caller);
      return parts.raw;
    },

    async related(address, caller) {
      const source = findRecord(address, caller);
      const related = source.reader.related?.bind(source.reader);
      if (!related) return toUnaskedRelatedAnswer(source, now());
      const { key, hint } = address;
      const flightKey = JSON.stringify([...whose(source, caller), key, hint]);
      const flight = relations.join(flightKey, caller.signal, (signal) =>
        withDeadline(source, signal, [], (context) => related(key, hint, context)),
      );
      return toRelatedAnswer(await orProblem(source, flight), source, now());
    },

    async section(address, sectionId, caller) {
      const source = findRecord(address, caller);
      const read = source.reader.section?.bind(source.reader);
      if (!read) throw new ProblemError('unknown_section', 'The records of this list have no sections on request.');
      const { key, hint } = address;
      const flightKey = JSON.stringify([...whose(source, caller), key, hint, sectionId]);
      const flight = sections.join(flightKey, caller.signal, async (signal) => {
        const asked: Asked[] = [];
        const section = await withHeavyDeadline(source, signal, asked, (context) =>
          read(key, hint, sectionId, context),
        );
        return { section, asked };
      });
      return { ...(await orProblem(source, flight)), source: toSourceAnswer(source, now()) };
    },

    close() {
      const reason = new ProblemError('not_ready', 'Watchfloor is stopping.');
      for (const flights of [lists, records, relations, sections]) flights.abort(reason);
    },
  };
}

function beginScroll({ query }: ListAsk, question: string, nowMs: number): ScrollState {
  const range = resolveRange(query, nowMs);
  if (!range) throw new ProblemError('bad_range', '"from" is later than "to".');
  return { question, ...range, position: null, seen: 0, whole: true };
}

/** What a call shares with others: the list, the credential it is read with, and what they may see. */
function whose(source: Source, { scope }: Caller): (string | number)[] {
  return [toSourceId(source), source.connection.generation, scope];
}

function known(names: Iterable<string>): string {
  return `There are: ${[...names].join(', ') || 'none'}.`;
}
