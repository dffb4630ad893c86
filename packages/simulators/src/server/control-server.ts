import { createServer, type IncomingMessage } from 'node:http';
import { listen, readBody, stop } from './api-server.ts';

/** `METHOD /path` -> what it answers. Throws: 400 with the message. */
export type ControlRoutes = Readonly<Record<string, (body: unknown, query: URLSearchParams) => unknown>>;

export interface ControlServer {
  origin: string;
  close(): Promise<void>;
}

const BODY_BYTES_MAX = 256 << 20;

/**
 * The way in for tests and the demo that run in another process. Loopback only, and deaf to browsers: a web page can
 * reach 127.0.0.1, but always sends Origin or Sec-Fetch-Site.
 */
export async function startControlServer(port: number, routes: ControlRoutes): Promise<ControlServer> {
  const server = createServer((request, response) => {
    answer(request, routes)
      .catch((error: unknown) => ({
        status: 400,
        body: { error: error instanceof Error ? error.message : String(error) },
      }))
      .then(
        ({ status, body }) => {
          response.writeHead(status, { 'content-type': 'application/json' });
          response.end(JSON.stringify(body));
        },
        (error: unknown) => response.destroy(error instanceof Error ? error : new Error(String(error))),
      );
  });
  const listening = await listen(server, port);
  return { origin: `http://127.0.0.1:${listening}`, close: () => stop(server) };
}

async function answer(request: IncomingMessage, routes: ControlRoutes): Promise<{ status: number; body: unknown }> {
  if (request.headers.origin !== undefined || request.headers['sec-fetch-site'] !== undefined) {
    return { status: 403, body: { error: 'the control port is not for browsers' } };
  }
  const url = new URL(request.url ?? '/', 'http://localhost');
  const route = routes[`${request.method} ${url.pathname}`];
  if (!route) return { status: 404, body: { error: 'no such control', routes: Object.keys(routes) } };
  const text = await readBody(request, BODY_BYTES_MAX);
  const body = await route(text === '' ? undefined : (JSON.parse(text) as unknown), url.searchParams);
  return { status: 200, body: body ?? { ok: true } };
}
