import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from './app-env.ts';

const gzipAsync = promisify(gzip);
const bytesMin = 1_024;
// Of 500 rows (1.0 MB): level 1 gives 9 % of the size in 5 ms, level 6 gives 7 % in 9 ms. Hono's own has no level.
const level = 1;

/** Compresses JSON answers off the event loop. Nothing secret is ever in one, so that its length tells nothing (BREACH). */
export function compressJson(): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    await next();
    const type = c.res.headers.get('content-type') ?? '';
    if (!/^(application\/(\w+\+)?json|text\/plain)/.test(type) || c.res.body === null) return;
    c.res.headers.append('vary', 'accept-encoding');
    if (c.req.method === 'HEAD' || !acceptsGzip(c.req.header('accept-encoding'))) return;
    const { status, headers } = c.res;
    const body = await c.res.arrayBuffer();
    const small = body.byteLength < bytesMin;
    if (!small) headers.set('content-encoding', 'gzip');
    headers.delete('content-length');
    c.res = new Response(small ? body : await gzipAsync(body, { level }), { status, headers });
  };
}

/** RFC 9110, 12.5.3; a weight of zero means "not acceptable". */
function acceptsGzip(header = ''): boolean {
  return header
    .toLowerCase()
    .split(',')
    .some((part) => /^\s*gzip\s*(;|$)/.test(part) && !/;\s*q=0(\.0*)?\s*$/.test(part));
}
