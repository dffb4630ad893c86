import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, link?: boolean }} LockedPackage */

/**
 * Whether node_modules is what the lock file says. One hash of the lock file in the common case; a tree that npm put
 * there without us (no stamp yet) is compared package by package once, and then stamped.
 * @param {string} rootDir
 */
export function isInstalled(rootDir) {
  if (readStamp(rootDir) === toStamp(rootDir)) return true;
  if (!matchesLock(rootDir)) return false;
  writeStamp(rootDir);
  return true;
}

/** @param {string} rootDir */
export function writeStamp(rootDir) {
  mkdirSync(dirname(stampFile(rootDir)), { recursive: true });
  writeFileSync(stampFile(rootDir), toStamp(rootDir));
}

/** Inside node_modules, so that whoever deletes the tree deletes the claim about it. @param {string} rootDir */
const stampFile = (rootDir) => join(rootDir, 'node_modules', '.cache', 'watchfloor', 'installed');

/**
 * The platform counts: a checkout mounted into a container must not run the host's binaries. Node's version is in the
 * lock file, because the runtime itself is one of the packages.
 * @param {string} rootDir
 */
function toStamp(rootDir) {
  const lock = readFileSync(join(rootDir, 'package-lock.json'));
  return `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}\n`;
}

/** @param {string} rootDir */
function readStamp(rootDir) {
  return existsSync(stampFile(rootDir)) ? readFileSync(stampFile(rootDir), 'utf8') : undefined;
}

/** npm writes the hidden lock file last, so an interrupted install has none. @param {string} rootDir */
function matchesLock(rootDir) {
  const hidden = join(rootDir, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const wanted = readPackages(join(rootDir, 'package-lock.json'));
  const found = readPackages(hidden);
  for (const [path, locked] of Object.entries(wanted)) {
    if (!path.startsWith('node_modules/')) continue;
    const have = found[path];
    // Binaries for other platforms are optional, and rightly absent.
    if (
      have === undefined ? !locked.optional : have.version !== locked.version || have.integrity !== locked.integrity
    ) {
      return false;
    }
  }
  return Object.keys(found).every((path) => path in wanted);
}

/** @param {string} file @returns {Record<string, LockedPackage>} */
const readPackages = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
