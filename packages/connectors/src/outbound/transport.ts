import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { Agent } from 'undici';
import { createAddressGuard, notAllowed } from './address-guard.ts';
import { type BodyLimits, readBody } from './body.ts';

export interface Transport {
  /**
   * One HTTP exchange, body read whole. Follows nothing, retries nothing, and knows no credential.
   * @throws undici's and the system's errors as they are
   */
  exchange(request: {
    method: 'GET' | 'POST';
    target: string;
    headers: Record<string, string>;
    body?: string;
    signal: AbortSignal;
    /** Below the general cap. */
    bodyBytesMax?: number | undefined;
  }): Promise<Exchange>;
  close(): Promise<void>;
}

export interface Exchange {
  status: number;
  header(name: string): string | undefined;
  body: Buffer;
}

/** Calls that may be under way at one connection at once. */
export const callsAtOnceMax = 16;

const timeouts = { connectMs: 3_000, headersMs: 10_000, bodyMs: 20_000 };
const bodyLimits: BodyLimits = {
  wireBytesMax: 32 * 1_048_576,
  plainBytesMax: 64 * 1_048_576,
  bodyTimeoutMs: timeouts.bodyMs,
};

function limitsOf(bodyBytesMax: number | undefined): BodyLimits {
  if (bodyBytesMax === undefined) return bodyLimits;
  return { ...bodyLimits, plainBytesMax: Math.min(bodyLimits.plainBytesMax, bodyBytesMax) };
}

/**
 * Opens a pool of sockets to one origin.
 * @param caFile PEM of the authority that signed the vendor's certificate, or the file that holds it; it replaces the
 *   public ones
 * @throws Error when the file cannot be read, ConnectorError when the origin is a private address that is not allowed
 */
export function createTransport(
  origin: URL,
  options: { allowPrivate: readonly string[]; caFile?: string | undefined },
): Transport {
  const guard = createAddressGuard(options.allowPrivate);
  const literal = origin.hostname.replace(/^\[|\]$/g, '');
  // Sockets to an address literal do no look-up, so the check at connect would not see them.
  if (isIP(literal) && !guard.allows(literal)) throw notAllowed(literal);
  const agent = new Agent({
    connections: callsAtOnceMax,
    pipelining: 1,
    headersTimeout: timeouts.headersMs,
    bodyTimeout: timeouts.bodyMs,
    maxHeaderSize: 32_768,
    connect: {
      timeout: timeouts.connectMs,
      lookup: guard.lookup,
      ...(options.caFile === undefined ? {} : { ca: toPem(options.caFile) }),
    },
  });

  return {
    async exchange({ method, target, headers, body, signal, bodyBytesMax }) {
      const answer = await agent.request({
        origin: origin.origin,
        path: target,
        method,
        headers: {
          accept: 'application/json',
          'accept-encoding': 'gzip, deflate, br',
          'user-agent': 'watchfloor',
          ...headers,
        },
        body: body ?? null,
        signal,
      });
      const header = (name: string) => {
        const value = answer.headers[name];
        return Array.isArray(value) ? value[0] : value;
      };
      return {
        status: answer.statusCode,
        header,
        body: await readBody(answer.body, header('content-encoding'), limitsOf(bodyBytesMax)),
      };
    },
    close: () => agent.destroy(),
  };
}

function toPem(caFile: string): string {
  return caFile.startsWith('-----BEGIN ') ? caFile : readFileSync(caFile, 'utf8');
}
