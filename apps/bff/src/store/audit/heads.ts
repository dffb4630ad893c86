import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { toCode } from '../failure.ts';
import type { AuditHead } from './seal.ts';

export interface KnownHead extends AuditHead {
  /** ISO 8601. */
  time: string;
}

const fileName = 'audit-heads.jsonl';

/** Adds to the file of heads in the data folder, which is only ever added to. On the disk when the promise is fulfilled. */
export async function appendHead(dataDir: string, head: AuditHead, now: () => number = Date.now): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  const file = await open(join(dataDir, fileName), 'a', 0o600);
  try {
    await file.appendFile(`${JSON.stringify({ time: new Date(now()).toISOString(), ...head })}\n`);
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** @returns in the order in which they were written; a last line that a loss of power cut off is left out */
export async function readHeads(dataDir: string): Promise<KnownHead[]> {
  let text: string;
  try {
    text = await readFile(join(dataDir, fileName), 'utf8');
  } catch (error) {
    if (toCode(error) === 'ENOENT') return [];
    throw error;
  }
  return text
    .split('\n')
    .slice(0, -1)
    .flatMap((line) => toHead(line) ?? []);
}

/**
 * After a restore the chain is an older one, and the heads of what came after it would be findings for ever. They are
 * kept under another name: what was undone can still be shown.
 * @returns the new name, or undefined where there were none
 */
export async function setHeadsAside(dataDir: string, now: () => number = Date.now): Promise<string | undefined> {
  const aside = join(dataDir, `audit-heads-until-${new Date(now()).toISOString().replaceAll(':', '')}.jsonl`);
  try {
    await rename(join(dataDir, fileName), aside);
    return aside;
  } catch (error) {
    if (toCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function toHead(line: string): KnownHead | undefined {
  try {
    const { time, position, auditId, mac } = JSON.parse(line) as Partial<KnownHead>;
    if (typeof position !== 'number' || typeof mac !== 'string') return undefined;
    return { time: time ?? '', position, auditId: auditId ?? 0, mac };
  } catch {
    // The end of one write and the beginning of another: the heads around it say as much.
    return undefined;
  }
}

/** `12345:ab12…`, as `audit verify` prints it, from a log line or a note. @returns undefined where it is none */
export function parseHead(text: string): KnownHead | undefined {
  const match = /^(\d{1,15}):([0-9a-f]{64})$/i.exec(text.trim());
  if (match === null) return undefined;
  return { time: '', position: Number(match[1]), auditId: 0, mac: (match[2] ?? '').toLowerCase() };
}
