import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDir, inRoot, rootDir } from '../paths.mjs';
import { CommandError, say, toSeconds } from '../say.mjs';
import { fingerprint } from './fingerprint.mjs';

/** Everything the bundle is made of. The server's types are not: they are gone once compiled. */
const inputs = [
  'apps/web/src',
  'apps/web/public',
  'apps/web/index.html',
  'apps/web/package.json',
  'apps/web/tsconfig.json',
  'packages/contract/src',
  'packages/tooling/src/build',
  'vite.config.ts',
  'package-lock.json',
];

const distDir = inRoot('apps', 'web', 'dist');
const stampFile = join(cacheDir, 'web-build');

/**
 * Builds the browser app into apps/web/dist unless it is already there from the same inputs.
 * @param {{ force?: boolean, signal?: AbortSignal }} [options]
 * @returns {Promise<'built' | 'unchanged'>}
 */
export async function buildWeb({ force = false, signal } = {}) {
  const wanted = fingerprint(rootDir, inputs);
  if (!force && (await readStamp()) === `${wanted} ${fingerprintOfDist()}`) return 'unchanged';
  const startedMs = Date.now();
  say('build: building the browser app');
  // Beside the old build and then renamed: a server that runs now never sees half a folder. (.cache is git-ignored.)
  const freshDir = inRoot('apps', 'web', '.cache', `dist-${process.pid}`);
  try {
    await viteBuild(freshDir, signal);
    await swapIn(freshDir);
  } finally {
    await rm(freshDir, { recursive: true, force: true });
  }
  await mkdir(cacheDir, { recursive: true });
  await writeFile(stampFile, `${wanted} ${fingerprintOfDist()}`);
  say(`build: done in ${toSeconds(Date.now() - startedMs)}`);
  return 'built';
}

/** The entry page names every asset by its hash, so it stands for the folder. */
const fingerprintOfDist = () => fingerprint(distDir, ['index.html']);

async function readStamp() {
  return existsSync(stampFile) && existsSync(join(distDir, 'index.html')) ? readFile(stampFile, 'utf8') : undefined;
}

/** @param {string} freshDir */
async function swapIn(freshDir) {
  const oldDir = `${freshDir}-old`;
  if (existsSync(distDir)) await rename(distDir, oldDir);
  await rename(freshDir, distDir);
  await rm(oldDir, { recursive: true, force: true });
}

/** @param {string} outDir @param {AbortSignal} [signal] @returns {Promise<void>} */
function viteBuild(outDir, signal) {
  const args = ['build', '--config', inRoot('vite.config.ts'), '--outDir', outDir, '--logLevel', 'warn'];
  return new Promise((resolve, reject) => {
    const vite = spawn(process.execPath, [inRoot('node_modules', 'vite', 'bin', 'vite.js'), ...args], {
      cwd: rootDir,
      // The tests of the demo build too, and what vitest sets would give a development build of the test configuration.
      env: { ...process.env, NODE_ENV: 'production', VITEST: undefined },
      stdio: ['ignore', process.stderr, process.stderr],
      ...(signal && { signal }),
    });
    vite.once('error', reject);
    vite.once('exit', (code, killedBy) =>
      code === 0
        ? resolve()
        : reject(new CommandError(`build: vite build failed (${killedBy ?? `exit code ${code}`})`)),
    );
  });
}
