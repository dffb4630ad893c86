import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * One hash over the contents of files and folders. Contents, not times: a git checkout touches every file.
 * @param {string} base
 * @param {string[]} paths relative to base; a missing one counts as such, so that its appearance is a change
 */
export function fingerprint(base, paths) {
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const file of listFiles(base, path)) {
      hash
        .update(`${file}\0`)
        .update(readFileSync(join(base, file)))
        .update('\0');
    }
    hash.update(`${path}\0end\0`);
  }
  return hash.digest('hex');
}

/** @param {string} base @param {string} path @returns {string[]} */
function listFiles(base, path) {
  const full = join(base, path);
  if (!existsSync(full)) return [];
  if (statSync(full).isFile()) return [path];
  return readdirSync(full, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(base.length + 1))
    .toSorted();
}
