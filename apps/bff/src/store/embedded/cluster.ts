import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseError, toCode } from '../failure.ts';
import { type Binaries, programOf } from './binaries.ts';
import type { Place } from './place.ts';
import type { ServerUser } from './server-user.ts';

/** Makes the tables and owns them, and may make the application's role. Not the server's superuser. */
export const ownerRole = 'watchfloor';
export const superuser = 'postgres';

/** Makes the cluster if there is none. @returns the password of both roles */
export async function prepareCluster(place: Place, binaries: Binaries, user: ServerUser | undefined): Promise<string> {
  const passwordFile = join(place.dataDir, 'postgres-password');
  if (existsSync(join(place.cluster, 'PG_VERSION'))) return readPassword(passwordFile, place);
  const password = existsSync(passwordFile)
    ? await readPassword(passwordFile, place)
    : randomBytes(24).toString('base64url');
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  await initialise(place, binaries, user, password);
  return password;
}

/** @throws DatabaseError where the file is gone: without it nobody gets in */
export async function readPassword(file: string, place: Place): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    throw new DatabaseError(
      'refused',
      `${file} cannot be read (${toCode(error)}), and the database in ${place.cluster} cannot be opened without it. Bring the file back.`,
      error,
    );
  }
}

/** Made aside and renamed: a start that is killed half-way leaves no half of a cluster behind. */
async function initialise(
  { home, cluster }: Place,
  binaries: Binaries,
  user: ServerUser | undefined,
  password: string,
): Promise<void> {
  const aside = await mkdtemp(join(home, 'postgres.new-'));
  try {
    const passwordFile = join(aside, 'password');
    const made = join(aside, 'cluster');
    await writeFile(passwordFile, password, { mode: 0o600 });
    await mkdir(made, { mode: 0o700 });
    if (user) for (const path of [aside, passwordFile, made]) await chown(path, user.uid, user.gid);
    await runInitdb(binaries, user, [
      `--pgdata=${made}`,
      `--username=${superuser}`,
      `--pwfile=${passwordFile}`,
      '--auth-host=scram-sha-256',
      '--auth-local=scram-sha-256',
      '--encoding=UTF8',
      // See docs/decisions: the order of text is Postgres's own, so that no system library can change it under an index.
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--data-checksums',
    ]);
    await rename(made, cluster);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

function runInitdb(binaries: Binaries, user: ServerUser | undefined, args: string[]): Promise<void> {
  const child = spawn(programOf(binaries, 'initdb'), args, {
    ...(user && { uid: user.uid, gid: user.gid }),
    cwd: '/',
    env: { LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new DatabaseError('no_start', `initdb: ${error.message}`, error)));
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new DatabaseError('no_start', `The database could not be made (initdb, ${code}):\n${said.trim()}`));
    });
  });
}
