import { existsSync, readdirSync } from 'node:fs';
import { buildWeb } from '../build/web.mjs';
import { inRoot } from '../paths.mjs';
import { CommandError } from '../say.mjs';
import { findOrInstallChromium } from '../testing/find-chromium.mjs';
import { exec } from './exec.mjs';

/**
 * @param {string[]} extra for Playwright, such as a file name
 * @returns {Promise<number>}
 */
export async function runBench(extra) {
  const dir = inRoot('e2e', 'bench');
  if (!existsSync(dir) || !readdirSync(dir).some((name) => name.endsWith('.bench.ts'))) {
    throw new CommandError('bench: there is no e2e/bench/*.bench.ts to run.');
  }
  await buildWeb();
  const env = { WATCHFLOOR_CHROMIUM: findOrInstallChromium() };
  const args = ['test', '--config', inRoot('e2e', 'playwright.config.ts'), '--project=bench', ...extra];
  return (await exec('playwright', args, { shown: true, env })).ok ? 0 : 1;
}
