import { type CallContext, ConnectorError, isConnectorError } from '@watchfloor/connectors';
import type { Asked } from '@watchfloor/contract';
import type { Source } from './source-answer.ts';

/** A reader stops this long before its call is ended, so that what it has is answered rather than lost. */
const marginMs = 500;

/**
 * Runs a call into a connector for somebody who waits. It ends with `flight`, or after `deadlineMs`; what it asked the
 * vendor is added to `asked`.
 * @throws ConnectorError, also for the deadline; the reason of `flight`; anything else is a mistake of ours
 */
export function createPageDeadline(deadlineMs: number, now: () => number) {
  return async function withDeadline<Result>(
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
      if (isConnectorError(error) || !deadline.aborted) throw error;
      throw new ConnectorError('timeout', `It did not answer within ${deadlineMs / 1_000} s.`, { cause: error });
    }
  };
}
