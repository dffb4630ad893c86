import type { Config } from '../../config.ts';
import type { Log } from '../../log.ts';
import type { Database } from '../database.ts';
import { appendHead } from './heads.ts';
import { toSealKey } from './seal.ts';
import { startSealer } from './sealer.ts';

/** Seals as long as the server runs. @returns what seals the rest and ends it */
export function startSealing(config: Config, database: Database, log: Log): () => Promise<void> {
  if (config.masterKeyIsRandom) {
    // A seal whose key ends with the process proves nothing later; with a key, all of it is sealed.
    log.warn('audit log not sealed', { detail: 'There is no key. Set WATCHFLOOR_KEY or WATCHFLOOR_KEY_FILE.' });
    return () => Promise.resolve();
  }
  const sealer = startSealer({
    database,
    key: toSealKey(config.masterKey),
    log,
    keepHead: (head) => appendHead(config.store.dataDir, head),
  });
  return sealer.close;
}
