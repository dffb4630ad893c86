import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakeApp, readProblem } from '../testing/fake-app.ts';
import { type Listening, listen } from '../testing/listen.ts';
import { createStaticSite } from './static-site.ts';

const folder = mkdtempSync(join(tmpdir(), 'watchfloor-site-'));
const root = join(folder, 'dist');
const script = 'console.log("watchfloor")'.repeat(50);
let server: Listening;

beforeAll(async () => {
  mkdirSync(join(root, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'outside');
  writeFileSync(
    join(root, 'index.html'),
    '<meta property="csp-nonce" nonce="__CSP_NONCE__"><script src="/assets/a"></script>',
  );
  writeFileSync(join(root, 'favicon.svg'), '<svg/>');
  writeFileSync(join(root, 'assets/main-Ab3_dE-9.js'), script);
  writeFileSync(join(root, 'assets/main-Ab3_dE-9.js.br'), brotliCompressSync(script));
  writeFileSync(join(root, 'assets/main-Ab3_dE-9.js.gz'), gzipSync(script));
  writeFileSync(join(root, 'assets/main-Ab3_dE-9.js.map'), '{}');
  server = await listen(fakeApp({ site: createStaticSite(root) }).app);
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** The path goes out as it stands: `fetch` would tidy it up first. */
function get(path: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: Buffer }>((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port: server.port, path, headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () =>
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks) }),
      );
    });
    outgoing.once('error', reject).end();
  });
}

describe('the page', () => {
  it.each(['/', '/explore/usm/alarms', '/entity/host/a.example', '/index.html'])(
    '%s is index.html with the nonce of its own policy',
    async (path) => {
      const { status, headers, body } = await get(path);
      expect(status).toBe(200);
      expect(headers['content-type']).toBe('text/html; charset=utf-8');
      expect(headers['cache-control']).toBe('no-store');
      const nonce = /nonce="([^"]+)"/.exec(body.toString())?.[1];
      expect(headers['content-security-policy']).toContain(`'nonce-${nonce}'`);
      expect(body.toString()).not.toContain('__CSP_NONCE__');
    },
  );
});

describe('an asset', () => {
  it('goes out precompressed, typed, and kept for ever under its hash', async () => {
    const { headers, body } = await get('/assets/main-Ab3_dE-9.js', { 'accept-encoding': 'gzip, br' });
    expect(headers).toMatchObject({
      'content-encoding': 'br',
      'content-type': expect.stringMatching(/^text\/javascript/) as string,
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
    });
    expect(brotliDecompressSync(body).toString()).toBe(script);
  });

  it('goes out plain to who accepts nothing else, and as 304 to who has it', async () => {
    const plain = await get('/assets/main-Ab3_dE-9.js', { 'accept-encoding': 'br;q=0' });
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.body.toString()).toBe(script);
    const again = await get('/assets/main-Ab3_dE-9.js', { 'if-none-match': String(plain.headers.etag) });
    expect(again.status).toBe(304);
    expect((await get('/favicon.svg')).headers).toMatchObject({
      'content-type': expect.stringMatching(/^image\/svg\+xml/) as string,
      'cache-control': 'no-cache',
    });
  });

  it('that is gone is a 404 and not the page', async () => {
    expect((await get('/assets/gone-12345678.js')).status).toBe(404);
    expect((await get('/logo.png', { 'sec-fetch-dest': 'image' })).status).toBe(404);
    expect((await get('/assets/main-Ab3_dE-9.js.map')).status).toBe(404);
    expect((await get('/assets/main-Ab3_dE-9.js.br')).status).toBe(404);
  });
});

it.each([
  '/../secret.txt',
  '/assets/../../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/assets/%2e%2e%2f%2e%2e%2fsecret.txt',
  '//secret.txt',
  '/..\\secret.txt',
  '/assets/..%5c..%5csecret.txt',
])('%s reaches nothing outside the folder', async (path) => {
  expect((await get(path)).body.toString()).not.toContain('outside');
});

it('control: a file inside is reached by its path', async () => {
  expect((await get('/favicon.svg')).body.toString()).toBe('<svg/>');
});

it('pages that were not built are a problem that says so', async () => {
  const response = await fakeApp().app.request('http://localhost/', { headers: { host: 'localhost' } });
  expect(await readProblem(response)).toMatchObject({ code: 'not_ready', status: 503 });
});
