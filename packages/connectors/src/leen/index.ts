import type { Vendor } from '../connector.ts';
import { ConnectorError } from '../errors.ts';
import { configSchema, type LeenConfig } from './config.ts';
import { createIdpAlertsReader } from './idp-alerts.ts';
import { settings } from './settings.ts';

/** Leen: identity providers' alerts, unified as OCSF detection findings. */
export const leen: Vendor<LeenConfig> = {
  name: 'leen',
  label: 'Leen',
  mark: 'LN',
  config: configSchema,
  secrets: ['api_key'],
  settings,
  auth: ({ api_key, connection_id }) => ({
    kind: 'headers',
    headers: { 'x-api-key': api_key, 'x-connection-id': connection_id },
  }),
  // Undocumented. Far above what reading needs, and low enough to be no nuisance.
  quota: { limit: 60, windowMs: 1_000 },
  refusal: (status) =>
    status === 401
      ? new ConnectorError(
          'auth',
          'It refused this connection (401). Check api_key, connection_id and the region in base_url: it does not say which of them is wrong.',
          { status },
        )
      : undefined,
  async check(client, signal, config) {
    await client.get({
      path: config.alerts_path,
      params: [
        ['limit', '1'],
        ['excludeTotal', 'true'],
      ],
      signal,
    });
  },
  resources: (config) => [createIdpAlertsReader(config)],
};
