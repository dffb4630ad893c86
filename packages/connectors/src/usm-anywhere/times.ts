import { readVendorTime } from '../vendor-time.ts';
import type { WireAlarm, WireEvent } from './wire.ts';

/**
 * The three times of a record. The vendor's name for the first is misspelt in real traffic and spelt right in one of
 * its tables; the ISO twin may be missing. Where none is there, the received time stands in, as the vendor's own
 * console does it.
 */
export function readTimes(wire: WireAlarm | WireEvent): {
  happened: number | null;
  arrived: number | null;
  active: number | null;
} {
  const arrived = readVendorTime(wire.timestamp_received) ?? readVendorTime(wire.timestamp_received_iso8601);
  return { happened: readOccurred(wire) ?? arrived, arrived, active: null };
}

/** The time that the vendor sorts and filters by; null where it does not print it. */
export function readOccurred(wire: WireAlarm | WireEvent): number | null {
  return (
    readVendorTime(wire.timestamp_occured) ??
    readVendorTime(wire.timestamp_occurred) ??
    readVendorTime(wire.timestamp_occured_iso8601) ??
    readVendorTime(wire.timestamp_occurred_iso8601)
  );
}
