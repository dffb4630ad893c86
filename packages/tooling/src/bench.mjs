import { command } from './setup.mjs';

// The measurements under e2e/bench, against the built app in a real browser.
await command(import.meta.url, async () => {
  const { runBench } = await import('./suite/bench.mjs');
  return runBench(process.argv.slice(2));
});
