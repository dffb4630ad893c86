import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. Everything else is named from here, so that no command depends on the folder it was called in. */
export const rootDir = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

export const nodeModulesDir = join(rootDir, 'node_modules');

/** Below node_modules: ignored by git, and thrown away together with what it describes. */
export const cacheDir = join(nodeModulesDir, '.cache', 'watchfloor');

export const pinnedNode = join(nodeModulesDir, 'node', 'bin', 'node');

/** @param {string[]} parts a path inside the checkout */
export const inRoot = (...parts) => join(rootDir, ...parts);

/**
 * npm runs scripts in the workspace's root; a relative path means the folder the person typed it in.
 * @param {string} path as it was typed
 * @param {NodeJS.ProcessEnv} [env]
 */
export const typedPath = (path, env = process.env) => resolve(env.INIT_CWD ?? process.cwd(), path);

/** @param {string} name a tool from node_modules/.bin */
export const bin = (name) => join(nodeModulesDir, '.bin', name);
