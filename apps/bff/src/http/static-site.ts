import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Context } from 'hono';
import { getMimeType } from 'hono/utils/mime';
import { accepts } from './accept-encoding.ts';
import type { AppEnv } from './app-env.ts';
import { ProblemError } from './problem.ts';

/** The built pages, served from memory. */
export interface StaticSite {
  /** False until the pages were built. */
  isPresent(): boolean;
  respond(c: Context<AppEnv>): Response;
}

interface StaticFile {
  type: string;
  etag: string;
  immutable: boolean;
  bodies: { identity: Uint8Array<ArrayBuffer>; br?: Uint8Array<ArrayBuffer>; gzip?: Uint8Array<ArrayBuffer> };
}

const noncePlaceholder = '__CSP_NONCE__';
const hashedName = /-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$/;
/** Loads of these kinds never mean a page: a page in place of a script would hide that the script is gone. */
const assetDestinations = new Set(['script', 'style', 'image', 'font', 'worker', 'sharedworker', 'manifest']);

/**
 * Reads a folder once. Only what the read found can be asked for, so no path of a request ever reaches the disk.
 * @param root the folder with `index.html`; it may be missing, and then pages answer `not_ready`
 */
export function createStaticSite(root: string): StaticSite {
  const files = readFiles(root);
  const page = files.get('/index.html');
  return {
    isPresent: () => page !== undefined,
    respond(c) {
      const file = files.get(c.req.path);
      if (file !== undefined && file !== page) return fileResponse(c, file);
      if (c.req.path.startsWith('/assets/') || assetDestinations.has(c.req.header('sec-fetch-dest') ?? '')) {
        throw new ProblemError('unknown_route', 'There is no such file.');
      }
      if (page === undefined) throw new ProblemError('not_ready', 'The pages are not built. Run "npm run build".');
      const html = Buffer.from(page.bodies.identity).toString('utf8').replaceAll(noncePlaceholder, c.get('nonce'));
      // Every response has its own nonce, so no copy may be kept.
      return c.body(html, 200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
    },
  };
}

function fileResponse(c: Context<AppEnv>, file: StaticFile): Response {
  const encoding = chooseEncoding(c.req.header('accept-encoding'), file);
  const etag = `"${file.etag}${encoding === 'identity' ? '' : `-${encoding}`}"`;
  const headers: Record<string, string> = {
    'content-type': file.type,
    'cache-control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag,
    vary: 'accept-encoding',
  };
  if (c.req.header('if-none-match') === etag) return c.body(null, 304, headers);
  if (encoding !== 'identity') headers['content-encoding'] = encoding;
  return c.body(file.bodies[encoding] ?? file.bodies.identity, 200, headers);
}

function chooseEncoding(accepted: string | undefined, { bodies }: StaticFile): 'br' | 'gzip' | 'identity' {
  if (bodies.br && accepts(accepted, 'br')) return 'br';
  return bodies.gzip && accepts(accepted, 'gzip') ? 'gzip' : 'identity';
}

function readFiles(root: string): Map<string, StaticFile> {
  const files = new Map<string, StaticFile>();
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) return files;
  const names = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
  const all = new Set(names);
  for (const name of names) {
    if (/\.(br|gz|map)$/.test(name)) continue;
    const read = (suffix: string) => new Uint8Array(readFileSync(join(root, name + suffix)));
    const identity = read('');
    const path = `/${name.split(sep).join('/')}`;
    files.set(path, {
      type: getMimeType(name) ?? 'application/octet-stream',
      etag: createHash('sha256').update(identity).digest('base64url').slice(0, 22),
      immutable: path.startsWith('/assets/') && hashedName.test(path),
      bodies: {
        identity,
        ...(all.has(`${name}.br`) && { br: read('.br') }),
        ...(all.has(`${name}.gz`) && { gzip: read('.gz') }),
      },
    });
  }
  return files;
}
