import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { ReadPosition } from '@watchfloor/connectors';
import { ProblemError } from '../http/problem.ts';

/** Where a scroll stands. */
export interface ScrollState {
  /** Of the question and the caller's scope, by `toQuestionHash`. */
  question: string;
  /** The range as it was when the scroll began, so that relative times do not move under it. Epoch ms. */
  from: number;
  to: number;
  /** null: before the first page. */
  position: ReadPosition | null;
  /** Rows on the pages before this one. */
  seen: number;
  /** Whether every page so far was complete, so that the last one may give an exact total. */
  whole: boolean;
}

export interface CursorSealer {
  seal(state: ScrollState): string;
  /** @throws ProblemError `bad_cursor`, `cursor_expired`, or `cursor_foreign` for another question's cursor */
  open(cursor: string, question: string): ScrollState;
}

export const cursorCharsMax = 1024;
const cursorLifeMs = 24 * 3_600_000;

const version = 1;
const keyIdBytes = 4;
const ivBytes = 12;
const tagBytes = 16;
const headBytes = 1 + keyIdBytes;

type Packed = [
  question: string,
  from: number,
  to: number,
  seen: number,
  whole: 0 | 1,
  sealedAt: number,
  ReadPosition | null,
];

/**
 * Seals cursors with AES-256-GCM: version, key id, IV, ciphertext, tag; base64url. A client can neither read one (a
 * position may hold keys of rows that it may not see) nor make one.
 * @param masterKey 32 bytes; the cursor key is derived from it (RFC 5869)
 */
export function createCursorSealer(masterKey: Uint8Array, now: () => number): CursorSealer {
  const key = Buffer.from(hkdfSync('sha256', masterKey, '', 'watchfloor cursor v1', 32));
  const keyId = createHash('sha256').update(key).digest().subarray(0, keyIdBytes);
  const head = Buffer.concat([Buffer.from([version]), keyId]);

  return {
    seal({ question, from, to, seen, whole, position }) {
      const packed: Packed = [question, from, to, seen, whole ? 1 : 0, now(), position];
      // A random 96-bit IV is safe for 2^32 cursors under one key (NIST SP 800-38D, 8.3).
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(head);
      const body = Buffer.concat([cipher.update(deflateRawSync(JSON.stringify(packed))), cipher.final()]);
      const cursor = Buffer.concat([head, iv, body, cipher.getAuthTag()]).toString('base64url');
      if (cursor.length >= cursorCharsMax) {
        throw new Error(`A reader's position does not fit a cursor: ${cursor.length} characters`);
      }
      return cursor;
    },

    open(cursor, question) {
      const bytes = Buffer.from(cursor, 'base64url');
      // Decoding skips foreign characters and spare bits, so that one cursor would have many spellings.
      if (cursor.length >= cursorCharsMax || bytes.toString('base64url') !== cursor) throw bad();
      if (bytes.length <= headBytes + ivBytes + tagBytes || bytes[0] !== version) throw bad();
      // Made before a restart or a change of key. Its holder did nothing wrong and starts again at its last row.
      if (!bytes.subarray(1, headBytes).equals(keyId)) throw expired();
      const [sealedFor, from, to, seen, whole, sealedAt, position] = unseal(bytes);
      if (now() - sealedAt > cursorLifeMs) throw expired();
      if (sealedFor !== question) {
        throw new ProblemError(
          'cursor_foreign',
          'This cursor was made for other filters, another range, order or list.',
        );
      }
      return { question, from, to, position, seen, whole: whole === 1 };
    },
  };

  function unseal(bytes: Buffer): Packed {
    const bodyStart = headBytes + ivBytes;
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(headBytes, bodyStart), {
        authTagLength: tagBytes,
      });
      decipher.setAAD(head).setAuthTag(bytes.subarray(-tagBytes));
      const plain = Buffer.concat([decipher.update(bytes.subarray(bodyStart, -tagBytes)), decipher.final()]);
      return JSON.parse(inflateRawSync(plain).toString('utf8')) as Packed;
    } catch (cause) {
      throw bad(cause);
    }
  }
}

function bad(cause?: unknown): ProblemError {
  return new ProblemError('bad_cursor', 'This cursor was not made here, or was changed. Start again without one.', {
    errors: [{ parameter: 'cursor', detail: 'Cannot be read.' }],
    cause,
  });
}

function expired(): ProblemError {
  return new ProblemError('cursor_expired', 'This cursor has expired. Start again from the last row that was read.');
}
