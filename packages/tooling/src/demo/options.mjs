import { parseArgs } from 'node:util';
import { inRoot, typedPath } from '../paths.mjs';
import { CommandError } from '../say.mjs';
import { parsePort } from './ports.mjs';
import { furtherVendors } from './vendors.mjs';

export const usage = `npm run demo -- [options]

  --port <n>          the app          (4180, WATCHFLOOR_DEMO_PORT)
  --sim-port <n>      the simulator    (4181, WATCHFLOOR_DEMO_SIM_PORT)
  --control-port <n>  its fault switch (4182, WATCHFLOOR_DEMO_CONTROL_PORT)
${furtherVendors.map(({ flag, port, env }) => `  --${`${flag} <n>`.padEnd(17)} a further vendor (${port}, ${env})`).join('\n')}
  --alarms <n>        how many alarms the simulator holds
  --events <n>        how many events
  --seed <n>          another story, the same on each run
  --data <folder>     what is kept       (data/demo of the checkout, WATCHFLOOR_DEMO_DATA)
  --verbose           what the parts print, on stderr

Port 0 takes any free port.`;

const ports = /** @type {const} */ ({
  port: { fallback: '4180', env: 'WATCHFLOOR_DEMO_PORT', purpose: 'the app' },
  'sim-port': { fallback: '4181', env: 'WATCHFLOOR_DEMO_SIM_PORT', purpose: 'the simulator' },
  'control-port': { fallback: '4182', env: 'WATCHFLOOR_DEMO_CONTROL_PORT', purpose: "the simulator's control" },
});

const passedThrough = /** @type {const} */ (['alarms', 'events', 'seed']);

/**
 * @param {string[]} argv
 * @param {NodeJS.ProcessEnv} env
 */
export function parseDemoOptions(argv, env) {
  const values = parseFlags(argv);
  const given = /** @type {Record<string, string | undefined>} */ (values);
  const toPort = (/** @type {keyof typeof ports} */ name) => ({
    port: parsePort(values[name] ?? env[ports[name].env] ?? ports[name].fallback, `--${name}`),
    flag: `--${name}`,
    purpose: ports[name].purpose,
  });
  return {
    help: values.help === true,
    verbose: values.verbose === true,
    dataDir: typedPath(values.data ?? (env.WATCHFLOOR_DEMO_DATA || inRoot('data', 'demo')), env),
    app: toPort('port'),
    simulator: toPort('sim-port'),
    control: toPort('control-port'),
    further: furtherVendors.map(({ flag, port, env: name, key }) => ({
      port: parsePort(given[flag] ?? env[name] ?? port, `--${flag}`),
      flag: `--${flag}`,
      purpose: `the simulator of ${key}`,
    })),
    simulatorArgs: passedThrough.flatMap((name) => {
      const value = values[name];
      return value === undefined ? [] : [`--${name}`, toCount(value, `--${name}`)];
    }),
  };
}

/** @param {string[]} argv */
function parseFlags(argv) {
  const text = /** @type {const} */ ({ type: 'string' });
  const flag = /** @type {const} */ ({ type: 'boolean' });
  try {
    return parseArgs({
      args: argv,
      options: {
        ...Object.fromEntries(furtherVendors.map(({ flag: name }) => [name, text])),
        port: text,
        'sim-port': text,
        'control-port': text,
        alarms: text,
        events: text,
        seed: text,
        data: text,
        verbose: flag,
        help: flag,
      },
    }).values;
  } catch (error) {
    throw new CommandError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}

/** @param {string} text @param {string} flag */
function toCount(text, flag) {
  if (!/^\d{1,12}$/.test(text)) throw new CommandError(`${flag}: "${text}" is not a whole number.`);
  return text;
}
