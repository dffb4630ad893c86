import {
  type Host,
  laptops,
  type Outside,
  outsiders,
  type Person,
  people,
  servers,
  serversByRole,
  serviceAccounts,
} from '../scenario/cast.ts';
import { pick } from '../scenario/prng.ts';
import type { Rule } from './rules.ts';

export interface Account {
  /** Login, as events and sAMAccountName carry it. */
  account: string;
  fullName: string;
  upn: string;
  department: string;
  service: boolean;
}

/** Who and where an alert is about: affected assets and accounts, and the two ends in its events. */
export interface Actors {
  hosts: readonly Host[];
  accounts: readonly Account[];
  source: End;
  destination: End | undefined;
  /** What the events are about, in turn. */
  files?: readonly File[];
}

interface File {
  path: string;
  sha256?: string;
}

interface End {
  address?: string;
  host?: string;
}

/** The same key gives the same people and machines, so nothing of it has to be stored. */
export function actorsFor(rule: Rule, key: number): Actors {
  const host = hostFor(rule, key);
  const accounts = accountsFor(rule, host, key);
  const own = hostEnd(host);
  switch (rule.peer) {
    case 'outside': {
      const other = outsideEnd(pick(outsiders, key, 23));
      // Attacks on servers come from outside, a laptop's connections go there.
      return rule.on === 'laptop'
        ? { hosts: [host], accounts, source: own, destination: other }
        : { hosts: [host], accounts, source: other, destination: own };
    }
    case 'dc':
    case 'server': {
      const list = rule.peer === 'dc' ? [servers.dc01, servers.dc02] : serversByRole.windows;
      const other = pick(list, key, 24);
      const hosts = other === host ? [host] : [host, other];
      return { hosts, accounts, source: own, destination: hostEnd(other) };
    }
    case 'none':
      return { hosts: [host], accounts, source: own, destination: undefined };
  }
}

export function hostEnd(host: Host): End {
  return { address: host.ip, host: host.name };
}

export function outsideEnd(outside: Outside): End {
  return outside.name === undefined ? { address: outside.ip } : { address: outside.ip, host: outside.name };
}

export function personAccount(person: Person): Account {
  return { ...person, service: false };
}

export function serviceAccount(account: string): Account {
  return { account, fullName: account, upn: `${account}@norrvik.example`, department: 'IT', service: true };
}

function hostFor(rule: Rule, key: number): Host {
  if (rule.on === 'laptop') return pick(laptops, key, 21);
  return pick<Host>(serversByRole[rule.on], key, 22);
}

function accountsFor(rule: Rule, host: Host, key: number): Account[] {
  if (rule.account === 'none') return [];
  if (rule.account === 'service') return [serviceAccount(pick(serviceAccounts, key, 25))];
  return [personAccount(host.owner ?? pick(people, key, 26))];
}
