import {
  type CallContext,
  ConnectorError,
  type DetailParts,
  isConnectorError,
  type OpenConnection,
  type Related,
} from '@watchfloor/connectors';
import {
  type Asked,
  type DetailAnswer,
  type ExploreAnswer,
  type Params,
  type RelatedAnswer,
  resolveRange,
  type SourcesAnswer,
} from '@watchfloor/contract';
import { ProblemError } from '../http/problem.ts';
import { toCatalogue } from './catalogue.ts';
import type { CursorSealer, ScrollState } from './cursor.ts';
import { asConnectorError, toSourceFailure, toSourceProblem } from './failure.ts';
import { toFailedListAnswer, toListAnswer } from './list-answer.ts';
import { type ListAsk, parseListAsk, toQuestionHash } from './question.ts';
import { toDetailAnswer, toRelatedAnswer, toUnaskedRelatedAnswer } from './record-answer.ts';
import { createSingleFlight } from './single-flight.ts';
import { type Source, toSourceAnswer, toSourceId } from './source-answer.ts';

/** Whose question it is and when it stops mattering. */
export interface Caller {
  scope: string;
  /** Aborted when the client is gone. */
  signal: AbortSignal;
}

export interface RecordAddress {
  connection: string;
  resource: string;
  key: string;
  hint?: string | undefined;
}

/** What can be asked of the sources. Every method but `catalogue` and `close` throws `ProblemError`. */
export interface SourceDesk {
  catalogue(): SourcesAnswer;
  list(connection: string, resource: string, params: Params, caller: Caller): Promise<ExploreAnswer>;
  detail(address: RecordAddress, caller: Caller): Promise<DetailAnswer>;
  /** The record as the vendor sent it, whole. */
  raw(address: RecordAddress, caller: Caller): Promise<string>;
  related(address: RecordAddress, caller: Caller): Promise<RelatedAnswer>;
  /** Ends every call that is under way. */
  close(): void;
}

export interface SourceDeskDeps {
  connections: readonly OpenConnection[];
  sealer: CursorSealer;
  now(): number;
  /** How long a person waits for a page. */
  deadlineMs?: number;
}

/** A reader stops this long before its call is ended, so that what it has is answered rather than lost. */
const marginMs = 500;

export function createSourceDesk({ connections, sealer, now, deadlineMs = 8_000 }: SourceDeskDeps): SourceDesk {
  const byId = new Map(connections.map((connection) => [connection.id, connection]));
  const lists = createSingleFlight<ExploreAnswer>();
  const records = createSingleFlight<{ parts: DetailParts; asked: Asked[] }>();
  const relations = createSingleFlight<Related>();

  function find(connectionId: string, resource: string): Source {
    const connection = byId.get(connectionId);
    if (!connection) {
      throw new ProblemError('unknown_connection', `No connection "${connectionId}". ${known(byId.keys())}`);
    }
    const reader = connection.readers.get(resource);
    if (!reader) {
      throw new ProblemError('unknown_resource', `No list "${resource}". ${known(connection.readers.keys())}`);
    }
    return { connection, reader };
  }

  function findRecord({ connection, resource, key }: RecordAddress): Source {
    const source = find(connection, resource);
    if (source.reader.isKey(key)) return source;
    throw new ProblemError('bad_key', `Not a key of "${resource}".`, {
      errors: [{ parameter: 'key', detail: 'This list has no keys of that form.' }],
    });
  }

  /** Runs a call under the page deadline. @throws ConnectorError, also for the deadline; or what ended the flight */
  async function underDeadline<Result>(
    { connection }: Source,
    flight: AbortSignal,
    asked: Asked[],
    call: (context: CallContext) => Promise<Result>,
  ): Promise<Result> {
    const deadline = AbortSignal.timeout(deadlineMs);
    const signal = AbortSignal.any([flight, deadline]);
    const deadlineAt = now() + deadlineMs - marginMs;
    const onAsked = (entry: Asked) => void asked.push(entry);
    try {
      return await call({ client: connection.client, connection: connection.id, signal, deadlineAt, now, onAsked });
    } catch (error) {
      flight.throwIfAborted();
      throw asConnectorError(error, deadline, deadlineMs) ?? error;
    }
  }

  async function readPage(source: Source, ask: ListAsk, scroll: ScrollState, flight: AbortSignal) {
    const asked: Asked[] = [];
    const { from, to } = scroll;
    const question = { filters: ask.query.filters, from, to, order: ask.order, rows: ask.rows };
    const asking = { source, scroll, asked, seal: (next: ScrollState) => sealer.seal(next) };
    try {
      const page = await underDeadline(source, flight, asked, (context) =>
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
    const flightKey = JSON.stringify([toSourceId(source), caller.scope, key, hint]);
    const flight = records.ask(flightKey, caller.signal, async (signal) => {
      const { reader } = source;
      const asked: Asked[] = [];
      const parts = await underDeadline(source, signal, asked, async (context) => {
        if (!reader.get) throw new ConnectorError('unsupported', 'It does not give out single records of this list.');
        return reader.get(key, hint, context);
      });
      return { parts, asked };
    });
    return orProblem(source, flight);
  }

  return {
    catalogue: () => toCatalogue(byId.values(), now()),

    async list(connectionId, resource, params, caller) {
      const source = find(connectionId, resource);
      const nowMs = now();
      const ask = parseListAsk(params, source.reader.resource, nowMs);
      const question = toQuestionHash(toSourceId(source), caller.scope, ask);
      const scroll = ask.cursor === undefined ? beginScroll(ask, question, nowMs) : sealer.open(ask.cursor, question);
      const flightKey = JSON.stringify([question, ask.rows, ask.cursor]);
      return lists.ask(flightKey, caller.signal, (signal) => readPage(source, ask, scroll, signal));
    },

    async detail(address, caller) {
      const source = findRecord(address);
      const { parts, asked } = await getRecord(address, source, caller);
      return toDetailAnswer(parts, source, asked, now());
    },

    async raw(address, caller) {
      const { parts } = await getRecord(address, findRecord(address), caller);
      return parts.raw;
    },

    async related(address, caller) {
      const source = findRecord(address);
      const related = source.reader.related?.bind(source.reader);
      if (!related) return toUnaskedRelatedAnswer(source, now());
      const { key, hint } = address;
      const flightKey = JSON.stringify([toSourceId(source), caller.scope, key, hint]);
      const flight = relations.ask(flightKey, caller.signal, (signal) =>
        underDeadline(source, signal, [], (context) => related(key, hint, context)),
      );
      return toRelatedAnswer(await orProblem(source, flight), source, now());
    },

    close() {
      const reason = new ProblemError('not_ready', 'Watchfloor is stopping.');
      for (const flights of [lists, records, relations]) flights.abort(reason);
    },
  };
}

function beginScroll({ query }: ListAsk, question: string, nowMs: number): ScrollState {
  const range = resolveRange(query, nowMs);
  if (!range) throw new ProblemError('bad_range', '"from" is later than "to".');
  return { question, ...range, position: null, seen: 0, whole: true };
}

function known(names: Iterable<string>): string {
  return `There are: ${[...names].join(', ') || 'none'}.`;
}
