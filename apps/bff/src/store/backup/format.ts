import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { toCode } from '../failure.ts';

/**
 * A backup is one gzip stream of frames: a letter, the length of what follows in four bytes, and that. H header, T a
 * table begins, D its rows as COPY prints them, E it ends, S sequences, Z the end: the SHA-256 of all bytes before it.
 * Without Z a file is cut, with another sum it was changed.
 */
export interface BackupHeader {
  format: 'watchfloor backup';
  version: 1;
  /** ISO 8601: when the snapshot was taken. */
  taken: string;
  /** The migrations that made the tables, in their order. */
  migrations: { name: string; checksum: string }[];
}

export interface BackupTable {
  name: string;
  columns: string[];
}

export interface BackupSequence {
  name: string;
  last: number;
  called: boolean;
}

export type Frame =
  | { type: 'H'; header: BackupHeader }
  | { type: 'T'; table: BackupTable }
  | { type: 'D'; data: Buffer }
  | { type: 'E'; rows: number }
  | { type: 'S'; sequences: BackupSequence[] };

/** The file cannot be restored: one sentence. */
export class BackupError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'BackupError';
  }
}

const headBytes = 5;
/** No frame of ours is larger; a damaged length must not make us wait for gigabytes. */
const frameBytesMax = 64 * 1024 * 1024;

/** @returns the frames as bytes, with the end last. @param frames in the order of the format */
export async function* encodeFrames(frames: AsyncIterable<Frame>): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for await (const frame of frames) {
    const bytes = encode(frame.type, toPayload(frame));
    hash.update(bytes);
    yield bytes;
  }
  yield encode('Z', Buffer.from(JSON.stringify({ sha256: hash.digest('hex') })));
}

/**
 * Reads a file to its end. What it gives out is only to be trusted once it is done without an error.
 * @throws BackupError for a file that is none, is cut, or was changed
 */
export async function* readFrames(file: string): AsyncGenerator<Frame> {
  const hash = createHash('sha256');
  let isDone = false;
  for await (const { type, payload, bytes } of readRaw(file)) {
    if (isDone) throw new BackupError(`${file} was changed: something follows its end.`);
    if (type === 'Z') {
      const { sha256 } = parseJson(payload, file) as { sha256?: string };
      if (sha256 !== hash.digest('hex')) throw new BackupError(`${file} was changed: its checksum is another one.`);
      isDone = true;
    } else {
      hash.update(bytes);
      yield toFrame(type, payload, file);
    }
  }
  if (!isDone) throw new BackupError(`${file} is cut off: it has no end.`);
}

async function* readRaw(file: string): AsyncGenerator<{ type: string; payload: Buffer; bytes: Buffer }> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of unzip(file)) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      if (rest.length < headBytes) break;
      const length = rest.readUInt32BE(1);
      if (length > frameBytesMax) throw new BackupError(`${file} is damaged, or no backup of Watchfloor.`);
      if (rest.length < headBytes + length) break;
      const bytes = rest.subarray(0, headBytes + length);
      yield { type: String.fromCharCode(bytes[0] ?? 0), payload: bytes.subarray(headBytes), bytes };
      rest = rest.subarray(headBytes + length);
    }
  }
  if (rest.length > 0) throw new BackupError(`${file} is cut off.`);
}

async function* unzip(file: string): AsyncGenerator<Buffer> {
  const input = createReadStream(file);
  const gunzip = createGunzip();
  input.on('error', (error) => gunzip.destroy(error));
  try {
    yield* input.pipe(gunzip) as AsyncIterable<Buffer>;
  } catch (error) {
    const code = toCode(error) ?? '';
    if (code === 'Z_BUF_ERROR') throw new BackupError(`${file} is cut off.`, error);
    if (code.startsWith('Z_')) throw new BackupError(`${file} is damaged, or no backup of Watchfloor.`, error);
    if (code !== '') throw new BackupError(`${file} cannot be read (${code}).`, error);
    throw error;
  } finally {
    input.destroy();
  }
}

function encode(type: string, payload: Buffer): Buffer {
  const head = Buffer.alloc(headBytes);
  head.write(type, 0, 'latin1');
  head.writeUInt32BE(payload.length, 1);
  return Buffer.concat([head, payload]);
}

function toPayload(frame: Frame): Buffer {
  if (frame.type === 'D') return frame.data;
  const { type: _type, ...content } = frame;
  return Buffer.from(JSON.stringify(content));
}

function toFrame(type: string, payload: Buffer, file: string): Frame {
  if (type === 'D') return { type, data: payload };
  if (!['H', 'T', 'E', 'S'].includes(type)) throw new BackupError(`${file} is damaged, or no backup of Watchfloor.`);
  return { type, ...(parseJson(payload, file) as object) } as Frame;
}

function parseJson(payload: Buffer, file: string): unknown {
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch (error) {
    throw new BackupError(`${file} is damaged, or no backup of Watchfloor.`, error);
  }
}
