import { randomBytes } from 'node:crypto';
import { withKeptKey, writeKeptKeys } from '../config/kept-key.ts';
import { type Config, ConfigError } from '../config.ts';
import type { Log } from '../log.ts';
import { type Database, withDatabase } from '../store/database.ts';
import { shareServer } from '../store/open-store.ts';
import { createKeyRing, EnvelopeError, UnknownKeyError } from './envelope.ts';
import { rotateKeys } from './rotate-keys.ts';

/**
 * `watchfloor keys rotate`: puts every kept secret under the current master key. Of a key that Watchfloor made itself,
 * it makes the next one first.
 * @returns what to say, a line each
 * @throws ConfigError, DatabaseError with what to do; then no secret was touched
 */
export async function runKeysRotate(config: Config, log: Log): Promise<string[]> {
  if (config.masterKeyIsRandom && config.store.url !== undefined) {
    throw new ConfigError([
      'No key is given. Set WATCHFLOOR_KEY or WATCHFLOOR_KEY_FILE: the new key, then the old ones.',
    ]);
  }
  const server = await shareServer(config.store, log);
  try {
    return await withDatabase({ url: server.url, log }, (database) => rotate(config, database));
  } catch (error) {
    if (error instanceof UnknownKeyError || error instanceof EnvelopeError) {
      throw new ConfigError([`${error.message} No secret was touched.`]);
    }
    throw error;
  } finally {
    await server.close();
  }
}

async function rotate(config: Config, database: Database): Promise<string[]> {
  const { masterKey, olderMasterKeys } = config.masterKeyIsRandom ? makeNextKey(config) : config;
  const ring = createKeyRing([masterKey, ...olderMasterKeys]);
  const { secrets, rewrapped } = await rotateKeys(database, ring);
  return [
    `Kept secrets: ${secrets}, all of them under the key ${ring.currentId}. Until now ${rewrapped} were under another one.`,
    config.masterKeyIsRandom
      ? 'The new key is the first in master-key of the data folder. Restart the server. The older keys stay in the file: seals of the audit log were made with them.'
      : 'Once every server has the new key, the old ones are needed only to verify what the audit log sealed with them.',
  ];
}

/** Kept before it is used: if this stops half way, the file has both keys, and every secret is under one of them. */
function makeNextKey(config: Config): Pick<Config, 'masterKey' | 'olderMasterKeys'> {
  const { masterKey: old, olderMasterKeys: older } = withKeptKey(config);
  const masterKey = new Uint8Array(randomBytes(32));
  const olderMasterKeys = [old, ...older];
  writeKeptKeys(config.store.dataDir, [masterKey, ...olderMasterKeys]);
  return { masterKey, olderMasterKeys };
}
