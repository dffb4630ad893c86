import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, ConfigError } from '../config.ts';
import { toCode } from '../store/failure.ts';
import { keyFault, parseMasterKeys } from './master-keys.ts';

/** In the data folder, readable for its owner alone. Who has it and the database has the secrets. */
export const keptKeyFile = 'master-key';

/**
 * With the built-in database and no key given, the key is one that Watchfloor made and keeps beside it. The data folder
 * has to be there.
 * @throws ConfigError when the file cannot be read, or holds no key
 */
export function withKeptKey(config: Config): Config {
  if (!config.masterKeyIsRandom || config.store.url !== undefined) return config;
  const [masterKey, ...olderMasterKeys] = readOrMake(join(config.store.dataDir, keptKeyFile));
  return { ...config, masterKey, olderMasterKeys, masterKeyIsRandom: false };
}

/** Replaces the kept keys, at once or not at all. */
export function writeKeptKeys(dataDir: string, keys: readonly Uint8Array[]): void {
  const file = join(dataDir, keptKeyFile);
  writeFileSync(`${file}.new`, toText(keys), { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
}

function readOrMake(file: string): [Uint8Array, ...Uint8Array[]] {
  try {
    // Made only where there is none: a key that is lost takes every secret with it.
    const made = new Uint8Array(randomBytes(32));
    writeFileSync(file, toText([made]), { mode: 0o600, flag: 'wx', flush: true });
    return [made];
  } catch (error) {
    const code = toCode(error) ?? 'unknown error';
    if (code !== 'EEXIST') throw new ConfigError([`${file} cannot be written (${code}).`]);
  }
  return read(file);
}

function read(file: string): [Uint8Array, ...Uint8Array[]] {
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = toCode(error) ?? 'unknown error';
    throw new ConfigError([`${file} cannot be read (${code}).`]);
  }
  const keys = parseMasterKeys(text);
  if (!keys) throw new ConfigError([`${file}: ${keyFault}. Put the file of a backup in its place.`]);
  return keys;
}

function toText(keys: readonly Uint8Array[]): string {
  return keys.map((key) => `${Buffer.from(key).toString('base64')}\n`).join('');
}
