import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { rootDir } from '../paths.mjs';
import { say } from '../say.mjs';

/**
 * Installs one of Debian's own packages, as root on Debian.
 * @param {string} name
 * @returns {string | undefined} why it did not work
 */
export function installFromDebian(name) {
  const isDebian =
    existsSync('/etc/os-release') && /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'));
  if (!isDebian || process.getuid?.() !== 0) return 'apt-get: not tried (needs root on Debian).';
  say(`${name}: installing Debian's package`);
  const options = ['-y', '-q', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300'];
  return run('apt-get', ['update', '-q']) ?? run('apt-get', ['install', ...options, name]);
}

/** @param {string} file @param {string[]} args @returns {string | undefined} why it did not work */
export function run(file, args) {
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
