import type { Vendor } from '../connector.ts';
import { ConnectorError } from '../errors.ts';
import { createAlertsReader } from './alerts.ts';
import { configSchema, type KumaConfig } from './config.ts';
import { settings } from './settings.ts';

/** An id that no alert has: the answer is an empty list, and costs KUMA nothing. */
const nobodysId = '00000000-0000-0000-0000-000000000000';

/** Kaspersky Unified Monitoring and Analysis Platform, API v1. */
export const kuma: Vendor<KumaConfig> = {
  name: 'kuma',
  label: 'KUMA',
  mark: 'KU',
  config: configSchema,
  secrets: ['token'],
  settings,
  auth: ({ token }) => ({ kind: 'bearer', token }),
  // It has no limit of its own and often runs on a small machine: this is courtesy.
  quota: { limit: 50, windowMs: 1_000 },
  // KUMA never answers 401.
  refusal(status, words) {
    if (status === 400 && /invalid authorization header/i.test(words)) {
      return new ConnectorError(
        'auth',
        'It could not read this connection’s token: “invalid authorization header” (400). Give the token as KUMA shows it, without “Bearer”.',
        { status },
      );
    }
    if (status === 403) {
      return new ConnectorError(
        'forbidden',
        'It refused this connection’s token: “access denied” (403). The token is unknown, its user is disabled, or the user may not search alerts. An administrator has to replace it or grant the right.',
        { status },
      );
    }
    return undefined;
  },
  // Rights are per endpoint, so that only the list itself tells whether the list may be read.
  async check(client, signal) {
    const { json } = await client.get({ path: '/alerts', params: [['id', nobodysId]], signal });
    if (json !== null && !Array.isArray(json)) {
      throw new ConnectorError('bad_response', 'It answered with JSON that is not a list of alerts. Check the port.');
    }
  },
  resources: (config) => [createAlertsReader(config)],
};
