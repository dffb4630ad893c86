import { promisify } from 'node:util';
import { zstdCompress, zstdCompressSync, zstdDecompress } from 'node:zlib';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** A larger one would hold up the event loop for longer than a thread costs. */
const atOnceCharsMax = 65_536;

export async function pack(raw: string): Promise<Buffer> {
  return raw.length <= atOnceCharsMax ? zstdCompressSync(raw) : compress(raw);
}

export async function unpack(packed: Uint8Array): Promise<string> {
  return (await decompress(packed)).toString('utf8');
}
