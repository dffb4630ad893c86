import type { Host } from '../scenario/cast.ts';
import { hexOf, textKey, uuidOf } from '../scenario/identifiers.ts';
import { draw, drawInt, hash32 } from '../scenario/prng.ts';
import type { Account } from './actors.ts';
import type { Tenant } from './tenants.ts';
import type { WireObject } from './wire-json.ts';

const CREATED = '2025-02-03T08:15:00Z';
const UPDATED = '2026-10-30T05:40:00Z';

/** Windows packs its version into 64 bits (major, minor, build, revision, 16 bits each); so do these. */
const versions: ReadonlyArray<[match: RegExp, parts: readonly [number, number, number, number]]> = [
  [/Windows 11/, [10, 0, 26_100, 4652]],
  [/Windows 10/, [10, 0, 19_045, 5965]],
  [/Server 2022/, [10, 0, 20_348, 3932]],
  [/Server 2019/, [10, 0, 17_763, 7558]],
  [/macOS/, [15, 5, 0, 0]],
  [/Ubuntu/, [24, 4, 0, 0]],
  [/Debian/, [12, 0, 0, 0]],
  [/Red Hat/, [9, 4, 0, 0]],
];

export function toAffectedAsset(
  host: Host,
  tenant: Pick<Tenant, 'id' | 'name'>,
  osVersion: 'number' | 'text',
): WireObject {
  const key = textKey(`kuma:${host.name}`);
  const mac = hexOf(`mac:${host.name}`, 6).match(/../g) ?? [];
  return {
    id: uuidOf(`kuma-asset:${host.name}`),
    tenantID: tenant.id,
    tenantName: tenant.name,
    name: host.name,
    fqdn: host.fqdn,
    ipAddresses: [host.ip],
    macAddresses: [['00', '50', '56', ...mac].join(':')],
    owner: host.owner?.fullName ?? '',
    os: osOf(host, osVersion),
    software: softwareOf(host, key),
    vulnerabilities: vulnerabilitiesOf(host, key),
    ksc: /Windows/.test(host.os) ? kscOf(host, key) : null,
    created: CREATED,
    updated: UPDATED,
  };
}

export function toAffectedAccount(account: Account): WireObject {
  const unit = account.service ? 'Service Accounts' : account.department;
  return {
    displayName: account.fullName,
    cn: account.fullName,
    dn: `CN=${account.fullName},OU=${unit},DC=norrvik,DC=example`,
    upn: account.upn,
    sAMAccountName: account.account,
    company: 'Norrvik Freight',
    department: account.department,
    created: CREATED,
    updated: UPDATED,
  };
}

/** Appliances and every so often a machine that was never inventoried have none. */
function osOf(host: Host, osVersion: 'number' | 'text'): WireObject | null {
  const parts = versions.find(([match]) => match.test(host.os))?.[1];
  if (!parts) return null;
  const [major, minor, build, revision] = parts;
  const packed = (BigInt(major) << 48n) | (BigInt(minor) << 32n) | (BigInt(build) << 16n) | BigInt(revision);
  return { name: host.os, version: osVersion === 'number' ? packed : parts.slice(0, 3).join('.') };
}

function softwareOf(host: Host, key: number): WireObject[] {
  const windows = /Windows/.test(host.os);
  const list: Array<[name: string, version: string, vendor: string]> = windows
    ? [
        ['Kaspersky Endpoint Security for Windows', '12.8.505', 'AO Kaspersky Lab'],
        ['Microsoft Edge', '130.0.2849.68', 'Microsoft Corporation'],
        ['7-Zip', '23.01', 'Igor Pavlov'],
      ]
    : [
        ['Kaspersky Endpoint Security for Linux', '12.1.1274', 'AO Kaspersky Lab'],
        ['OpenSSH', '9.6p1', 'OpenBSD'],
      ];
  if (host.owner && key % 3 === 0) list.push(['LibreOffice', '24.2.4', 'The Document Foundation']);
  return list.map(([name, version, vendor]) => ({ name, version, vendor }));
}

/** The old web server has two with a known exploit; of the rest every third machine one or two without. */
function vulnerabilitiesOf(host: Host, key: number): WireObject[] {
  const exposed = host.name === 'NVK-WEB-01';
  const count = exposed ? 3 : draw(key, 31) < 0.33 ? 1 + drawInt(key, 32, 2) : 0;
  return Array.from({ length: count }, (_, index) => {
    const exploit = exposed && index < 2;
    const severity = exploit ? 4 : 2 + drawInt(hash32(key, index), 33, 2);
    const number = 60_000 + drawInt(hash32(key, index), 34, 9000);
    return {
      kasperskyID: `KLA${number}`,
      productName: exposed ? 'Microsoft Internet Information Services' : '7-Zip',
      descriptionURL: `https://threats.example/en/vulnerability/KLA${number}/`,
      recommendedMajorPatch: exploit ? 'KB5039217' : '',
      recommendedMinorPatch: '',
      severityStr: ['', 'low', 'medium', 'high', 'critical'][severity],
      severity,
      cve: [`CVE-2025-${number}`],
      exploitExists: exploit,
      malwareExists: exploit && index === 0,
    };
  });
}

function kscOf(host: Host, key: number): WireObject {
  return {
    nAgentID: uuidOf(`ksc:${host.name}`),
    kscInstanceID: 'nvk-ksc-01',
    kscMasterHostname: 'nvk-ksc-01.norrvik.example',
    lastVisible: UPDATED,
    // Beyond what a JavaScript number holds.
    hostBits: 9_007_199_254_740_993n + BigInt(key),
  };
}
