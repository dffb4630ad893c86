import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Answer, ApiRequest } from './answer.ts';
import { jsonAnswer } from './answer.ts';
import { deliver } from './deliver.ts';
import type { Fault, ServedFaultQueue } from './faults.ts';
import { logRequest, type RequestLogEntry } from './request-log.ts';
import { openSilentPort, type SilentPort } from './silent-port.ts';

export type RequestHook = (request: ApiRequest) => void | Promise<void>;

/** Where a test changes the truth between two page requests. */
export interface RequestHooks {
  /** Before the answer is made. */
  beforeRequest?: RequestHook | undefined;
  /** The answer is made and not yet sent: certainly after this page and before the next. */
  beforeResponse?: RequestHook | undefined;
  afterRequest?: RequestHook | undefined;
}

export interface ApiServerDeps {
  port: number;
  faults: ServedFaultQueue;
  /** Who may ask now; a vendor that counts only known clients refuses in `handle`. */
  limiter: { admit(client: string, method: string): boolean };
  requests: RequestLogEntry[];
  hooks: RequestHooks;
  clientOf(request: IncomingMessage): string;
  handle(request: ApiRequest): Answer | Promise<Answer>;
  options(): { gzip: boolean; latencyMs: number };
  /** Serve HTTPS with this certificate; default plain HTTP. */
  tls?: TlsIdentity | undefined;
  /** The vendor's error body for a `status` fault and for a refusal by the limiter; default a general one. */
  errorBody?: ((status: number) => unknown) | undefined;
}

/** PEM texts. */
export interface TlsIdentity {
  key: string;
  cert: string;
}

export interface ApiServer {
  port: number;
  origin: string;
  setListening: SetListening;
  close(): Promise<void>;
}

/**
 * Off: connections are refused, as when the vendor is unreachable. `silent`: they are neither taken nor refused, as behind
 * a firewall that drops them. The port stays reserved for coming back.
 */
export type SetListening = (on: boolean | 'silent') => Promise<void>;

const BODY_BYTES_MAX = 1 << 20;

export async function startApiServer(deps: ApiServerDeps): Promise<ApiServer> {
  const closing = new AbortController();
  const previousPages = new Map<string, Answer>();
  let count = 0;

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedAt = performance.now();
    const url = new URL(incoming.url ?? '/', 'http://localhost');
    const request: ApiRequest = {
      n: ++count,
      method: incoming.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      search: url.search.slice(1),
      headers: incoming.headers,
      body: await readBody(incoming),
      client: deps.clientOf(incoming),
    };
    const entry: RequestLogEntry = {
      n: request.n,
      at: Date.now(),
      method: request.method,
      path: request.path,
      query: url.search.slice(1),
      status: 0,
      ms: 0,
      client: request.client,
    };
    logRequest(deps.requests, entry);
    // The vendor sends no Retry-After and no rate headers with its 429.
    const admitted = deps.limiter.admit(request.client, request.method);
    const fault: Fault | undefined = admitted ? deps.faults.take(request.method, request.path) : undefined;
    if (fault) entry.fault = fault.kind;
    await deps.hooks.beforeRequest?.(request);
    const tooMany = () => jsonAnswer(429, deps.errorBody?.(429) ?? { error: 'Too many requests' });
    const answer = admitted ? await deps.handle(request) : tooMany();
    await deps.hooks.beforeResponse?.(request);
    const { gzip, latencyMs } = deps.options();
    if (latencyMs > 0) await wait(latencyMs, undefined, { signal: closing.signal });
    const previousPage = previousPages.get(request.path);
    // A page that is repeated stays the previous one: a fault that goes on gives the same page for ever.
    const kept = answer.status === 200 && request.method === 'GET' && fault?.kind !== 'repeat-page';
    if (kept) previousPages.set(request.path, answer);
    const { errorBody } = deps;
    const signal = closing.signal;
    const delivery = { request: incoming, response, answer, fault, previousPage, gzip, signal, errorBody };
    entry.status = await deliver(delivery);
    entry.ms = Math.round((performance.now() - startedAt) * 1000) / 1000;
    await deps.hooks.afterRequest?.(request);
  }

  const listener = (incoming: IncomingMessage, response: ServerResponse) => {
    serve(incoming, response).catch((error: unknown) => {
      if (closing.signal.aborted || incoming.destroyed) return response.destroy();
      process.stderr.write(`simulator: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      if (response.headersSent) return response.destroy();
      response.writeHead(500, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ result: 'failure', error: 'the simulator itself failed; see its standard error' }));
    });
  };
  const server = deps.tls ? createTlsServer(deps.tls, listener) : createServer(listener);
  const port = await listen(server, deps.port);
  let silence: SilentPort | undefined;
  return {
    port,
    origin: `${deps.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    async setListening(on) {
      if (silence && on !== 'silent') {
        await silence.end();
        silence = undefined;
      }
      if (on !== true && server.listening) await stop(server);
      if (on === 'silent') silence ??= await openSilentPort(port);
      if (on === true && !server.listening) await listen(server, port);
    },
    async close() {
      closing.abort();
      await silence?.end();
      if (server.listening) await stop(server);
    },
  };
}

/** Loopback only: nobody else on the network may reach a simulator. */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.removeListener('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

export function stop(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}

export async function readBody(incoming: IncomingMessage, bytesMax = BODY_BYTES_MAX): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new Error(`request body over ${bytesMax} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
