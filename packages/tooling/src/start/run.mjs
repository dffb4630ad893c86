import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { buildWeb } from '../build/web.mjs';
import { rootDir, typedPath } from '../paths.mjs';
import { askedToStop } from '../running/asked-to-stop.mjs';
import { scriptOf } from '../running/part.mjs';
import { CommandError } from '../say.mjs';

const withParent = new URL('../running/with-parent.mjs', import.meta.url).href;

/**
 * The server alone, with the operator's own configuration. Its log is this command's output, its exit code too.
 * @param {string[]} argv
 * @returns {Promise<number>}
 */
export async function runServer(argv) {
  const config = findConfig(argv);
  const stop = askedToStop();
  await buildWeb({ signal: stop });
  return serve(config, stop);
}

/** @param {string[]} argv @returns {string} absolute */
function findConfig(argv) {
  const { values } = parseArgs({ args: argv, options: { config: { type: 'string' } } });
  const path = typedPath(values.config ?? process.env.WATCHFLOOR_CONFIG ?? 'watchfloor.yaml');
  if (!existsSync(path)) {
    throw new CommandError(
      `There is no configuration at ${path}. Name one: npm start -- --config <watchfloor.yaml>, or WATCHFLOOR_CONFIG.`,
    );
  }
  return path;
}

/** @param {string} config @param {AbortSignal} stop @returns {Promise<number>} */
function serve(config, stop) {
  if (stop.aborted) return Promise.resolve(0);
  const server = spawn(process.execPath, ['--import', withParent, scriptOf('apps/bff/src/main.ts')], {
    cwd: rootDir,
    env: { ...process.env, ...dataDir(), NODE_ENV: 'production', WATCHFLOOR_CONFIG: config },
    // A group of its own, so that Ctrl+C asks it once.
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  stop.addEventListener('abort', () => server.kill('SIGTERM'), { once: true });
  return new Promise((done, reject) => {
    server.once('error', reject);
    server.once('exit', (code) => done(code ?? (stop.aborted ? 0 : 1)));
  });
}

function dataDir() {
  const { WATCHFLOOR_DATA: given } = process.env;
  return given ? { WATCHFLOOR_DATA: typedPath(given) } : {};
}
