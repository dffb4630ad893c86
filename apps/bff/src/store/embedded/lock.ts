import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { link, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { toCode } from '../failure.ts';
import { isAlive } from './postmaster.ts';

/** The process that uses a data folder. */
export interface Holder {
  pid: number;
  host: string;
  /** When the process began, as the kernel counts: a number that is used again has another one. Empty without /proc. */
  began: string;
}

export interface Lock {
  release(): Promise<void>;
}

const beatMsDefault = 2_000;
/** After so many missed beats a holder on another machine, or in another container, is taken for gone. */
const beatsMissed = 3;

/**
 * One process at a time in a data folder. The kernel does not give a file lock to Node, so a file says who holds it: a
 * holder that no longer runs is replaced, and one that cannot be seen from here has to be heard (it touches the file).
 * @returns the holder instead, where there is one
 */
export async function takeLock(dataDir: string, beatMs = beatMsDefault): Promise<Lock | Holder> {
  const file = join(dataDir, 'lock');
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), began: toBegan(process.pid) });
  for (;;) {
    if (await create(file, mine)) return hold(file, mine, beatMs);
    const text = await readIfThere(file);
    if (text === undefined) continue;
    const holder = parse(text);
    if (holder !== undefined && (await isHeld(file, holder, beatMs))) return holder;
    await discard(file, text);
  }
}

export const isHolder = (taken: Lock | Holder): taken is Holder => 'pid' in taken;

/** Who uses the folder just now, as far as can be seen at once; for commands that want to share the database. */
export async function findHolder(dataDir: string): Promise<Holder | undefined> {
  const text = await readIfThere(join(dataDir, 'lock'));
  const holder = text === undefined ? undefined : parse(text);
  return holder !== undefined && holder.host === hostname() && runs(holder) ? holder : undefined;
}

async function create(file: string, mine: string): Promise<boolean> {
  // Written aside and linked: nobody ever reads a half of it.
  const part = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`;
  const handle = await open(part, 'wx', 0o644);
  await handle.writeFile(mine);
  await handle.close();
  try {
    await link(part, file);
    return true;
  } catch (error) {
    if (toCode(error) !== 'EEXIST') throw error;
    return false;
  } finally {
    await rm(part, { force: true });
  }
}

function hold(file: string, mine: string, beatMs: number): Lock {
  const beat = setInterval(() => {
    const now = new Date();
    // Removed by hand: there is nothing to touch, and Postgres's own lock still stands.
    utimes(file, now, now).catch(() => undefined);
  }, beatMs);
  beat.unref();
  const onExit = () => {
    if (readNow(file) === mine) rmSync(file, { force: true });
  };
  process.once('exit', onExit);
  return {
    async release() {
      clearInterval(beat);
      process.removeListener('exit', onExit);
      if ((await readIfThere(file)) === mine) await rm(file, { force: true });
    },
  };
}

async function isHeld(file: string, holder: Holder, beatMs: number): Promise<boolean> {
  if (holder.host === hostname()) return runs(holder);
  const before = await touchedAt(file);
  if (before === undefined) return false;
  // Its clock and ours may differ: only whether it moves is looked at.
  const until = Date.now() + beatsMissed * beatMs;
  while (Date.now() < until) {
    await sleep(beatMs / 4);
    if ((await touchedAt(file)) !== before) return true;
  }
  return false;
}

const runs = ({ pid, began }: Holder): boolean => isAlive(pid) && (began === '' || toBegan(pid) === began);

/** Takes a stale lock away. If another process was faster, what was taken away is its lock, and is put back. */
async function discard(file: string, text: string): Promise<void> {
  const aside = `${file}.stale-${randomBytes(4).toString('hex')}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (toCode(error) === 'ENOENT') return;
    throw error;
  }
  if ((await readFile(aside, 'utf8')) !== text) await link(aside, file);
  await rm(aside, { force: true });
}

function parse(text: string): Holder | undefined {
  try {
    const { pid, host, began } = JSON.parse(text) as Partial<Holder>;
    return typeof pid === 'number' && typeof host === 'string' ? { pid, host, began: began ?? '' } : undefined;
  } catch {
    // Not ours, or cut off by a full disk: nobody can be behind it.
    return undefined;
  }
}

/** The 22nd field of /proc/<pid>/stat; the second one may hold blanks and brackets. */
function toBegan(pid: number): string {
  const text = readNow(`/proc/${pid}/stat`);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

function readNow(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Gone, or a system without it: both mean that there is nothing to be known.
    return undefined;
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (toCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function touchedAt(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).mtimeMs;
  } catch (error) {
    if (toCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
