import { hashKey } from '../paging/key-hash.ts';
import { readTime } from './times.ts';
import type { WireAlert } from './wire.ts';

const keyCharsMax = 256;
const printable = /^[^\p{Cc}\p{Cf}]+$/u;

/** Keys that a finding could have: the vendor's uid, or one of the two made here. */
export function isFindingKey(text: string): boolean {
  return text.length <= keyCharsMax && printable.test(text);
}

/**
 * A finding's key: `finding_info.uid`, else `metadata.uid`, else made of its time and title. The same uid comes again
 * for Create, Update and Close. A uid that no address can hold is hashed.
 */
export function findingKey(wire: WireAlert): { key: string; named: boolean } {
  const uid = wire.finding_info?.uid ?? wire.metadata?.uid;
  if (uid === undefined) {
    const made = hashKey(JSON.stringify([readTime(wire, 'time'), wire.finding_info?.title ?? null]));
    return { key: `no-uid-${made}`, named: false };
  }
  return { key: isFindingKey(uid) ? uid : `uid-${hashKey(uid)}`, named: true };
}
