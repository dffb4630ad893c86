import type { Readable, Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { ConnectorError } from '../errors.ts';

export interface BodyLimits {
  /** Bytes on the wire. */
  wireBytesMax: number;
  /** Bytes after decompression. */
  plainBytesMax: number;
  /** From the headers to the last byte; undici's own body timeout only sees silence, not a drip. */
  bodyTimeoutMs: number;
}

/** Node's default of 16 KiB costs a turn of the thread pool for each: thousands for a large body. */
const chunkSize = 131_072;
const decoders: Record<string, () => Transform> = {
  gzip: () => createGunzip({ chunkSize }),
  'x-gzip': () => createGunzip({ chunkSize }),
  deflate: () => createInflate({ chunkSize }),
  br: () => createBrotliDecompress({ chunkSize }),
};

/**
 * Reads a body whole, within caps on what comes over the wire and on what it unpacks to.
 * @throws ConnectorError `bad_response` over a cap, `timeout` when it drips
 */
export async function readBody(
  body: Readable,
  contentEncoding: string | undefined,
  limits: BodyLimits,
): Promise<Buffer> {
  const encoding = contentEncoding?.trim().toLowerCase();
  let plain: Readable = body;
  if (encoding && encoding !== 'identity') {
    const createDecoder = decoders[encoding];
    if (!createDecoder)
      throw new ConnectorError('bad_response', `The answer has an unknown encoding (${encoding.slice(0, 20)}).`);
    const decoder = createDecoder();
    let wireBytes = 0;
    body.on('data', (chunk: Buffer) => {
      wireBytes += chunk.length;
      if (wireBytes > limits.wireBytesMax) body.destroy(tooLarge(limits.wireBytesMax));
    });
    body.on('error', (error) => decoder.destroy(error));
    // A connection that closes early ends in `close` without `end`; the decoder would wait for ever.
    body.on('close', () => {
      if (!body.readableEnded)
        decoder.destroy(new ConnectorError('unavailable', 'The connection closed in the middle of the answer.'));
    });
    plain = body.pipe(decoder);
  }
  const cap = plain === body ? Math.min(limits.wireBytesMax, limits.plainBytesMax) : limits.plainBytesMax;
  const timer = setTimeout(() => {
    plain.destroy(
      new ConnectorError('timeout', `The answer was not complete after ${limits.bodyTimeoutMs / 1_000} s.`),
    );
  }, limits.bodyTimeoutMs);
  try {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of plain as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > cap) throw tooLarge(cap);
      chunks.push(chunk);
    }
    return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, bytes);
  } finally {
    clearTimeout(timer);
    // Whatever ended the read, nothing more of this body is wanted.
    if (!body.readableEnded) body.destroy();
  }
}

function tooLarge(bytesMax: number): ConnectorError {
  return new ConnectorError('bad_response', `The answer is larger than ${Math.round(bytesMax / 1_048_576)} MiB.`, {
    tooLarge: true,
  });
}
