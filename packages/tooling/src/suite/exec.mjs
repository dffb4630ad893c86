import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { bin, nodeModulesDir, rootDir } from '../paths.mjs';

/** The tools say `#!/usr/bin/env node`, which must be the pinned one also when npm has not set the path. */
const path = [join(nodeModulesDir, '.bin'), process.env.PATH].join(delimiter);

/**
 * Runs a tool from node_modules/.bin.
 * @param {string} tool
 * @param {string[]} args
 * @param {{ shown?: boolean, env?: NodeJS.ProcessEnv }} [options] shown: its output as it comes; else only on failure
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
export function exec(tool, args, { shown = false, env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(bin(tool), args, {
      cwd: rootDir,
      env: { ...process.env, PATH: path, ...env },
      stdio: shown ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ ok: code === 0, output }));
  });
}
