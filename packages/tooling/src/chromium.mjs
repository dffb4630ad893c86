import { asCommand } from './say.mjs';
import { findOrInstallChromium } from './testing/find-chromium.mjs';

// On its own: prints the path of a Chromium that runs here, installing one if there is none.
await asCommand(async () => {
  process.stdout.write(`${findOrInstallChromium()}\n`);
  return 0;
});
