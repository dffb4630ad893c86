import { spawnSync } from 'node:child_process';
import { DatabaseError } from '../failure.ts';

/** Whom Postgres runs as. It refuses to be root. */
export interface ServerUser {
  name: string;
  uid: number;
  gid: number;
}

const name = 'postgres';

/** @returns undefined where we are not root: then Postgres runs as we do. Else the user `postgres`, made if need be */
export function findServerUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const found = lookUp();
  if (found) return found;
  // Debian, Red Hat and others; then BusyBox.
  const made =
    run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', name]) ??
    run('adduser', ['-S', '-D', '-H', '-s', '/sbin/nologin', name]);
  const user = lookUp();
  if (user) return user;
  throw new DatabaseError(
    'no_start',
    `The built-in Postgres cannot run as root, and the user "${name}" could not be made (${made}). Make it, or start Watchfloor as another user.`,
  );
}

function lookUp(): ServerUser | undefined {
  const [uid, gid] = ['-u', '-g'].map((flag) => {
    const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8' });
    return status === 0 ? Number(stdout) : undefined;
  });
  return uid === undefined || gid === undefined ? undefined : { name, uid, gid };
}

/** @returns why it did not work */
function run(program: string, args: string[]): string | undefined {
  const { status, error, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status === 0) return undefined;
  return `${program}: ${error?.message ?? (stderr.trim() || `exit code ${status}`)}`;
}

/** Whether the user can go into a folder: asked of the kernel, which knows about every folder above it. */
export function canEnter(dir: string, { uid, gid }: ServerUser): boolean {
  const { status } = spawnSync('/bin/sh', ['-c', 'cd -- "$1" 2>/dev/null', 'sh', dir], { uid, gid, cwd: '/' });
  return status === 0;
}
