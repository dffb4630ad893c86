import { isIP } from 'node:net';
import type { Entity, EntityKind } from '@watchfloor/contract';
import type { WireAlert, WireEndpoint, WireUser } from './wire.ts';

/** Whoever the finding is about: the actor, else a user of the evidence, else a resource's owner. */
export function readUser(wire: WireAlert): WireUser | undefined {
  return [
    ...wire.evidences.map(({ actor }) => actor?.user),
    ...wire.evidences.map(({ user }) => user),
    ...resourcesOf(wire).map(({ owner }) => owner),
  ].find((user) => user !== undefined && userName(user) !== undefined);
}

export function userName(user: WireUser): string | undefined {
  return user.name ?? user.email_addr ?? user.full_name ?? user.uid;
}

/** Where it came from: the source endpoint that has an address, else the device. */
export function readSource(wire: WireAlert): WireEndpoint | undefined {
  const ends = [
    ...wire.evidences.map(({ src_endpoint: end }) => end),
    ...wire.evidences.map(({ device }) => device),
  ].filter((end) => end !== undefined);
  return ends.find(({ ip }) => ip !== undefined) ?? ends[0];
}

/** "Malmö, SE" */
export function placeOf(end: WireEndpoint | undefined): string | undefined {
  const location = end?.location;
  if (!location) return undefined;
  const parts = [location.city, location.region, location.country].filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join(', ') : location.desc;
}

/** A finding's resources; some producers send a single `resource`. */
export function resourcesOf(wire: WireAlert): WireAlert['resources'] {
  return wire.resources.length > 0 ? wire.resources : wire.resource;
}

/** More than this on one finding is a list to read, not something to pivot on. */
const entitiesMax = 100;
const valueCharsMax = 1_000;

/** What the finding names, each once. */
export function readEntities(wire: WireAlert): Entity[] {
  const entities = new Map<string, Entity>();
  const add = (kind: EntityKind, value: string | undefined, role: Entity['role']) => {
    const given = value?.trim() ?? '';
    const id = `${kind} ${given}`;
    if (given === '' || given.length > valueCharsMax || entities.has(id) || entities.size >= entitiesMax) return;
    if (kind === 'ip' && isIP(given) === 0) return;
    entities.set(id, { kind, value: given, role });
  };
  const addUser = (user: WireUser | undefined, role: Entity['role']) => {
    if (!user) return;
    add('user', userName(user), role);
    add('email', user.email_addr, role);
    if (user.name?.includes('@')) add('email', user.name, role);
  };
  const addEnd = (end: WireEndpoint | undefined, role: Entity['role']) => {
    if (!end) return;
    add('host', end.hostname ?? end.name, role);
    add('ip', end.ip, role);
    add('mac', end.mac, role);
    for (const address of end.intermediate_ips) add('ip', address, 'named');
  };
  addUser(readUser(wire), 'actor');
  for (const evidence of wire.evidences) {
    addUser(evidence.actor?.user, 'actor');
    addUser(evidence.user, 'target');
    addEnd(evidence.src_endpoint, 'source');
    addEnd(evidence.device, 'source');
    addEnd(evidence.dst_endpoint, 'destination');
    add('url', evidence.url?.url_string, 'named');
    add('domain', evidence.url?.hostname, 'named');
    add('email', evidence.email?.from, 'named');
    for (const address of evidence.email?.to ?? []) add('email', address, 'named');
    for (const process of [evidence.process, evidence.actor?.process]) {
      add('process', process?.name, 'named');
      add('file', process?.file?.path ?? process?.file?.name, 'named');
      for (const { value } of process?.file?.hashes ?? []) add('hash', value, 'named');
    }
    add('file', evidence.file?.path ?? evidence.file?.name, 'named');
    for (const { value } of evidence.file?.hashes ?? []) add('hash', value, 'named');
  }
  for (const { owner } of resourcesOf(wire)) addUser(owner, 'target');
  return [...entities.values()];
}
