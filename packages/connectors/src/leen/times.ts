import { readVendorTime } from '../vendor-time.ts';
import type { WireAlert } from './wire.ts';

/** A time of an OCSF object, or of its ISO twin `<name>_dt`, as epoch ms. */
export function readTime(object: object | undefined, name: string): number | null {
  const fields = object as Record<string, unknown> | undefined;
  return fields ? (readVendorTime(fields[name]) ?? readVendorTime(fields[`${name}_dt`])) : null;
}

export interface AlertTimes {
  /** Where the record stands among those of its finding. */
  at: number | null;
  created: number | null;
  firstSeen: number | null;
  /** When Leen took it in, or, where it does not say, when the product logged it. */
  arrived: number | null;
  /** The last change that the record tells of. */
  active: number | null;
}

/** Every time that a record tells. */
export function readTimes(wire: WireAlert): AlertTimes {
  const { finding_info: finding, metadata } = wire;
  const time = readTime(wire, 'time');
  const created = readTime(finding, 'created_time');
  const firstSeen = readTime(finding, 'first_seen_time');
  const modified = readTime(finding, 'modified_time');
  // OCSF: logged is when the product logged it; processed is when Leen took it in, the first moment it could be seen.
  const logged = readTime(metadata, 'logged_time');
  const arrived = readTime(metadata, 'processed_time') ?? logged;
  return {
    at: time ?? modified ?? readTime(metadata, 'modified_time') ?? logged ?? arrived ?? created ?? firstSeen,
    created,
    firstSeen,
    arrived,
    active: latest([time, modified, readTime(finding, 'last_seen_time'), readTime(metadata, 'modified_time')]),
  };
}

export function earliest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}

export function latest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.max(...known);
}
