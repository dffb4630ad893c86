import { command } from './setup.mjs';

await command(import.meta.url, async () => {
  const { runServer } = await import('./start/run.mjs');
  return runServer(process.argv.slice(2));
});
