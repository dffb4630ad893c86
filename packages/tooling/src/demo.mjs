import { command } from './setup.mjs';

await command(import.meta.url, async () => {
  const { runDemo } = await import('./demo/run.mjs');
  return runDemo(process.argv.slice(2));
});
