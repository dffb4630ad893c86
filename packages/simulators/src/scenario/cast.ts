import { hexOf, uuidOf } from './identifiers.ts';

/** The people, machines and addresses of Norrvik Freight, said once for every vendor. */
export interface Person {
  account: string;
  upn: string;
  fullName: string;
  department: string;
}

export interface Host {
  name: string;
  fqdn: string;
  ip: string;
  /** What USM Anywhere shows in place of a name while enrichment lags. */
  assetId: string;
  os: string;
  owner?: Person;
}

export interface Outside {
  ip: string;
  country: string;
  organisation: string;
  name?: string;
}

const DOMAIN = 'norrvik.example';

const FIRST =
  'Anna Erik Ingrid Lars Freja Oskar Signe Nils Astrid Johan Elin Mikkel Sofie Henrik Karin Emil Liv Anders Tuva Gustav Hanna Jonas Ida Magnus Solveig Rasmus Linnea Tor Vilma Aksel'.split(
    ' ',
  );
const LAST =
  'Berg Holm Dahl Nyberg Lund Strand Haugen Sjögren Nielsen Öberg Vik Rask Falk Engström Moen Thorsen Åkesson Lie Kvist Hald Brandt Solberg Ek Norling Bakke Winther Sandvik Juhl Ros Myhre'.split(
    ' ',
  );
const DEPARTMENTS = ['Dispatch', 'Customs', 'Finance', 'Warehouse', 'Fleet', 'Sales', 'IT', 'People'];

/** Laptop NVK-LT-04nn sits at 10.20.14.(nn + 20), so NVK-LT-0417 is 10.20.14.37. */
const FIRST_LAPTOP = 401;
const LAPTOP_COUNT = 120;

const STARRING: Record<number, [account: string, fullName: string, department: string]> = {
  417: ['maja.lindqvist', 'Maja Lindqvist', 'Finance'],
  431: ['daniel.okafor', 'Daniel Okafor', 'Sales'],
  458: ['petr.novák', 'Petr Novák', 'Dispatch'],
  402: ['ana.ruiz', 'Ana Ruiz', 'IT'],
};

export const laptops: readonly Host[] = Array.from({ length: LAPTOP_COUNT }, (_, index) => {
  const number = FIRST_LAPTOP + index;
  const os = index % 9 === 4 ? 'macOS 15.5' : index % 5 === 0 ? 'Windows 10 22H2' : 'Windows 11 24H2';
  return createHost(
    `NVK-LT-${String(number).padStart(4, '0')}`,
    `10.20.14.${number - 380}`,
    os,
    createPerson(number, index),
  );
});

export const people: readonly Person[] = laptops.flatMap((laptop) => (laptop.owner ? [laptop.owner] : []));

export const servers = {
  dc01: createHost('NVK-DC-01', '10.20.2.5', 'Windows Server 2022'),
  dc02: createHost('NVK-DC-02', '10.20.2.6', 'Windows Server 2022'),
  scan01: createHost('NVK-SCAN-01', '10.20.2.9', 'Debian 12'),
  fs01: createHost('NVK-FS-01', '10.20.2.11', 'Windows Server 2019'),
  fs02: createHost('NVK-FS-02', '10.20.2.12', 'Windows Server 2019'),
  web01: createHost('NVK-WEB-01', '10.20.2.20', 'Windows Server 2019'),
  web02: createHost('NVK-WEB-02', '10.20.2.21', 'Ubuntu 24.04'),
  erp01: createHost('NVK-ERP-01', '10.20.2.30', 'Red Hat Enterprise Linux 9'),
  edi01: createHost('NVK-EDI-01', '10.20.2.33', 'Ubuntu 24.04'),
  sql01: createHost('NVK-SQL-01', '10.20.2.40', 'Windows Server 2022'),
  bkp01: createHost('NVK-BKP-01', '10.20.2.50', 'Windows Server 2022'),
  build01: createHost('NVK-BUILD-01', '10.20.2.60', 'Ubuntu 24.04'),
  dns01: createHost('NVK-DNS-01', '10.20.2.53', 'Debian 12'),
  vpn01: createHost('NVK-VPN-01', '10.20.2.2', 'FortiOS 7.4'),
  fw01: createHost('NVK-FW-01', '10.20.2.1', 'FortiOS 7.4'),
  mail01: createHost('NVK-MAIL-01', '10.20.2.25', 'Debian 12'),
} as const satisfies Record<string, Host>;

