import { command } from './setup.mjs';

// The quick part of `npm test`: all that needs no browser.
await command(import.meta.url, async () => {
  const [{ runSuite }, { steps }] = await Promise.all([import('./suite/run.mjs'), import('./suite/steps.mjs')]);
  return runSuite(
    steps.filter((step) => step.stage !== 'browser'),
    process.argv.slice(2),
  );
});
