import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseError, toCode } from '../failure.ts';

/** What a running server says of itself in `postmaster.pid`: https://www.postgresql.org/docs/18/storage-file-layout.html */
export interface Postmaster {
  pid: number;
  port: number;
  isReady: boolean;
}

const stopMs = 20_000;
const pauseMs = 20;

/** @returns undefined where no server runs on the cluster; what a killed one left behind says nothing */
export async function findPostmaster(cluster: string): Promise<Postmaster | undefined> {
  let text: string;
  try {
    text = await readFile(join(cluster, 'postmaster.pid'), 'utf8');
  } catch (error) {
    if (toCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  const lines = text.split('\n').map((line) => line.trim());
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !isAlive(pid) || !(await isPostgresOf(pid))) return undefined;
  return { pid, port: Number(lines[3]), isReady: lines[7] === 'ready' };
}

/** The orderly way (sessions are ended, everything is written out), then the one that recovery makes good. */
export async function stopPostmaster(pid: number): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (!send(pid, signal)) return;
    const until = Date.now() + stopMs;
    while (Date.now() < until) {
      if (!isAlive(pid)) return;
      await sleep(pauseMs);
    }
  }
  throw new DatabaseError('no_start', `The Postgres with the process id ${pid} does not end.`);
}

/**
 * Ends the server when this process is gone, however it went: a shell waits for the end of a pipe that only we hold.
 * It costs a megabyte. Without it a kill -9 would leave Postgres running until the next start.
 * @returns what calls it off, once the server is down
 */
export function endWithUs(pid: number): () => void {
  const guard = spawn('/bin/sh', ['-c', 'read -r word || kill -INT "$1"', 'sh', String(pid)], {
    // Its own group: Ctrl+C in a terminal is meant for us, and we end the server when our work is done.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
    env: {},
  });
  guard.unref();
  // Without a shell there is no guard; the next start stops what was left.
  guard.on('error', () => undefined);
  guard.stdin.on('error', () => undefined);
  return () => guard.stdin.end('done\n');
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return toCode(error) !== 'ESRCH';
  }
}

/** A number from before a restart of the machine may be anybody's by now. */
async function isPostgresOf(pid: number): Promise<boolean> {
  try {
    const name = await readFile(`/proc/${pid}/comm`, 'utf8');
    return name.trim() === 'postgres';
  } catch {
    // No /proc here (macOS): the number is all there is, and Postgres itself looks at no more.
    return process.platform !== 'linux';
  }
}

function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    if (toCode(error) === 'ESRCH') return false;
    throw error;
  }
}
