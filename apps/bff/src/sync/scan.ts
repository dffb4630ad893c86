import {
  type CallContext,
  ConnectorError,
  inLane,
  isConnectorError,
  type Lane,
  type ListPage,
  type OpenConnection,
  type ReadPosition,
  type ResourceReader,
} from '@watchfloor/connectors';
import type { FilterValues, Interval } from '@watchfloor/contract';

/** A list, about to be read for keeping. */
export interface ScannedList {
  open: OpenConnection;
  reader: ResourceReader;
  now(): number;
  /** Told of each page that was kept, for measuring. */
  onKept?(counts: { added: number; changed: number }): void;
}

export interface ScanQuestion {
  filters: Record<string, FilterValues>;
  range: Interval;
  order: string;
  lane: Lane;
}

export interface ScannedPage {
  page: ListPage;
  /** When the vendor was asked, at the earliest. Epoch ms. */
  readAt: number;
  isLast: boolean;
}

/** How long background reading waits for a page; people wait as long as for any page of theirs. */
const deadlineMs: Record<Lane, number> = { background: 60_000, people: 8_000 };
const marginMs = 500;
const rowsPerPage = 500;

/**
 * Reads a range page by page, from where it ends backwards. A failed page is asked for again by the next call.
 * @returns the next page, null at the end
 */
export function createScan(list: ScannedList, question: ScanQuestion) {
  const beganAt = list.now();
  let position: ReadPosition | null = null;
  let isDone = false;

  /** @throws ConnectorError; the signal's reason */
  async function next(signal: AbortSignal): Promise<ScannedPage | null> {
    if (isDone) return null;
    const readAt = list.now();
    const { from, to } = question.range;
    const asked = { filters: question.filters, from, to, order: question.order, rows: rowsPerPage };
    // What the first page remembers serves those after it.
    const page = await withDeadline(list, question.lane, signal, (context) =>
      list.reader.list(asked, position, { ...context, notBefore: beganAt }),
    );
    position = page.next;
    isDone = page.next === null;
    // A list that is read whole before its first page comes is as old as its beginning.
    return { page, readAt: Math.min(readAt, page.asOf ?? readAt), isLast: isDone };
  }
  return { range: question.range, beganAt, next };
}
export type Scan = ReturnType<typeof createScan>;

/** @throws ConnectorError, also for the deadline; the reason of `signal` */
export async function withDeadline<Result>(
  { open, now }: Pick<ScannedList, 'open' | 'now'>,
  lane: Lane,
  signal: AbortSignal,
  call: (context: CallContext) => Promise<Result>,
): Promise<Result> {
  const ms = deadlineMs[lane];
  const deadline = AbortSignal.timeout(ms);
  const context: CallContext = {
    client: inLane(open.client, lane),
    connection: open.id,
    signal: AbortSignal.any([signal, deadline]),
    deadlineAt: now() + ms - marginMs,
    now,
    onAsked: () => undefined,
  };
  try {
    return await call(context);
  } catch (error) {
    signal.throwIfAborted();
    if (isConnectorError(error) || !deadline.aborted) throw error;
    throw new ConnectorError('timeout', `It did not answer within ${ms / 1_000} s.`, { cause: error });
  }
}
