import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type NetworkRules, type Vendor, vendors } from '@watchfloor/connectors';
import * as z from 'zod/mini';
import { checkKeys } from './config/check-schema.ts';
import { type ConfiguredConnection, readConnection } from './config/connection-settings.ts';
import { type FindingSettings, readFindingSettings } from './config/finding-settings.ts';
import { readIdentitySettings } from './config/identity-settings.ts';
import { readMasterKeys } from './config/master-keys.ts';
import { type MetricsSettings, readMetricsSettings } from './config/metrics-settings.ts';
import { type Mistake, toMistakeLine } from './config/mistake.ts';
import { outboundShape, readServerSettings, type ServerSettings } from './config/server-settings.ts';
import { dataDirSchema, readStoreSettings, type StoreSettings } from './config/store-settings.ts';
import { type ProvisionedView, readViews } from './config/view-settings.ts';
import { type Environment, parseYamlSource, type YamlSource } from './config/yaml-source.ts';
import type { IdentitySettings } from './identity/identity.ts';
import { toCode } from './store/failure.ts';

export interface Config {
  server: ServerSettings;
  network: NetworkRules;
  /** Hosts that connections may be added for in the browser; empty: every public one. */
  allowOrigins: string[];
  connections: ConfiguredConnection[];
  views: ProvisionedView[];
  store: StoreSettings;
  identity: IdentitySettings;
  metrics: MetricsSettings;
  findings: FindingSettings;
  /** 32 bytes from which keys are derived. */
  masterKey: Uint8Array;
  /** While the key is changed: what is still under one of them can be read. */
  olderMasterKeys: Uint8Array[];
  /** True where nobody gave one: then cursors end with the process, and no secret can be kept. */
  masterKeyIsRandom: boolean;
  /** The folder of the built pages. */
  webRoot: string;
  exitWithStdin: boolean;
  /** Lines for the log. */
  warnings: string[];
}

/** Every mistake at once, a line each. */
export class ConfigError extends Error {
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join('\n'));
    this.name = 'ConfigError';
    this.lines = lines;
  }
}

const fileShape = {
  data_dir: dataDirSchema,
  database: z.unknown(),
  server: z.unknown(),
  identity: z.unknown(),
  outbound: z.unknown(),
  metrics: z.unknown(),
  findings: z.unknown(),
  connections: z.array(z.unknown()),
  views: z.optional(z.array(z.unknown())),
};

const builtPages = fileURLToPath(new URL('../../web/dist', import.meta.url));

/**
 * Reads the command line, the environment and `watchfloor.yaml`. The only reader of `process.env`.
 * @throws ConfigError with every mistake and its place; never holds the value of a secret
 */
export function loadConfig(
  argv: readonly string[] = process.argv.slice(2),
  env: Environment = process.env,
  known: readonly Vendor[] = vendors,
): Config {
  const flags = readFlags(argv);
  const file = resolve(flags.config ?? env.WATCHFLOOR_CONFIG ?? 'watchfloor.yaml');
  const source = parseYamlSource(readConfigFile(file), env);
  const mistakes: Mistake[] = [...source.mistakes];
  const warnings: Mistake[] = [];
  const [masterKey, ...olderMasterKeys] = readMasterKeys(env, mistakes) ?? [];

  const parts = source.isReadable ? checkKeys(fileShape, source.data, [], source, mistakes) : {};
  const server = readServerSettings(parts.server, env, source, mistakes);
  const place = { source, folder: dirname(file), mistakes, warnings };
  const store = readStoreSettings(parts.database, parts.data_dir, { ...place, env });
  const identity = readIdentitySettings(parts.identity, { ...place, env, server });
  const metrics = readMetricsSettings(parts.metrics, place);
  const findings = readFindingSettings(parts.findings, source, mistakes);
  const outbound = checkKeys(outboundShape, parts.outbound, ['outbound'], source, mistakes);
  const { allow_private: allowPrivate = [], allow_origins: allowOrigins = [] } = outbound;
  const entries = parts.connections ?? [];
  const reading = { ...place, vendors: known, allowPrivate };
  const connections = entries.map((entry, index) => readConnection(entry, ['connections', index], reading));
  mistakes.push(...findRepeatedIds(entries, source));
  const usable = connections.filter((connection) => connection !== undefined);
  const views = readViews(parts.views ?? [], { source, vendors: known, connections: usable, mistakes, warnings });

  if (mistakes.length > 0) throw new ConfigError(toLines(file, mistakes));
  return {
    server,
    network: { allowPrivate },
    allowOrigins,
    connections: usable,
    views,
    store,
    identity,
    metrics,
    findings,
    masterKey: masterKey ?? randomBytes(32),
    olderMasterKeys,
    masterKeyIsRandom: masterKey === undefined,
    webRoot: resolve(env.WATCHFLOOR_WEB_ROOT || builtPages),
    exitWithStdin: flags['exit-with-stdin'],
    warnings: toLines(file, warnings),
  };
}

function readFlags(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: { config: { type: 'string' }, 'exit-with-stdin': { type: 'boolean', default: false } },
    }).values;
  } catch (error) {
    throw new ConfigError([error instanceof Error ? error.message : String(error)]);
  }
}

function readConfigFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = toCode(error) ?? 'unknown error';
    throw new ConfigError([`${file} cannot be read (${code}). Name a file with --config or WATCHFLOOR_CONFIG.`]);
  }
}

function findRepeatedIds(entries: readonly unknown[], source: YamlSource): Mistake[] {
  const first = new Map<unknown, number>();
  return entries.flatMap((entry, index) => {
    const id = typeof entry === 'object' && entry !== null && 'id' in entry ? entry.id : undefined;
    const earlier = first.get(id);
    if (typeof id !== 'string') return [];
    if (earlier === undefined) {
      first.set(id, index);
      return [];
    }
    return [source.mistakeAt(['connections', index, 'id'], `Is the id of connections[${earlier}] already.`)];
  });
}

function toLines(file: string, mistakes: readonly Mistake[]): string[] {
  return mistakes
    .toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0))
    .map((mistake) => toMistakeLine(file, mistake));
}
