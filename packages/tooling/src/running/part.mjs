import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { rootDir } from '../paths.mjs';
import { CommandError } from '../say.mjs';

const withParent = new URL('./with-parent.mjs', import.meta.url).href;

const linesKept = 20;

/**
 * @template T
 * @typedef {object} PartOptions
 * @property {string} name how messages call it
 * @property {string} script
 * @property {string[]} [args]
 * @property {NodeJS.ProcessEnv} [env] all of it; nothing is inherited
 * @property {(line: unknown) => T | undefined} toReady what it says about itself in the JSON line that means "up"
 * @property {number} [readyMs]
 * @property {number} [stopGraceMs] between asking it to end and ending it; the server drains for up to 5 s
 * @property {boolean} [verbose] repeats what it prints on stderr
 */

/**
 * @template T
 * @typedef {object} Part
 * @property {number | undefined} pid
 * @property {Promise<T>} ready
 * @property {Promise<never>} crash rejects with what happened when the part ends without having been asked
 * @property {() => Promise<void>} stop
 */

/**
 * Starts a part as a process of its own. It ends with us, whichever way we end (see with-parent.mjs).
 * @template T
 * @param {PartOptions<T>} options
 * @returns {Part<T>}
 */
export function startPart({
  name,
  script,
  args = [],
  env,
  toReady,
  readyMs = 30_000,
  stopGraceMs = 7000,
  verbose = false,
}) {
  /** @type {string[]} */
  const lastLines = [];
  let isStopping = false;
  // A group of its own: Ctrl+C in the terminal reaches only us, and we end the parts in order.
  const child = spawn(process.execPath, ['--import', withParent, script, ...args], {
    cwd: rootDir,
    env,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
  });
  // Writing to a part that just died must not be what ends the demo; its exit says more.
  child.stdin?.on('error', () => undefined);

  /** @type {PromiseWithResolvers<T>} */
  const ready = Promise.withResolvers();
  /** @type {PromiseWithResolvers<never>} */
  const crash = Promise.withResolvers();
  /** @type {PromiseWithResolvers<void>} */
  const ended = Promise.withResolvers();
  // Both are raced by the caller, who may have left by the time the second one comes.
  ready.promise.catch(() => undefined);
  crash.promise.catch(() => undefined);

  const lateTimer = setTimeout(() => fail(`${name} was not ready after ${readyMs / 1000} s`), readyMs);
  ready.promise.finally(() => clearTimeout(lateTimer)).catch(() => undefined);

  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: /** @type {import('node:stream').Readable} */ (stream) }).on('line', (line) => {
      lastLines.push(line);
      if (lastLines.length > linesKept) lastLines.shift();
      if (verbose) process.stderr.write(`[${name}] ${line}\n`);
      const value = toReady(parseJson(line));
      if (value !== undefined) ready.resolve(value);
    });
  }

  child.once('error', (error) => {
    clearTimeout(lateTimer);
    fail(`${name} cannot be started: ${error.message}`);
    ended.resolve();
  });
  // 'close', not 'exit': the last lines are the ones that say why.
  child.once('close', (code, signal) => {
    clearTimeout(lateTimer);
    if (!isStopping) fail(`${name} crashed (${signal ?? `exit code ${code}`})`);
    ended.resolve();
  });

  return { pid: child.pid, ready: ready.promise, crash: crash.promise, stop };

  /** @param {string} what */
  function fail(what) {
    const said =
      lastLines.length === 0
        ? ' It printed nothing.'
        : ` Its last lines:\n${lastLines.map((line) => `  ${line}`).join('\n')}`;
    const error = new CommandError(`${what}.${said}`);
    ready.reject(error);
    crash.reject(error);
  }

  async function stop() {
    isStopping = true;
    if (child.pid === undefined) return;
    child.stdin?.end();
    child.kill('SIGTERM');
    const timer = setTimeout(() => killGroup(/** @type {number} */ (child.pid)), stopGraceMs);
    await ended.promise;
    clearTimeout(timer);
  }
}

/** @param {number} pid */
function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // Gone between the timer and here: what we wanted.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}

/** @param {string} line @returns {unknown} undefined for a line that is not JSON, such as a warning of Node's */
function parseJson(line) {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** @param {string} path inside the checkout */
export const scriptOf = (path) => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));
