import { randomBytes } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const chars = 12;
/** The largest multiple of 62 in a byte: what lies above would make the first letters likelier. */
const fair = 256 - (256 % alphabet.length);

/** 71 bits that nobody can guess. */
export function createLinkId(): string {
  let id = '';
  while (id.length < chars) {
    for (const byte of randomBytes(chars)) {
      if (byte < fair && id.length < chars) id += alphabet[byte % alphabet.length];
    }
  }
  return id;
}

/** Anything else was never given out, and is not worth a question to the database. */
export function isLinkId(text: string): boolean {
  return /^[0-9A-Za-z]{12}$/.test(text);
}
