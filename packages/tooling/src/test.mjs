import { command } from './setup.mjs';

// Everything: source, unit tests, and the built app in a real browser. WATCHFLOOR_LONG=1 adds the long suites.
await command(import.meta.url, async () => {
  const [{ runSuite }, { steps }] = await Promise.all([import('./suite/run.mjs'), import('./suite/steps.mjs')]);
  return runSuite(steps, process.argv.slice(2));
});
