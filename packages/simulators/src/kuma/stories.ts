import { type Host, hashes, laptopOf, outside, personByAccount, servers } from '../scenario/cast.ts';
import type { StoryStep } from '../scenario/stories.ts';
import { type Actors, hostEnd, outsideEnd, personAccount, serviceAccount } from './actors.ts';
import type { NewAlertRow } from './alert-table.ts';
import { ruleAt, ruleIndex } from './rules.ts';
import type { Hit, KumaStore } from './store.ts';
import { kumaTenants } from './tenants.ts';

const MINUTE_MS = 60_000;

/** Plays KUMA's part of a story: an alert that appears, or one that the rule adds to. */
export function createStoryteller(store: KumaStore, startMs: number): (step: StoryStep) => void {
  const idsBySubject = new Map<string, string>();
  return (step) => {
    const at = Math.round(startMs + step.at * MINUTE_MS);
    const opening = openings[step.step];
    if (opening) {
      idsBySubject.set(step.step, store.add(toRow(opening, at), opening.actors()));
      return;
    }
    const more = hits[step.step];
    const id = more && idsBySubject.get(more.subject);
    if (!more || id === undefined) throw new Error(`KUMA has no rendering of ${step.story}/${step.step}`);
    // A test or colleague may have removed it; a frozen one gets a successor, as at the vendor.
    if (store.find(id) !== undefined) store.hit([id], { ...more.hit, at });
  };
}

interface Opening {
  rule: string;
  events: number;
  /** How long the events that raised it took. */
  spanMs: number;
  actors(): Actors;
}

const openings: Readonly<Record<string, Opening>> = {
  'web-shell': {
    rule: 'Web shell on a web server (T1505.003)',
    events: 2,
    spanMs: 0,
    actors: () => ({
      hosts: [servers.web01],
      accounts: [],
      source: outsideEnd(outside.webShell),
      destination: hostEnd(servers.web01),
      // The file that Secure Endpoint condemns later.
      files: [{ path: 'C:\\inetpub\\wwwroot\\upd.aspx', sha256: hashes.webShell }],
    }),
  },
  'mass-download': {
    rule: 'Mass download from SharePoint (T1213.002)',
    events: 214,
    spanMs: 9 * MINUTE_MS,
    actors: () => ({
      hosts: [],
      accounts: [personAccount(personByAccount('daniel.okafor'))],
      source: outsideEnd(outside.borrowedSignIn),
      destination: { host: 'norrvik.sharepoint.example' },
      files: numbered(214, (number) => `https://norrvik.sharepoint.example/sites/sales/invoices/2026-${number}.pdf`),
    }),
  },
  'port-scan': {
    rule: 'Internal port scan (T1046)',
    events: 40,
    spanMs: 0,
    actors: () => ({ hosts: [servers.scan01], accounts: [], ...between(servers.scan01, servers.fs01) }),
  },
  'mass-copy': {
    rule: 'Массовое копирование файлов',
    events: 61,
    spanMs: 4 * MINUTE_MS,
    actors: () => {
      const laptop = laptopOf('petr.novák');
      const accounts = [personAccount(personByAccount('petr.novák'))];
      const files = numbered(61, (number) => `\\\\NVK-FS-01\\dispatch\\Маршруты\\рейс-${number}.xlsx`);
      return { hosts: [laptop, servers.fs01], accounts, files, ...between(laptop, servers.fs01) };
    },
  },
  kerberoasting: {
    rule: 'Kerberoasting (T1558.003)',
    events: 6,
    spanMs: 20_000,
    actors: () => ({
      hosts: [servers.dc01, laptopOf('maja.lindqvist')],
      accounts: [serviceAccount('svc-backup'), personAccount(personByAccount('maja.lindqvist'))],
      ...between(laptopOf('maja.lindqvist'), servers.dc01),
    }),
  },
  'admin-share': {
    rule: 'Admin share used from a workstation (T1021.002)',
    events: 3,
    spanMs: 0,
    actors: () => ({
      hosts: [servers.fs02, laptopOf('maja.lindqvist')],
      accounts: [serviceAccount('svc-backup')],
      ...between(laptopOf('maja.lindqvist'), servers.fs02),
    }),
  },
};

const hits: Readonly<Record<string, { subject: string; hit: Hit }>> = {
  'port-scan-goes-on': { subject: 'port-scan', hit: { events: 120 } },
  'port-scan-ends': { subject: 'port-scan', hit: { events: 200 } },
  'admin-share-high': { subject: 'admin-share', hit: { events: 9, priority: 'high' } },
  'admin-share-critical': { subject: 'admin-share', hit: { events: 28, priority: 'critical' } },
  'admin-share-goes-on': { subject: 'admin-share', hit: { events: 12 } },
  'web-shell-used': { subject: 'web-shell', hit: { events: 40, priority: 'critical' } },
};

function toRow({ rule, events, spanMs }: Opening, at: number): NewAlertRow {
  const index = ruleIndex(rule);
  const { id, name, priority } = ruleAt(index);
  const none = { assignee: '', closingReason: '' };
  return {
    firstSeen: at,
    lastSeen: at + spanMs,
    rule: index,
    events,
    overflow: false,
    texts: { name, correlationRuleID: id, tenantID: kumaTenants.freight.id, status: 'new', priority, ...none },
  };
}

function between(source: Host, destination: Host): Pick<Actors, 'source' | 'destination'> {
  return { source: hostEnd(source), destination: hostEnd(destination) };
}

function numbered(count: number, pathOf: (number: number) => string): Array<{ path: string }> {
  return Array.from({ length: count }, (_, index) => ({ path: pathOf(1400 + index * 3) }));
}
