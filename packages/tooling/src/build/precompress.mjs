import { readdir, readFile, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const toBrotli = promisify(brotliCompress);
const toGzip = promisify(gzip);

/** Text that the server sends as it is. Not HTML: each response carries its own nonce. Fonts are compressed already. */
const compressible = new Set(['.js', '.css', '.svg', '.json', '.txt']);

/** Below this a header costs more than compression saves. */
const bytesMin = 1024;

/**
 * A Vite plugin that puts `.br` and `.gz` beside each asset: compressed once, as hard as it goes, instead of on each
 * request.
 * @returns {import('vite').Plugin}
 */
export function precompress() {
  return {
    name: 'watchfloor:precompress',
    apply: 'build',
    // Not closeBundle: that one also runs after a failed build, and its complaint would bury the real one.
    writeBundle: {
      order: 'post',
      sequential: true,
      handler: ({ dir }) => (dir === undefined ? undefined : compressFolder(dir)),
    },
  };
}

/** @param {string} dir absolute */
async function compressFolder(dir) {
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !compressible.has(extname(entry.name))) continue;
    const file = join(entry.parentPath, entry.name);
    const body = await readFile(file);
    if (body.byteLength < bytesMin) continue;
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.byteLength };
    await writeFile(`${file}.br`, await toBrotli(body, { params }));
    await writeFile(`${file}.gz`, await toGzip(body, { level: 9 }));
  }
}
