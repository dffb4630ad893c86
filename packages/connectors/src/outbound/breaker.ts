import { isConnectorError } from '../errors.ts';
import type { Limiter } from './limiter.ts';

/** Failures in a row after which a vendor is left alone. */
export const failuresMax = 5;

/**
 * Leaves a vendor alone that fails again and again. Only failures of the vendor or of the way to it count: a refused
 * question or credential says that somebody is there. That it is left alone, and who may probe, stands where the calls
 * are counted, so that everybody who uses the credential leaves it alone together.
 */
export function createBreaker(limiter: Pick<Limiter, 'broke' | 'mended'>) {
  let inARow = 0;
  let counted: unknown;
  return {
    /** @param isProbe as the admission of the call said */
    answered(isProbe: boolean): void {
      inARow = 0;
      if (isProbe) limiter.mended();
    },
    /** @param failure the reason of the caller's own signal says nothing */
    failed(failure: unknown, isProbe: boolean): void {
      if (!isConnectorError(failure)) return;
      const { kind, status, message } = failure;
      if (kind === 'unavailable' || kind === 'timeout') {
        // All who waited for one token fail by one failure.
        if (failure !== counted) inARow += 1;
        counted = failure;
        if (!isProbe && inARow < failuresMax) return;
        inARow = 0;
        limiter.broke(message);
      } else if (status !== undefined || kind === 'bad_response' || kind === 'tls') this.answered(isProbe);
    },
  };
}
