import { type FilterValues, type Interval, type Params, queueResource, resolveRange } from '@watchfloor/contract';
import type { ConnectionBook, HeldConnection } from '../connections/connection-book.ts';
import { ProblemError } from '../http/problem.ts';
import { parseListAsk, toQuestionHash } from '../sources/question.ts';
import type { QueueCaller } from './caller.ts';
import type { Asker } from './conditions.ts';
import { toVisible } from './visible.ts';

/** A question to the queue, as it was read. */
export interface QueueQuestion {
  filters: Record<string, FilterValues>;
  range: Interval;
  order: string;
  rows: number;
  asker: Asker;
  connections: HeldConnection[];
  /** Names the question, for its cursors. */
  hash: string;
  cursor: string | undefined;
}

export interface Asking {
  book: Pick<ConnectionBook, 'list'>;
  now(): number;
}

/** @throws ProblemError that lists every mistake */
export function askQueue({ book, now }: Asking, params: Params, caller: QueueCaller): QueueQuestion {
  const ask = parseListAsk(params, queueResource, now());
  const range = resolveRange(ask.query, now());
  if (!range) throw new ProblemError('bad_range', '"from" is later than "to".');
  const connections = toVisible(book, caller.access);
  const { order, rows, cursor } = ask;
  const hash = toQuestionHash('queue', caller.person, caller.scope, ask);
  const asker = toAsker(caller, connections, now());
  return { filters: ask.query.filters, range, order, rows, asker, connections, hash, cursor };
}

export function toAsker({ person }: QueueCaller, connections: readonly HeldConnection[], now: number): Asker {
  return { person, now, vendorOf: new Map(connections.map(({ id, vendor }) => [id, vendor.name])) };
}
