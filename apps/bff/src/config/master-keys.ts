import { readSecretFile } from './connection-settings.ts';
import type { Mistake } from './mistake.ts';
import type { Environment } from './yaml-source.ts';

export const keyFault = 'Has to be 32 bytes in base64: openssl rand -base64 32';

/**
 * `openssl rand -base64 32`, in WATCHFLOOR_KEY or in the file that WATCHFLOOR_KEY_FILE names. More than one, apart by
 * white space, while the key is being changed: the first is the current one, the others only open what they sealed.
 */
export function readMasterKeys(env: Environment, mistakes: Mistake[]): Uint8Array[] | undefined {
  const { WATCHFLOOR_KEY: given, WATCHFLOOR_KEY_FILE: file } = env;
  if (!given && !file) return undefined;
  const where = given ? 'WATCHFLOOR_KEY' : 'WATCHFLOOR_KEY_FILE';
  if (given && file) mistakes.push({ where, message: 'WATCHFLOOR_KEY_FILE is set as well. Keep one.' });
  const read = given ? { value: given } : readSecretFile(file ?? '');
  const keys = typeof read === 'string' ? undefined : parseMasterKeys(read.value);
  if (!keys) mistakes.push({ where, message: typeof read === 'string' ? read : keyFault });
  return keys;
}

/** @returns undefined where any of them is no key */
export function parseMasterKeys(text: string): [Uint8Array, ...Uint8Array[]] | undefined {
  const [first, ...others] = text
    .trim()
    .split(/\s+/)
    .map((word) => new Uint8Array(Buffer.from(word, 'base64')));
  return first && [first, ...others].every(({ length }) => length === 32) ? [first, ...others] : undefined;
}
