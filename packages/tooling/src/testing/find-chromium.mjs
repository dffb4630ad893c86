import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { bin, inRoot } from '../paths.mjs';
import { CommandError, say } from '../say.mjs';
import { installFromDebian, run } from './debian.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * A Chromium that is here, else one that can be put here: Debian's own package as root on Debian, Playwright's download
 * anywhere else.
 * @returns {string} absolute path of the program
 */
export function findOrInstallChromium() {
  const found = findChromium();
  if (found !== undefined) return found;
  /** @type {string[]} */
  const failures = [];
  for (const install of [() => installFromDebian('chromium'), installFromPlaywright]) {
    const failure = install();
    if (failure !== undefined) failures.push(failure);
    const path = findChromium();
    if (path !== undefined) return path;
  }
  throw new CommandError(
    `chromium: none found and none could be installed. Install Chromium or Chrome, or name one with WATCHFLOOR_CHROMIUM.\n${failures.join('\n')}`,
  );
}

/** @returns {string | undefined} */
function findChromium() {
  const named = process.env.WATCHFLOOR_CHROMIUM;
  if (named !== undefined) {
    if (!isProgram(named)) throw new CommandError(`chromium: WATCHFLOOR_CHROMIUM names ${named}, which is no program.`);
    return named;
  }
  return findOnPath() ?? findPlaywrights();
}

function findOnPath() {
  const dirs = (process.env.PATH ?? '').split(delimiter).filter((dir) => dir !== '');
  return names.flatMap((name) => dirs.map((dir) => join(dir, name))).find(isProgram);
}

function findPlaywrights() {
  // As the end-to-end tests see it: the package belongs to their workspace.
  const { chromium } = /** @type {typeof import('@playwright/test')} */ (
    createRequire(inRoot('e2e', 'package.json'))('@playwright/test')
  );
  const path = chromium.executablePath();
  return path !== '' && isProgram(path) ? path : undefined;
}

/** @returns {string | undefined} why it did not work */
function installFromPlaywright() {
  say("chromium: downloading Playwright's build");
  return run(process.execPath, [bin('playwright'), 'install', 'chromium']);
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Absent or not executable: in both cases not a browser we could start.
    return false;
  }
}
