import { isIP } from 'node:net';
import type { Entity } from '@watchfloor/contract';
import type { WireAlarm, WireEvent } from './wire.ts';

/** One end of a matter: what the vendor knows of a source or a destination. */
export interface End {
  /** To show: a name where there is one, else the address, else "asset 4f1c…". */
  label: string;
  address: string | undefined;
  host: string | undefined;
  domain: string | undefined;
  port: string | undefined;
  country: string | undefined;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const privateAddress = /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|f[cd])/i;

/** The vendor puts an address, a name or an asset's id into the same field, depending on what it found out. */
export function readEnd(wire: WireAlarm | WireEvent, side: 'source' | 'destination'): End | undefined {
  const given = [
    wire[`${side}_name`],
    wire[`${side}_canonical`],
    wire[`${side}_hostname`],
    wire[`${side}_address`],
  ].filter((value) => value !== undefined);
  if (given.length === 0) return undefined;
  const address = given.find((value) => isIP(value) !== 0);
  const names = given.filter((value) => isIP(value) === 0 && !uuid.test(value));
  const internal = address !== undefined && privateAddress.test(address);
  // A name with dots at a public address, or at none that is known, is somebody's domain; inside, it is a host's full name.
  const isHost = (name: string) => internal || !name.includes('.');
  const host = names.find((name) => name === wire[`${side}_hostname`] && isHost(name)) ?? names.find(isHost);
  const domain = names.find((name) => !isHost(name));
  const asset = given.find((value) => uuid.test(value));
  return {
    label: host ?? domain ?? names[0] ?? address ?? `asset ${asset?.slice(0, 4)}…`,
    address,
    host,
    domain,
    port: wire[`${side}_port`],
    country: wire[`${side}_country`],
  };
}

/** "NVK-LT-0417 (10.20.14.37)" */
export function describeEnd(end: End): string {
  return end.address !== undefined && end.address !== end.label ? `${end.label} (${end.address})` : end.label;
}

export function endEntities(end: End | undefined, role: 'source' | 'destination'): Entity[] {
  if (!end) return [];
  const entities: Entity[] = [];
  if (end.host !== undefined) entities.push({ kind: 'host', value: end.host, role });
  if (end.domain !== undefined) entities.push({ kind: 'domain', value: end.domain, role });
  if (end.address !== undefined) entities.push({ kind: 'ip', value: end.address, role });
  return entities;
}
