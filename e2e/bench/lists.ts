import {
  startKumaSimulator,
  startLeenSimulator,
  startSecureEndpointSimulator,
  startUsmSimulator,
} from '@watchfloor/simulators';
import { askVendor } from '../fixtures/api.ts';
import { kumaConnection, leenConnection, secureEndpointConnection, usmConnections } from '../fixtures/connections.ts';
import type { ConnectionEntry } from '../fixtures/server.ts';

export interface BenchList {
  name: string;
  resource: string;
  /** Of the vendor's API, and of the list below it. */
  basePath: string;
  path: string;
  /** To add to the query string; '' for the list's own order. */
  order: string;
  /** The vendor's answer for a list of about a hundred records, all on one page. */
  record: () => Promise<string>;
  connect: (baseUrl: string, id: string) => ConnectionEntry;
}

// Events that alarms keep come on top.
const sizes = { alarms: { alarms: 95, events: 300 }, events: { alarms: 5, events: 90 } };
const clientId = 'bench';
const secret = 'bench-secret';

export const benchLists: readonly BenchList[] = [
  ...(['alarms', 'events'] as const).map(
    (resource): BenchList => ({
      name: `USM Anywhere ${resource}`,
      resource,
      basePath: '/api/2.0',
      path: `/${resource}`,
      order: '',
      record: () =>
        recording(startUsmSimulator({ ...sizes[resource], stories: false }), (usm) =>
          askVendor(usm, `/${resource}?page=0&size=100&sort=timestamp_occured,desc`),
        ),
      connect: (baseUrl, id) => named(usmConnections({ baseUrl, clientId, clientSecret: secret })[0], id),
    }),
  ),
  ...(['time-desc', 'active-desc'] as const).map(
    (order): BenchList => ({
      name: `KUMA alerts, ${order === 'time-desc' ? 'first seen' : 'last seen'}`,
      resource: 'alerts',
      basePath: '/api/v1',
      path: '/alerts',
      order: `&order=${order}`,
      record: () =>
        recording(startKumaSimulator({ alerts: 100, stories: false }), (kuma) =>
          askText(
            `${kuma.baseUrl}/alerts?withAffected&timestampField=${order === 'time-desc' ? 'firstSeen' : 'lastSeen'}`,
            { authorization: `Bearer ${kuma.token}` },
          ),
        ),
      connect: (baseUrl, id) => named(kumaConnection({ baseUrl, token: secret }), id),
    }),
  ),
  {
    name: 'Secure Endpoint events',
    resource: 'events',
    basePath: '/v1',
    path: '/events',
    order: '',
    record: () =>
      recording(startSecureEndpointSimulator({ events: 100, stories: false }), (endpoint) =>
        askText(`${endpoint.baseUrl}/events?limit=500`, {
          authorization: `Basic ${btoa(`${endpoint.clientId}:${endpoint.apiKey}`)}`,
        }),
      ),
    connect: (baseUrl, id) => named(secureEndpointConnection({ baseUrl, clientId, apiKey: secret }), id),
  },
  {
    name: 'Leen findings',
    resource: 'idp-alerts',
    basePath: '/v1',
    path: '/idp/alerts',
    order: '&order=time-desc',
    record: () =>
      recording(startLeenSimulator({ findings: 60, stories: false }), (leen) =>
        askText(`${leen.baseUrl}/idp/alerts?limit=500`, {
          'x-api-key': leen.apiKey,
          'x-connection-id': leen.connectionId,
        }),
      ),
    connect: (baseUrl, id) => named(leenConnection({ baseUrl, connectionId: 'bench', apiKey: secret }), id),
  },
];

async function recording<Simulator extends { close: () => Promise<void> }>(
  starting: Promise<Simulator>,
  read: (simulator: Simulator) => Promise<string>,
): Promise<string> {
  const simulator = await starting;
  try {
    return await read(simulator);
  } finally {
    await simulator.close();
  }
}

async function askText(url: string, headers: Record<string, string>): Promise<string> {
  const response = await fetch(url, { headers });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.text();
}

function named(entry: ConnectionEntry | undefined, id: string): ConnectionEntry {
  if (!entry) throw new Error('no connection');
  return { ...entry, settings: { ...entry.settings, id, label: id } };
}
