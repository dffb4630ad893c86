import type { Vendor } from '../connector.ts';
import { configSchema, type SecureEndpointConfig } from './config.ts';
import { createEventsReader } from './events.ts';
import { readQuotaTold } from './quota-told.ts';
import { settings } from './settings.ts';
import { toStartDate } from './times.ts';

/** Cisco Secure Endpoint (AMP for Endpoints), API v1. */
export const secureEndpoint: Vendor<SecureEndpointConfig> = {
  name: 'secure-endpoint',
  label: 'Secure Endpoint',
  mark: 'SE',
  config: configSchema,
  secrets: ['api_key'],
  settings,
  auth: ({ client_id, api_key }) => ({ kind: 'basic', user: client_id, password: api_key }),
  // "3000 requests per hour" for the API client, whoever uses it; the vendor says in each answer what is left.
  quota: { limit: 3_000, windowMs: 3_600_000 },
  quotaTold: (header) => readQuotaTold(header, Date.now()),
  async check(client, signal) {
    const params = [
      ['start_date', toStartDate(Date.now())],
      ['limit', '1'],
    ] as const;
    await client.get({ path: '/events', params, signal });
  },
  resources: (config) => [createEventsReader(config)],
};