/** Which servers the noise plausibly meets; the scanner belongs to its story. */
export const serversByRole = {
  windows: [servers.dc01, servers.dc02, servers.fs01, servers.fs02, servers.sql01, servers.bkp01],
  linux: [servers.erp01, servers.edi01, servers.build01, servers.web02, servers.mail01],
  web: [servers.web01, servers.web02, servers.edi01],
  vpn: [servers.vpn01],
  dns: [servers.dns01],
  perimeter: [servers.fw01, servers.vpn01, servers.mail01, servers.web01, servers.web02],
} as const satisfies Record<string, readonly Host[]>;

export const serverList: readonly Host[] = Object.values(servers);

export const serviceAccounts: readonly string[] = [
  'svc-backup',
  'svc-erp-sync',
  'svc-edi',
  'svc-monitor',
  'deploy-ci',
  'root',
];

const PLACES: ReadonlyArray<[country: string, organisation: string]> = [
  ['SE', 'Bredband Väst AB'],
  ['NO', 'Fjordnett AS'],
  ['DK', 'Sund Telecom A/S'],
  ['DE', 'Hansa Hosting GmbH'],
  ['NL', 'Polder Cloud BV'],
  ['US', 'Prairie Datacenters Inc'],
  ['RO', 'Carpat Networks SRL'],
  ['SG', 'Straits Colo Pte'],
  ['BR', 'Litoral Telecom SA'],
  ['UA', 'Dnipro Link'],
];

/** Addresses for the noise; the stories' own addresses below are kept out of it. */
export const outsiders: readonly Outside[] = ['192.0.2', '198.51.100', '203.0.113'].flatMap((net, netIndex) =>
  Array.from({ length: 40 }, (_, index) => {
    const [country, organisation] = PLACES[(index * 7 + netIndex * 3) % PLACES.length] ?? ['SE', 'Bredband Väst AB'];
    return { ip: `${net}.${100 + index * 3}`, country, organisation };
  }),
);

export const outside = {
  beacon: { ip: '203.0.113.45', country: 'NL', organisation: 'Polder Cloud BV', name: 'cdn-sync.example' },
  borrowedSignIn: { ip: '198.51.100.23', country: 'RO', organisation: 'Carpat Networks SRL' },
  cloudKey: { ip: '203.0.113.77', country: 'SG', organisation: 'Straits Colo Pte' },
  webShell: { ip: '198.51.100.61', country: 'DE', organisation: 'Hansa Hosting GmbH' },
  dropSite: { ip: '192.0.2.80', country: 'US', organisation: 'Prairie Datacenters Inc', name: 'drop.example' },
} as const satisfies Record<string, Outside>;

export const hashes = {
  invoiceLure: hexOf('Faktura_2231.exe', 64),
  webShell: hexOf('upd.aspx', 64),
  beaconDll: hexOf('cdnsync.dll', 64),
} as const;

export function hostByName(name: string): Host {
  const host = [...laptops, ...serverList].find((candidate) => candidate.name === name);
  if (!host) throw new Error(`the scenario has no host ${name}`);
  return host;
}

export function personByAccount(account: string): Person {
  const person = people.find((candidate) => candidate.account === account);
  if (!person) throw new Error(`the scenario has no person ${account}`);
  return person;
}

export function laptopOf(account: string): Host {
  const laptop = laptops.find((candidate) => candidate.owner?.account === account);
  if (!laptop) throw new Error(`the scenario has no laptop of ${account}`);
  return laptop;
}

function createPerson(number: number, index: number): Person {
  const star = STARRING[number];
  if (star) return toPerson(...star);
  const first = FIRST[index % FIRST.length] ?? 'Anna';
  const last = LAST[(index * 7 + Math.floor(index / FIRST.length)) % LAST.length] ?? 'Berg';
  const account = `${toAscii(first)}.${toAscii(last)}`;
  return toPerson(account, `${first} ${last}`, DEPARTMENTS[index % DEPARTMENTS.length] ?? 'Dispatch');
}

function toPerson(account: string, fullName: string, department: string): Person {
  return { account, fullName, department, upn: `${toAscii(account)}@${DOMAIN}` };
}

function createHost(name: string, ip: string, os: string, owner?: Person): Host {
  const base = { name, fqdn: `${name.toLowerCase()}.${DOMAIN}`, ip, assetId: uuidOf(`asset:${name}`), os };
  return owner ? { ...base, owner } : base;
}

function toAscii(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('å', 'a')
    .replaceAll('ø', 'o')
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '');
}
