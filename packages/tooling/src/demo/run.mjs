import { randomBytes } from 'node:crypto';
import { buildWeb } from '../build/web.mjs';
import { askedToStop } from '../running/asked-to-stop.mjs';
import { scriptOf, startPart } from '../running/part.mjs';
import { secretVariable, writeDemoConfig } from './config-file.mjs';
import { parseDemoOptions, usage } from './options.mjs';
import { assertPortIsFree } from './ports.mjs';
import { waitForReady } from './readiness.mjs';
import { makeSecrets } from './vendors.mjs';

/** @typedef {ReturnType<typeof parseDemoOptions>} DemoOptions */
/** @typedef {import('../running/part.mjs').Part<unknown>} AnyPart */

const clientId = 'watchfloor-demo';

/**
 * Simulator and server, both on loopback, until somebody stops them.
 * @param {string[]} argv
 * @returns {Promise<number>} 0 when it was asked to stop; a crash throws
 */
export async function runDemo(argv) {
  const options = parseDemoOptions(argv, process.env);
  if (options.help) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const stop = askedToStop();
  /** @type {(() => Promise<void>)[]} in the order of starting; undone backwards */
  const undo = [];
  try {
    for (const { port, flag, purpose } of [options.app, options.simulator, options.control, ...options.further]) {
      await assertPortIsFree(port, flag, purpose);
    }
    await buildWeb({ signal: stop });
    const parts = await startParts(options, undo, stop);
    await Promise.race([whenAborted(stop), ...parts.map((part) => part.crash)]);
  } catch (error) {
    // Whatever broke because it was being stopped is not a crash.
    if (!stop.aborted) throw error;
  } finally {
    for (const step of undo.toReversed()) await step();
  }
  return 0;
}

/**
 * @param {DemoOptions} options
 * @param {(() => Promise<void>)[]} undo
 * @param {AbortSignal} stop
 */
async function startParts(options, undo, stop) {
  const secret = randomBytes(24).toString('base64url');
  const secrets = makeSecrets();
  const simulator = startSimulator(options, { ...secrets, WATCHFLOOR_SIM_USM_SECRET: secret });
  undo.push(simulator.stop);
  const ready = await unlessStopped(stop, simulator.ready);

  const config = await writeDemoConfig({ port: options.app.port, ready, clientId });
  undo.push(config.remove);
  const server = startServer(options, config.path, { ...secrets, [secretVariable]: secret });
  undo.push(server.stop);
  const link = await unlessStopped(stop, Promise.race([server.ready, simulator.crash]));
  await Promise.race([waitForReady(link, stop), server.crash, simulator.crash]);
  // The server has read it; a kill -9 from here on leaves no file behind.
  await config.remove();

  process.stdout.write(`Watchfloor is ready: ${link}\n`);
  return [simulator, server];
}

/** @param {DemoOptions} options @param {Record<string, string>} secrets */
function startSimulator({ simulator, control, further, simulatorArgs, verbose }, secrets) {
  const ports = ['--usm-port', String(simulator.port), '--control-port', String(control.port)];
  for (const { flag, port } of further) ports.push(flag, String(port));
  return startPart({
    name: 'The simulator',
    script: scriptOf('packages/simulators/src/main.ts'),
    args: [...ports, '--live', '--exit-with-stdin', ...simulatorArgs],
    env: { ...inherited(), ...secrets },
    // A million records take a while to write.
    readyMs: 120_000,
    toReady: (line) =>
      readString(line, 'usmAnywhere', 'origin') === undefined
        ? undefined
        : /** @type {Record<string, unknown>} */ (line),
    verbose,
  });
}

/** @param {DemoOptions} options @param {string} configPath @param {Record<string, string>} secrets */
function startServer({ verbose, dataDir }, configPath, secrets) {
  return startPart({
    name: 'The server',
    script: scriptOf('apps/bff/src/main.ts'),
    env: {
      ...inherited(),
      NODE_ENV: 'production',
      WATCHFLOOR_CONFIG: configPath,
      WATCHFLOOR_DATA: dataDir,
      WATCHFLOOR_DEMO: '1',
      ...secrets,
    },
    // It listens by then. The link signs in as the demo's administrator, once; after that a click on a name does.
    toReady: (line) => (readString(line, 'msg') === 'sign-in link' ? readString(line, 'url') : undefined),
    verbose,
  });
}

/** What a part may see of the shell: no credential that happens to be exported there. */
function inherited() {
  const names = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'NODE_EXTRA_CA_CERTS', 'DATABASE_URL'];
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

/** @param {unknown} value @param {string[]} path @returns {string | undefined} */
function readString(value, ...path) {
  /** @type {unknown} */
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = /** @type {Record<string, unknown>} */ (at)[key];
  }
  return typeof at === 'string' ? at : undefined;
}

/** @param {AbortSignal} signal @returns {Promise<void>} */
const whenAborted = (signal) =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** @template T @param {AbortSignal} stop @param {Promise<T>} promise @returns {Promise<T>} */
async function unlessStopped(stop, promise) {
  await Promise.race([promise, whenAborted(stop)]);
  stop.throwIfAborted();
  return promise;
}
