import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toConnectionsYaml } from './vendors.mjs';
import { viewsYaml } from './views.mjs';

export const secretVariable = 'WATCHFLOOR_DEMO_USM_SECRET';

/**
 * The server's configuration for one run. It names the variable that holds the secret, never the secret: a run that is
 * killed leaves nothing of worth on the disk.
 * @param {{ port: number, ready: Record<string, unknown>, clientId: string }} options
 * @returns {Promise<{ path: string, remove: () => Promise<void> }>}
 */
export async function writeDemoConfig({ port, ready, clientId }) {
  const dir = await mkdtemp(join(tmpdir(), 'watchfloor-'));
  const path = join(dir, 'watchfloor.yaml');
  const { origin } = /** @type {{ origin: string }} */ (ready.usmAnywhere);
  const text = `server: { host: 127.0.0.1, port: ${port} }
outbound: { allow_private: ["127.0.0.0/8"] }
findings: { days: 7 }
connections:
  - id: usm-demo
    vendor: usm-anywhere
    label: Norrvik USM
    base_url: ${origin}/api/2.0
    console_url: https://norrvik.alienvault.cloud
    client_id: ${clientId}
    client_secret: \${${secretVariable}}
${toConnectionsYaml(ready)}${viewsYaml}`;
  await writeFile(path, text, { mode: 0o600 });
  return { path, remove: () => rm(dir, { recursive: true, force: true }) };
}
