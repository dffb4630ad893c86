import type { Vendor } from '../connector.ts';
import { createAlarmsReader } from './alarms.ts';
import { configSchema, type UsmConfig } from './config.ts';
import { createEventsReader } from './events.ts';
import { settings } from './settings.ts';

/** USM Anywhere (LevelBlue), API 2.0. */
export const usmAnywhere: Vendor<UsmConfig> = {
  name: 'usm-anywhere',
  label: 'USM Anywhere',
  mark: 'UA',
  config: configSchema,
  secrets: ['client_secret'],
  settings,
  auth: ({ client_id, client_secret }) => ({
    kind: 'client-credentials',
    tokenPath: '/oauth/token',
    clientId: client_id,
    clientSecret: client_secret,
  }),
  // "100 GET and 50 POST requests per second for a USM Anywhere subdomain"; the only POST is the token call.
  quota: { limit: 100, windowMs: 1_000 },
  async check(client, signal) {
    await client.get({ path: '/alarms', params: [['size', '1']], signal });
  },
  resources: (config) => [createAlarmsReader(config), createEventsReader(config)],
};
