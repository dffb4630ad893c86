import { type Host, laptops, type Outside, outsiders, people, personByAccount } from '../scenario/cast.ts';
import { textKey } from '../scenario/identifiers.ts';
import { drawInt, pick } from '../scenario/prng.ts';
import type { Analytic } from './analytics.ts';

/** Who signed in or changed something, from where, on what, in which application. */
export interface Actors {
  account: string;
  fullName: string;
  email: string;
  department?: string;
  /** A service account or service principal, which is nobody's person. */
  service: boolean;
  source?: Outside;
  device?: Device;
  app: string;
  /** What was changed. */
  target?: { type: string; name: string };
}

export interface Device {
  hostname: string;
  ip: string;
  os: string;
  managed: boolean;
  owner?: string;
}

const APPS = [
  'Office 365 Exchange Online',
  'Microsoft Teams',
  'SharePoint Online',
  'Azure Portal',
  'Norrvik TMS',
  'Norrvik VPN',
  'Salesforce',
];

/** What the identity provider sees when one of our own machines signs in. */
export const officeEgress: Outside = { ip: '192.0.2.10', country: 'SE', organisation: 'Bredband Väst AB' };

/** The background's actors, a pure function of the finding's key: a series keeps them. */
export function actorsFor(key: number, analytic: Analytic): Actors {
  const laptop = pick(laptops, key, 11);
  const account = (laptop.owner ?? pick(people, key, 12)).account;
  const actors = personActors(account, pick(APPS, key, 13));
  if (analytic.origin === 'outside') actors.source = pick(outsiders, key, 14);
  if (analytic.origin === 'office') actors.source = officeEgress;
  // From outside it is often a phone or a browser that nobody manages, so no device is known.
  if (analytic.origin === 'office' || drawInt(key, 15, 3) === 0) actors.device = deviceOf(laptop);
  if (analytic.target) actors.target = { type: analytic.target.type, name: pick(analytic.target.names, key, 16) };
  return actors;
}

export function personActors(account: string, app: string): Actors {
  const person = personByAccount(account);
  const { fullName, upn: email, department } = person;
  return { account, fullName, email, department, service: false, app };
}

export function serviceActors(account: string, app: string): Actors {
  return { account, fullName: account, email: `${account}@norrvik.example`, service: true, app };
}

export function deviceOf(host: Host): Device {
  const { name: hostname, ip, os, owner } = host;
  return owner ? { hostname, ip, os, managed: true, owner: owner.account } : { hostname, ip, os, managed: true };
}

/** Ports and other small numbers that belong to an account for good. */
export function numberOf(account: string, below: number): number {
  return textKey(account) % below;
}
