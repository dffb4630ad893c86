import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { bin, inRoot, rootDir } from '../paths.mjs';
import { CommandError, say } from '../say.mjs';

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
  for (const install of [installFromDebian, installFromPlaywright]) {
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
function installFromDebian() {
  const isDebian =
    existsSync('/etc/os-release') && /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'));
  if (!isDebian || process.getuid?.() !== 0) return 'apt-get: not tried (needs root on Debian).';
  say("chromium: installing Debian's package");
  const options = ['-y', '-q', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300'];
  return run('apt-get', ['update', '-q']) ?? run('apt-get', ['install', ...options, 'chromium']);
}

/** @returns {string | undefined} why it did not work */
function installFromPlaywright() {
  say("chromium: downloading Playwright's build");
  return run(process.execPath, [bin('playwright'), 'install', 'chromium']);
}

/** @param {string} file @param {string[]} args @returns {string | undefined} */
function run(file, args) {
  const { status, error, stderr, stdout } = spawnSync(file, args, {
    cwd: rootDir,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    encoding: 'utf8',
    timeout: 600_000,
  });
  if (status === 0) return undefined;
  const said = `${stdout ?? ''}${stderr ?? ''}`.trim().split('\n').slice(-5).join('\n  ');
  return `${[file, ...args].join(' ')}: ${error?.message ?? `exit code ${status}`}\n  ${said}`;
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
