import { type CallContext, ConnectorError, isConnectorError } from '@watchfloor/connectors';
import type { Asked } from '@watchfloor/contract';
import type { Source } from './source-answer.ts';

/** A reader stops this long before its call is ended, so that what it has is answered rather than lost. */
const marginMs = 500;

/**
 * Runs a call into a connector for somebody who waits. It ends with `flight`, after `deadlineMs`, or when the connection
 * is changed; what it asked the vendor is added to `asked`.
 * @throws ConnectorError, also for the deadline; the reason of `flight`; anything else is a mistake of ours
 */
export function createPageDeadline(deadlineMs: number, now: () => number) {
  return async function withDeadline<Result>(
    { connection }: Source,
    flight: AbortSignal,
    asked: Asked[],
    call: (context: CallContext) => Promise<Result>,
  ): Promise<Result> {
    const { open, whyNotAsked, signal: changed } = connection;
    if (!open) throw whyNotAsked ?? new Error(`${connection.id} is neither asked nor held back`);
    const deadline = AbortSignal.timeout(deadlineMs);
    const signal = AbortSignal.any([flight, deadline, changed]);
    const deadlineAt = now() + deadlineMs - marginMs;
    const onAsked = (entry: Asked) => void asked.push(entry);
    try {
      const result = await call({ client: open.client, connection: connection.id, signal, deadlineAt, now, onAsked });
      // A reader may make the best of an ended call; half of an answer from before the change is none.
      changed.throwIfAborted();
      return result;
    } catch (error) {
      flight.throwIfAborted();
      changed.throwIfAborted();
      if (isConnectorError(error) || !deadline.aborted) throw error;
      throw new ConnectorError('timeout', `It did not answer within ${deadlineMs / 1_000} s.`, { cause: error });
    }
  };
}
