import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Answer } from './answer.ts';
import { toFaultyAnswer } from './fault-answers.ts';
import type { Fault } from './faults.ts';

export interface Delivery {
  request: IncomingMessage;
  response: ServerResponse;
  answer: Answer;
  fault: Fault | undefined;
  /** The last list answer on this path, for `repeat-page`. */
  previousPage: Answer | undefined;
  /** Gzip every answer that the client's Accept-Encoding permits. */
  gzip: boolean;
  /** Aborted when the simulator closes, so that nothing slow outlives it. */
  signal: AbortSignal;
  errorBody?: ((status: number) => unknown) | undefined;
}

/** Sends the answer, or what the fault makes of it. Gives back the status on the wire, 0 if there was none. */
export async function deliver(delivery: Delivery): Promise<number> {
  const { request, response, fault, signal } = delivery;
  const answer = fault
    ? toFaultyAnswer(fault, delivery.answer, delivery.previousPage, delivery.errorBody)
    : delivery.answer;
  const body = Buffer.from(answer.body);
  switch (fault?.kind) {
    case 'reset':
      request.socket.resetAndDestroy();
      return 0;
    case 'hang':
      return 0;
    case 'slow-first-byte':
      await wait(fault.delayMs ?? 3000, undefined, { signal });
      return sendWhole(delivery, answer, body);
    case 'drip':
      return sendDripping(response, answer, body, fault.bytesPerS ?? 64, signal);
    case 'cut':
      return sendCut(response, answer, body, () => response.destroy());
    case 'reset-body':
      return sendCut(response, answer, body, () => request.socket.resetAndDestroy());
    case 'gzip':
      return sendGzip(response, answer, gzipSync(body));
    case 'gzip-bomb':
      return sendGzip(response, answer, gzipBomb(fault.megabytes ?? 300));
    case 'oversize':
      return sendOversize(response, answer, body, fault.megabytes ?? 64);
    default:
      return sendWhole(delivery, answer, body);
  }
}

function sendWhole({ request, response, gzip }: Delivery, answer: Answer, body: Buffer): number {
  if (gzip && /\bgzip\b/.test(request.headers['accept-encoding']?.toString() ?? '')) {
    return sendGzip(response, answer, gzipSync(body));
  }
  // RFC 9110, 8.6: no Content-Length with 204.
  const length = answer.status === 204 ? {} : { 'content-length': String(body.length) };
  response.writeHead(answer.status, { ...answer.headers, ...length });
  response.end(body);
  return answer.status;
}

function sendGzip(response: ServerResponse, answer: Answer, zipped: Buffer): number {
  response.writeHead(answer.status, {
    ...answer.headers,
    'content-encoding': 'gzip',
    'content-length': String(zipped.length),
  });
  response.end(zipped);
  return answer.status;
}

async function sendDripping(
  response: ServerResponse,
  answer: Answer,
  body: Buffer,
  bytesPerS: number,
  signal: AbortSignal,
): Promise<number> {
  response.writeHead(answer.status, { ...answer.headers, 'content-length': String(body.length) });
  const step = Math.max(1, Math.round(bytesPerS / 10));
  for (let at = 0; at < body.length && !response.destroyed; at += step) {
    response.write(body.subarray(at, at + step));
    await wait(100, undefined, { signal });
  }
  response.end();
  return answer.status;
}

/** Promises the whole length, sends half, drops the connection: closed, or reset. */
async function sendCut(response: ServerResponse, answer: Answer, body: Buffer, drop: () => void): Promise<number> {
  response.writeHead(answer.status, { ...answer.headers, 'content-length': String(body.length) });
  await new Promise<void>((resolve) => response.write(body.subarray(0, Math.floor(body.length / 2)), () => resolve()));
  drop();
  return answer.status;
}

/** A valid JSON body behind as many megabytes of blanks as asked, never whole in memory. */
async function sendOversize(
  response: ServerResponse,
  answer: Answer,
  body: Buffer,
  megabytes: number,
): Promise<number> {
  response.writeHead(answer.status, answer.headers);
  const blanks = Buffer.alloc(1 << 20, 0x20);
  // One listener for all chunks: a listener each would pile up, since `close` comes once or never.
  const closed = new Promise<void>((resolve) => response.once('close', () => resolve()));
  for (let sent = 0; sent < megabytes && !response.destroyed; sent++) {
    if (response.write(blanks)) continue;
    await Promise.race([closed, new Promise<void>((resolve) => response.once('drain', () => resolve()))]);
  }
  response.end(body);
  return answer.status;
}

const BLOCK_MEGABYTES = 16;
let blankBlock: Buffer | undefined;

/** Gzip members may follow one another (RFC 1952, 2.2), so one compressed block is repeated. */
function gzipBomb(megabytes: number): Buffer {
  blankBlock ??= gzipSync(Buffer.alloc(BLOCK_MEGABYTES << 20, 0x20), { level: 9 });
  const blocks = Array.from({ length: Math.ceil(megabytes / BLOCK_MEGABYTES) }, () => blankBlock as Buffer);
  return Buffer.concat([...blocks, gzipSync('{}')]);
}
