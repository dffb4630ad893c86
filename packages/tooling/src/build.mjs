import { command } from './setup.mjs';

await command(import.meta.url, async () => {
  const { buildWeb } = await import('./build/web.mjs');
  const { say } = await import('./say.mjs');
  const outcome = await buildWeb({ force: process.argv.includes('--force') });
  if (outcome === 'unchanged') say('build: apps/web/dist is up to date (--force builds it anyway)');
  return 0;
});
