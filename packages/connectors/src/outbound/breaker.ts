import { BrokenCircuitError, ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel';
import { ConnectorError, isConnectorError } from '../errors.ts';
import type { CallObserver } from './call-observer.ts';

/** Failures in a row after which a vendor is left alone. */
const failuresMax = 5;
/** How long it is left alone; then one call probes. */
const openMs = 10_000;

/**
 * Leaves a vendor alone that fails again and again. Only failures of the vendor or of the way to it count: a refused
 * question or credential says that somebody is there.
 */
export function createBreaker(now: () => number, onState?: CallObserver['breaker']) {
  let opensAt = 0;
  let lastFailure = '';
  const policy = circuitBreaker(
    handleWhen((error) => isConnectorError(error) && (error.kind === 'unavailable' || error.kind === 'timeout')),
    { halfOpenAfter: openMs, breaker: new ConsecutiveBreaker(failuresMax) },
  );
  policy.onReset(() => onState?.('closed'));
  policy.onHalfOpen(() => onState?.('half_open'));
  policy.onBreak((reason) => {
    onState?.('open');
    opensAt = now() + openMs;
    lastFailure = 'error' in reason && isConnectorError(reason.error) ? `${reason.error.message} ` : '';
  });

  return async function guarded<Value>(call: () => Promise<Value>): Promise<Value> {
    try {
      return await policy.execute(call);
    } catch (error) {
      if (!(error instanceof BrokenCircuitError)) throw error;
      const retryAfterMs = Math.max(0, opensAt - now());
      throw new ConnectorError(
        'paused',
        `${lastFailure}It failed ${failuresMax} times in a row and is left alone for a moment.`,
        {
          retryAfterMs,
        },
      );
    }
  };
}
