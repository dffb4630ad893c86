import type { ConnectorErrorKind } from '../errors.ts';
import type { Lane } from './ledger.ts';

/** Told of every call to a vendor, for measuring. Learns neither what was asked nor what was answered. */
export interface CallObserver {
  /** @param call its `ms` from sending to the last byte; undefined where it never left, or had no answer */
  called(call: { outcome: 'ok' | 'stopped' | ConnectorErrorKind; ms: number | undefined }): void;
  /** How long a call waited for its place within the limit. */
  waited(lane: Lane, ms: number): void;
  breaker(state: 'closed' | 'half_open' | 'open'): void;
}
