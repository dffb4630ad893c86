import { parseArgs } from 'node:util';
import { startUsmSimulator, type UsmSimulatorOptions } from './index.ts';
import { kumaCommand } from './kuma/command.ts';
import { leenCommand } from './leen/command.ts';
import { secureEndpointCommand } from './secure-endpoint/command.ts';
import type { GivenFlags, StartedVendor, VendorCommand } from './server/vendor-command.ts';

/** Started beside USM Anywhere where their port flag is given. */
const otherVendors: readonly VendorCommand[] = [kumaCommand, leenCommand, secureEndpointCommand];

const USAGE = `Usage: node main.ts [--usm-port N] [--control-port N] [--seed N] [--alarms N] [--events N]
  [--token-life-s N] [--rate-per-s N] [--client-id TEXT] [--live] [--alarm-every-s N] [--exit-with-stdin]
Secret: WATCHFLOOR_SIM_USM_SECRET; without it one is made and written in the ready line.
Further vendors, each started by its port flag:
${otherVendors
  .map(
    ({ portFlag, numberFlags, secrets }) =>
      `  --${portFlag} N ${numberFlags.map((flag) => `[--${flag} N]`).join(' ')} (${secrets.join(', ')})`,
  )
  .join('\n')}
`;

async function main(): Promise<void> {
  const { options, others } = readOptions();
  const simulator = await startUsmSimulator(options);
  const started: Record<string, StartedVendor> = {};
  const close = () => Promise.all([simulator, ...Object.values(started)].map((vendor) => vendor.close()));
  try {
    for (const { key, start } of others) started[key] = await start();
  } catch (error) {
    await close();
    throw error;
  }
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    close().then(() => process.exit(0), fail);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  // A parent that dies without a word must not leave a server behind.
  if (process.connected) process.once('disconnect', stop);
  if (process.argv.includes('--exit-with-stdin')) process.stdin.resume().once('end', stop).once('error', stop);

  // The line comes last: whoever reads it may end this process at once.
  const { origin, controlOrigin: control, clientId, clientSecret } = simulator;
  const made = options.clientSecret === undefined ? { clientSecret } : {};
  const ready = Object.fromEntries(Object.entries(started).map(([key, vendor]) => [key, vendor.ready]));
  const usmAnywhere = { origin, control, clientId, ...made };
  process.stdout.write(`${JSON.stringify({ ready: true, usmAnywhere, ...ready })}\n`);
}

interface ReadOptions {
  options: UsmSimulatorOptions;
  others: Array<{ key: string; start: () => Promise<StartedVendor> }>;
}

function readOptions(): ReadOptions {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const otherFlags = otherVendors.flatMap(({ portFlag, numberFlags }) => [portFlag, ...numberFlags]);
  const { values } = parseArgs({
    options: {
      ...Object.fromEntries(otherFlags.map((name) => [name, text])),
      'usm-port': text,
      'control-port': text,
      seed: text,
      alarms: text,
      events: text,
      'token-life-s': text,
      'rate-per-s': text,
      'client-id': text,
      'alarm-every-s': text,
      live: flag,
      'exit-with-stdin': flag,
    },
  });
  const options: UsmSimulatorOptions = { controlPort: 0, live: values.live };
  const numbers = {
    'usm-port': 'port',
    'control-port': 'controlPort',
    seed: 'seed',
    alarms: 'alarms',
    events: 'events',
    'token-life-s': 'tokenLifeS',
    'rate-per-s': 'getPerS',
    'alarm-every-s': 'alarmEveryS',
  } as const;
  for (const [name, option] of Object.entries(numbers) as Array<
    [keyof typeof numbers, (typeof numbers)[keyof typeof numbers]]
  >) {
    const value = values[name];
    if (value !== undefined) options[option] = toNumber(name, value);
  }
  if (values['client-id'] !== undefined) options.clientId = values['client-id'];
  const clientSecret = environment('WATCHFLOOR_SIM_USM_SECRET');
  if (clientSecret !== undefined) options.clientSecret = clientSecret;

  const given = new Map(Object.entries(values as Record<string, string | boolean | undefined>));
  const number = (name: string) => {
    const value = given.get(name);
    return value === undefined ? undefined : toNumber(name, String(value));
  };
  const flags: GivenFlags = { live: values.live, seed: options.seed, number, secret: environment };
  const others = otherVendors
    .filter(({ portFlag }) => given.get(portFlag) !== undefined)
    .map((vendor) => ({ key: vendor.key, start: () => vendor.start(flags) }));
  return { options, others };
}

function environment(variable: string): string | undefined {
  return process.env[variable] || undefined;
}

function toNumber(name: string, value: string): number {
  if (!/^\d+(\.\d+)?$/.test(value)) throw new Error(`--${name} takes a number, not ${value}`);
  return Number(value);
}

function fail(error: unknown): void {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const port = error instanceof Error && 'port' in error ? error.port : undefined;
  const message = error instanceof Error ? error.message : String(error);
  if (code === 'EADDRINUSE') process.stderr.write(`simulator: port ${String(port)} on 127.0.0.1 is in use\n`);
  else process.stderr.write(`simulator: ${message}\n${String(code).startsWith('ERR_PARSE_ARGS') ? USAGE : ''}`);
  process.exit(1);
}

main().catch(fail);
