import { createHash } from 'node:crypto';

export const hashChars = 11;

/**
 * A key in 64 bits, for cursors that have to remember a few. A clash would hide a row, and at 40 keys its chance is
 * under one in 10^16.
 */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, hashChars);
}
