import {
  type Host,
  laptops,
  type Outside,
  outsiders,
  people,
  personByAccount,
  serversByRole,
  serviceAccounts,
} from '../scenario/cast.ts';
import { draw, drawInt, pick } from '../scenario/prng.ts';
import type { EventTemplate } from './event-template.ts';

/** Who did it, from where, to what. An alarm and the events that raised it share one. */
export interface Actors {
  user?: string;
  /** As printed: a name, an address, or an asset id while enrichment lags. */
  sourceName: string;
  sourceCanonical: string;
  sourceHost: string;
  sourceIp: string;
  sourcePort: number;
  sourceCountry?: string;
  sourceOrganisation?: string;
  sourceAsset?: string;
  destinationName: string;
  destinationCanonical: string;
  destinationHost: string;
  destinationIp: string;
  destinationPort: number;
  destinationCountry?: string;
  destinationOrganisation?: string;
  destinationAsset?: string;
}

type End = {
  name: string;
  canonical: string;
  host: string;
  ip: string;
  country?: string;
  organisation?: string;
  asset?: string;
};

/** The noise's actors, a pure function of the row's key. */
export function actorsFor(key: number, template: EventTemplate): Actors {
  const laptop = pick(laptops, key, 11);
  const source = endOf(template.from, key, 20, laptop, template);
  const destination = template.to === 'none' ? undefined : endOf(template.to, key, 30, laptop, template);
  const user = userFor(key, template, laptop);
  return toActors(
    source,
    destination,
    1024 + drawInt(key, 12, 64000),
    template.port ?? (template.to === 'server' ? 445 : 443),
    user,
  );
}

export function toActors(
  source: End,
  destination: End | undefined,
  sourcePort: number,
  port: number,
  user?: string,
): Actors {
  const actors: Actors = {
    sourceName: source.name,
    sourceCanonical: source.canonical,
    sourceHost: source.host,
    sourceIp: source.ip,
    sourcePort,
    destinationName: destination?.name ?? '',
    destinationCanonical: destination?.canonical ?? '',
    destinationHost: destination?.host ?? '',
    destinationIp: destination?.ip ?? '',
    destinationPort: port,
  };
  if (user !== undefined) actors.user = user;
  if (source.country) actors.sourceCountry = source.country;
  if (source.organisation) actors.sourceOrganisation = source.organisation;
  if (source.asset) actors.sourceAsset = source.asset;
  if (destination?.country) actors.destinationCountry = destination.country;
  if (destination?.organisation) actors.destinationOrganisation = destination.organisation;
  if (destination?.asset) actors.destinationAsset = destination.asset;
  return actors;
}

export function hostEnd(host: Host, shown: 'name' | 'ip' | 'asset' = 'name'): End {
  const name = shown === 'name' ? host.name : shown === 'ip' ? host.ip : host.assetId;
  return { name, canonical: host.name, host: host.name, ip: host.ip, asset: host.assetId };
}

export function outsideEnd(outside: Outside): End {
  const name = outside.name ?? outside.ip;
  return {
    name,
    canonical: name,
    host: name,
    ip: outside.ip,
    country: outside.country,
    organisation: outside.organisation,
  };
}

export function cloudEnd(name: string): End {
  return { name, canonical: name, host: name, ip: '', organisation: 'Amazon Global' };
}

function endOf(kind: EventTemplate['from'], key: number, salt: number, laptop: Host, template: EventTemplate): End {
  if (kind === 'cloud') return cloudEnd(template.cloudName ?? 's3.amazonaws.com');
  if (kind === 'outside') {
    const outside = pick(outsiders, key, salt);
    // Real traffic lacks the country now and then.
    return draw(key, salt + 1) < 0.1
      ? { name: outside.ip, canonical: outside.ip, host: outside.ip, ip: outside.ip }
      : outsideEnd(outside);
  }
  const shown = draw(key, salt + 2);
  return hostEnd(
    kind === 'laptop' ? laptop : pick(serversByRole[template.servers ?? 'windows'], key, salt),
    shown < 0.07 ? 'asset' : shown < 0.3 ? 'ip' : 'name',
  );
}

function userFor(key: number, template: EventTemplate, laptop: Host): string | undefined {
  if (template.user === 'none' || draw(key, 13) < 0.06) return undefined;
  if (template.user === 'service') return pick(serviceAccounts, key, 14);
  const person = template.from === 'laptop' ? (laptop.owner ?? personByAccount('ana.ruiz')) : pick(people, key, 15);
  return template.user === 'upn' ? person.upn : person.account;
}
