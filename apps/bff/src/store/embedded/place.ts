import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Log } from '../../log.ts';
import { DatabaseError, toCode } from '../failure.ts';
import { canEnter, type ServerUser } from './server-user.ts';

/** Where the parts of the built-in database are. */
export interface Place {
  /** Ours: the lock, the password, Postgres's log. Absolute, without links. */
  dataDir: string;
  /** Postgres's own: holds the cluster, and a copy of the binaries where one is needed. */
  home: string;
  cluster: string;
}

const pointerName = 'postgres-is-at';
/** Where root keeps what another user has to reach, when the data folder cannot be reached. */
const elsewhereDefault = '/var/lib/watchfloor';

/**
 * Makes the data folder and decides where the database lies: inside of it, unless Postgres runs as a user who cannot
 * get there (a home folder is closed to others). A file then says where it is, and the next start believes the file.
 */
export async function choosePlace(
  dataDirGiven: string,
  user: ServerUser | undefined,
  log: Log,
  elsewhere = elsewhereDefault,
): Promise<Place> {
  const dataDir = await makeDataDir(dataDirGiven, user);
  const pointer = join(dataDir, pointerName);
  const recorded = existsSync(pointer) ? (await readFile(pointer, 'utf8')).trim() : undefined;
  if (recorded !== undefined && !existsSync(recorded)) {
    throw new DatabaseError(
      'no_start',
      `The database of ${dataDir} is at ${recorded} (so says ${pointer}), and that folder is gone. Bring it back, or remove the data folder to begin anew.`,
    );
  }
  const isOpen = () => user === undefined || canEnter(dataDir, user);
  const home = recorded ?? (isOpen() ? dataDir : join(elsewhere, toName(dataDir)));
  if (home !== dataDir) {
    await mkdir(home, { recursive: true });
    // Entered by Postgres's user on the way to the cluster, which is closed to everybody else.
    await chmod(home, 0o711);
    if (recorded === undefined) await writeFile(pointer, `${home}\n`, { mode: 0o644 });
    log.info('database elsewhere', {
      detail: `The user ${user?.name ?? 'of this process'} cannot enter ${dataDir}; the database is in ${home}.`,
    });
  }
  return { dataDir, home, cluster: join(home, 'postgres') };
}

/** Where the database of a folder is, as far as that was decided. Makes nothing. */
export function findPlace(dataDir: string): Place {
  const pointer = join(dataDir, pointerName);
  const home = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : dataDir;
  return { dataDir, home, cluster: join(home, 'postgres') };
}

async function makeDataDir(dir: string, user: ServerUser | undefined): Promise<string> {
  try {
    // What is secret in it is closed file by file; Postgres's user has to pass.
    await mkdir(dir, { recursive: true, mode: user === undefined ? 0o700 : 0o711 });
    return await realpath(dir);
  } catch (error) {
    throw new DatabaseError(
      'no_start',
      `The data folder ${dir} cannot be made (${toCode(error) ?? 'unknown error'}). Name another with data_dir in watchfloor.yaml or WATCHFLOOR_DATA.`,
      error,
    );
  }
}

/** Told apart by the whole path, recognised by its last part. */
const toName = (dataDir: string) =>
  `${basename(dataDir).replace(/[^\w.-]/g, '_')}-${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`;
