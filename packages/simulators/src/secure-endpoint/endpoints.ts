import type { JsonObject } from '../json.ts';
import { type Host, laptops, servers, serviceAccounts } from '../scenario/cast.ts';
import { hexOf, uuidOf } from '../scenario/identifiers.ts';
import { draw, pick } from '../scenario/prng.ts';

/** A machine of the scenario with the vendor's connector on it. */
export interface Endpoint {
  host: Host;
  connectorGuid: string;
  /** One or two; the API filters by any of them. */
  groupGuids: readonly string[];
  mac: string;
  externalIp: string;
}

export interface Group {
  guid: string;
  name: string;
  description: string;
}

export const groups = {
  laptops: group('Laptops', 'Windows laptops, protect'),
  macs: group('Macs', 'macOS laptops, protect'),
  servers: group('Servers', 'Servers, protect'),
  finance: group('Finance', 'Laptops of Finance, strict'),
} as const satisfies Record<string, Group>;

/** Appliances take no connector, and the scanner must not have one. */
const WITHOUT_CONNECTOR = new Set<Host>([servers.scan01, servers.vpn01, servers.fw01, servers.dns01, servers.mail01]);

export const endpoints: readonly Endpoint[] = [...laptops, ...Object.values(servers)]
  .filter((host) => !WITHOUT_CONNECTOR.has(host))
  .map((host) => ({
    host,
    connectorGuid: uuidOf(`secure-endpoint:${host.name}`),
    groupGuids: groupsOf(host).map(({ guid }) => guid),
    mac: (hexOf(`mac:${host.name}`, 12).match(/../g) ?? []).join(':'),
    // What the vendor sees is the way out of the office or of a home.
    externalIp: host.owner && host.name.endsWith('7') ? '198.51.100.12' : '192.0.2.12',
  }));

export function endpointOf(host: Host): Endpoint {
  const found = endpoints.find((endpoint) => endpoint.host === host);
  if (!found) throw new Error(`${host.name} has no connector`);
  return found;
}

export function endpointByGuid(guid: string): Endpoint | undefined {
  return endpoints.find(({ connectorGuid }) => connectorGuid === guid);
}

export function endpointByName(hostname: string): Endpoint | undefined {
  const name = hostname.toLowerCase();
  return endpoints.find(({ host }) => host.name.toLowerCase() === name || host.fqdn === name);
}

/** The event's `computer` as the key has it; its API links are added when it is written. */
export function computerFor(endpoint: Endpoint, key: number): JsonObject {
  const { host } = endpoint;
  const user = userFor(host, key);
  const hostname = draw(key, 41) < 0.12 ? host.fqdn : host.name;
  return computerOf(endpoint, user === undefined ? { hostname } : { hostname, user });
}

export function computerOf(endpoint: Endpoint, known: { hostname?: string; user?: string }): JsonObject {
  return {
    connector_guid: endpoint.connectorGuid,
    hostname: known.hostname ?? endpoint.host.name,
    external_ip: endpoint.externalIp,
    user: known.user,
    active: true,
    network_addresses: [{ ip: endpoint.host.ip, mac: endpoint.mac }],
  };
}

/** `account@DOMAIN`, a UPN, the vendor's "Not Available", or nothing at all. */
function userFor(host: Host, key: number): string | undefined {
  const kind = draw(key, 42);
  if (kind < 0.08) return 'Not Available';
  if (kind < 0.2) return undefined;
  if (!host.owner) return kind < 0.6 ? `${pick(serviceAccounts, key, 43)}@NORRVIK` : `SYSTEM@${host.name}`;
  return kind < 0.7 ? `${host.owner.account}@NORRVIK` : host.owner.upn;
}

function groupsOf(host: Host): Group[] {
  if (!host.owner) return [groups.servers];
  if (host.os.startsWith('macOS')) return [groups.macs];
  return host.owner.department === 'Finance' ? [groups.laptops, groups.finance] : [groups.laptops];
}

function group(name: string, description: string): Group {
  return { guid: uuidOf(`secure-endpoint-group:${name}`), name, description };
}
