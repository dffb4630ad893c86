import { afterAll, afterEach } from 'vitest';

/**
 * A test that prints is a test that hides something: a warning nobody reads, an error nobody expected. Code under test
 * gets its logger as an argument; a test that expects console output replaces the method itself (`vi.spyOn`).
 */
const methods = /** @type {const} */ (['debug', 'error', 'info', 'log', 'trace', 'warn']);

/** @type {string[]} */
let strays = [];

for (const method of methods) {
  console[method] = (/** @type {unknown[]} */ ...args) => {
    strays.push(`console.${method}: ${args.map(String).join(' ')}`);
  };
}

afterEach(failOnStrays);
// Also what was printed while a file was loaded or torn down.
afterAll(failOnStrays);

function failOnStrays() {
  if (strays.length === 0) return;
  const found = strays.join('\n');
  strays = [];
  throw new Error(`stray console output:\n${found}`);
}
