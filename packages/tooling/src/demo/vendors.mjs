import { randomBytes } from 'node:crypto';

/**
 * A vendor of the demo: how its simulator is told to start beside the first, and what the server's configuration says
 * of it. Secrets are made for each run and reach both parts through their environment alone.
 * @typedef {object} DemoVendor
 * @property {string} key in the simulator's ready line
 * @property {string} flag of the demo and of the simulator: the port
 * @property {string} port default
 * @property {string} env
 * @property {string} secret name of the variable that the simulator reads and the configuration refers to
 * @property {(ready: Record<string, string>) => Record<string, string>} connection settings beside the secret
 * @property {string} secretField
 */

/** @type {readonly DemoVendor[]} */
export const furtherVendors = [
  {
    key: 'kuma',
    flag: 'kuma-port',
    port: '4184',
    env: 'WATCHFLOOR_DEMO_KUMA_PORT',
    secret: 'WATCHFLOOR_SIM_KUMA_TOKEN',
    secretField: 'token',
    connection: ({ origin }) => ({
      id: 'kuma-demo',
      vendor: 'kuma',
      label: 'Norrvik KUMA',
      base_url: `${origin}/api/v1`,
      console_url: 'https://kuma.norrvik.example:7220',
    }),
  },
  {
    key: 'secureEndpoint',
    flag: 'secure-endpoint-port',
    port: '4185',
    env: 'WATCHFLOOR_DEMO_SECURE_ENDPOINT_PORT',
    secret: 'WATCHFLOOR_SIM_SECURE_ENDPOINT_KEY',
    secretField: 'api_key',
    connection: ({ origin, clientId }) => ({
      id: 'secure-endpoint-demo',
      vendor: 'secure-endpoint',
      label: 'Norrvik Endpoint',
      base_url: `${origin}/v1`,
      client_id: `${clientId}`,
      console_url: 'https://console.endpoint.norrvik.example',
    }),
  },
  {
    key: 'leen',
    flag: 'leen-port',
    port: '4186',
    env: 'WATCHFLOOR_DEMO_LEEN_PORT',
    secret: 'WATCHFLOOR_SIM_LEEN_KEY',
    secretField: 'api_key',
    connection: ({ origin, connectionId }) => ({
      id: 'leen-demo',
      vendor: 'leen',
      label: 'Norrvik Identity',
      base_url: `${origin}/v1`,
      connection_id: `${connectionId}`,
    }),
  },
];

/** @returns {Record<string, string>} a new secret for each vendor, by the name of its variable */
export function makeSecrets() {
  return Object.fromEntries(furtherVendors.map(({ secret }) => [secret, randomBytes(24).toString('base64url')]));
}

/**
 * The further vendors' part of the server's configuration.
 * @param {Record<string, unknown>} ready the simulator's ready line
 */
export function toConnectionsYaml(ready) {
  return furtherVendors
    .map(({ key, connection, secret, secretField }) => {
      const said = /** @type {Record<string, string>} */ (ready[key]);
      const settings = { ...connection(said), [secretField]: `\${${secret}}` };
      const lines = Object.entries(settings).map(([name, value]) => `${name}: ${value}`);
      return `  - ${lines.join('\n    ')}\n`;
    })
    .join('');
}
