import { readVendorTime } from '../vendor-time.ts';
import type { WireEvent } from './wire.ts';

/** When it happened, epoch ms: the seconds and what `timestamp_nanoseconds` says of the rest of the second. */
export function readHappened(wire: WireEvent): number | null {
  const second = readVendorTime(wire.timestamp);
  if (second === null) return readVendorTime(wire.date);
  const rest = wire.timestamp_nanoseconds;
  // The remainder is documented for whole seconds only; a printed fraction or a full time in ns is not added to.
  if (rest === undefined || second % 1_000 !== 0 || rest < 0 || rest >= 1e9) return second;
  return second + Math.floor(rest / 1e6);
}

/** The whole second in which a moment lies, as `start_date` takes it. @param at epoch ms */
export function toStartDate(at: number): string {
  return `${new Date(Math.floor(at / 1_000) * 1_000).toISOString().slice(0, 19)}+00:00`;
}
