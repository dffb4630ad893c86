import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isInstalled, writeStamp } from './installed.mjs';
import { bin, inRoot, nodeModulesDir, pinnedNode, rootDir } from './paths.mjs';
import { watchNpm } from './running/npm-watch.mjs';
import { asCommand, CommandError, say, toSeconds } from './say.mjs';

// Runs on the machine's own Node, before node_modules exists: no package may be imported here or above.

/**
 * Runs a command's body on the pinned Node with the locked packages in place, installing them when needed.
 * @param {string} entryUrl `import.meta.url` of the command
 * @param {() => Promise<number>} body gives the exit code; runs only in the process that has the right Node
 */
export function command(entryUrl, body) {
  return asCommand(async () => {
    await ensureInstalled();
    return isPinnedNode() ? body() : runAgainOnPinnedNode(entryUrl);
  });
}

async function ensureInstalled() {
  if (isInstalled(rootDir)) return;
  const startedMs = Date.now();
  say(
    existsSync(nodeModulesDir)
      ? 'setup: node_modules does not match package-lock.json, running npm ci'
      : 'setup: installing the locked packages (npm ci)',
  );
  await npmCi();
  writeStamp(rootDir);
  say(`setup: done in ${toSeconds(Date.now() - startedMs)}`);
}

/** @returns {Promise<void>} */
function npmCi() {
  // Under `npm run` PATH begins with node_modules/.bin, whose Node npm ci is about to delete: take npm's own.
  const { npm_execpath: npmCli, npm_node_execpath: npmNode } = process.env;
  const [file, before] = npmCli && npmNode ? [npmNode, [npmCli]] : ['npm', []];
  return new Promise((resolve, reject) => {
    const npm = spawn(file, [...before, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: rootDir,
      stdio: ['ignore', process.stderr, process.stderr],
    });
    npm.once('error', (cause) =>
      reject(new CommandError(`setup: npm cannot be started (${cause.message}). Node.js 20 or later brings it.`)),
    );
    npm.once('exit', (code, signal) =>
      code === 0
        ? resolve()
        : reject(
            new CommandError(
              `setup: npm ci failed (${signal ?? `exit code ${code}`}). It needs the package registry: ` +
                'check the network or the proxy, then run the same command again.',
            ),
          ),
    );
  });
}

const isPinnedNode = () => process.version === `v${pinnedVersion()}`;

/** Exact, not "24 or later": what passed here must be what runs elsewhere. @returns {string} */
const pinnedVersion = () => JSON.parse(readFileSync(inRoot('node_modules', 'node', 'package.json'), 'utf8')).version;

/** @param {string} entryUrl @returns {Promise<number>} */
function runAgainOnPinnedNode(entryUrl) {
  if (!existsSync(pinnedNode)) {
    throw new CommandError(
      `setup: ${bin('node')} is missing. Install scripts are probably off: run npm ci with ignore-scripts=false.`,
    );
  }
  // The channel tells the child when this process is gone, however it went.
  const child = spawn(pinnedNode, [fileURLToPath(entryUrl), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal));
  }
  watchNpm(() => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
