import { parseArgs } from 'node:util';
import { startUsmSimulator, type UsmSimulatorOptions } from './index.ts';

const USAGE = `Usage: node main.ts [--usm-port N] [--control-port N] [--seed N] [--alarms N] [--events N]
  [--token-life-s N] [--rate-per-s N] [--client-id TEXT] [--live] [--alarm-every-s N] [--exit-with-stdin]
Secret: WATCHFLOOR_SIM_USM_SECRET; without it one is made and written in the ready line.
`;

async function main(): Promise<void> {
  const options = readOptions();
  const simulator = await startUsmSimulator(options);
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    simulator.close().then(() => process.exit(0), fail);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  // A parent that dies without a word must not leave a server behind.
  if (process.connected) process.once('disconnect', stop);
  if (process.argv.includes('--exit-with-stdin')) process.stdin.resume().once('end', stop).once('error', stop);

  // The line comes last: whoever reads it may end this process at once.
  const { origin, controlOrigin: control, clientId, clientSecret } = simulator;
  const made = options.clientSecret === undefined ? { clientSecret } : {};
  process.stdout.write(`${JSON.stringify({ ready: true, usmAnywhere: { origin, control, clientId, ...made } })}\n`);
}

function readOptions(): UsmSimulatorOptions {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    options: {
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
    if (value === undefined) continue;
    if (!/^\d+(\.\d+)?$/.test(value)) throw new Error(`--${name} takes a number, not ${value}`);
    options[option] = Number(value);
  }
  if (values['client-id'] !== undefined) options.clientId = values['client-id'];
  const secret = process.env['WATCHFLOOR_SIM_USM_SECRET'];
  if (secret) options.clientSecret = secret;
  return options;
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
