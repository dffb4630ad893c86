import type { Cell, Section } from '@watchfloor/contract';
import { readVendorTime } from '../vendor-time.ts';
import { assetName } from './affected.ts';
import type { WireAlert, WireVulnerability } from './wire.ts';

/** What a person still reads; the raw record has the rest, and the section says so. */
const rowsMax = 500;

type Table = Extract<Section, { kind: 'table' }>;

/** Exploits first, then malware, then by severity. */
export function vulnerabilitiesSection({ affectedAssets }: WireAlert): Section | undefined {
  const found = affectedAssets.flatMap((asset) =>
    asset.vulnerabilities.map((vulnerability) => ({ vulnerability, on: assetName(asset) ?? null })),
  );
  const exploited = found.filter(({ vulnerability }) => vulnerability.exploitExists).length;
  return table(
    { id: 'vulnerabilities', title: 'Vulnerabilities', folded: false },
    exploited > 0 ? `${exploited} with known exploit` : undefined,
    [
      ['Asset', 'mono'],
      ['CVE', 'mono'],
      ['Product', 'text'],
      ['Severity', 'text'],
      ['Exploit', 'text'],
      ['Malware', 'text'],
      ['Major patch', 'text'],
      ['Minor patch', 'text'],
      ['Kaspersky id', 'mono'],
      ['Described at', 'mono'],
    ],
    found
      .toSorted((a, b) => rank(b.vulnerability) - rank(a.vulnerability))
      .map(({ vulnerability: given, on }) => [
        on,
        given.cve.join(', ') || null,
        given.productName ?? null,
        [given.severityStr, given.severity].filter((word) => word !== undefined).join(' · ') || null,
        yes(given.exploitExists),
        yes(given.malwareExists),
        given.recommendedMajorPatch ?? null,
        given.recommendedMinorPatch ?? null,
        given.kasperskyID ?? null,
        given.descriptionURL ?? null,
      ]),
  );
}

export function assetsSection({ affectedAssets }: WireAlert): Section | undefined {
  return table(
    { id: 'assets', title: 'Assets', folded: true },
    undefined,
    [
      ['Name', 'mono'],
      ['FQDN', 'mono'],
      ['Addresses', 'mono'],
      ['MAC addresses', 'mono'],
      ['System', 'text'],
      ['System version', 'mono'],
      ['Owner', 'text'],
      ['Tenant', 'text'],
      ['Vulnerabilities', 'number'],
      ['Kaspersky Security Center', 'mono'],
      ['Last seen by it', 'time'],
      ['Created', 'time'],
      ['Updated', 'time'],
      ['Id', 'mono'],
    ],
    affectedAssets.map((asset) => [
      asset.name ?? null,
      asset.fqdn.join(', ') || null,
      asset.ipAddresses.join(', ') || null,
      asset.macAddresses.join(', ') || null,
      asset.os?.name ?? null,
      asset.os?.version ?? null,
      asset.owner ?? null,
      asset.tenantName ?? asset.tenantID ?? null,
      asset.vulnerabilities.length,
      asset.ksc?.kscMasterHostname ?? asset.ksc?.kscInstanceID ?? null,
      readVendorTime(asset.ksc?.lastVisible),
      readVendorTime(asset.created),
      readVendorTime(asset.updated),
      asset.id ?? null,
    ]),
  );
}

export function accountsSection({ affectedAccounts }: WireAlert): Section | undefined {
  return table(
    { id: 'accounts', title: 'Accounts', folded: true },
    undefined,
    [
      ['Name', 'text'],
      ['Account', 'mono'],
      ['UPN', 'mono'],
      ['Department', 'text'],
      ['Company', 'text'],
      ['CN', 'text'],
      ['DN', 'mono'],
      ['Created', 'time'],
      ['Updated', 'time'],
    ],
    affectedAccounts.map((account) => [
      account.displayName ?? null,
      account.sAMAccountName ?? null,
      account.upn ?? null,
      account.department ?? null,
      account.company ?? null,
      account.cn ?? null,
      account.dn ?? null,
      readVendorTime(account.created),
      readVendorTime(account.updated),
    ]),
  );
}

export function softwareSection({ affectedAssets }: WireAlert): Section | undefined {
  return table(
    { id: 'software', title: 'Software', folded: true },
    undefined,
    [
      ['Asset', 'mono'],
      ['Software', 'text'],
      ['Version', 'mono'],
      ['Vendor', 'text'],
    ],
    affectedAssets.flatMap((asset) =>
      asset.software.map(({ name, version, vendor }) => [
        assetName(asset) ?? null,
        name ?? null,
        version ?? null,
        vendor ?? null,
      ]),
    ),
  );
}

/** @returns undefined for a table without rows */
function table(
  head: Pick<Table, 'id' | 'title' | 'folded'>,
  remark: string | undefined,
  columns: readonly (readonly [string, Table['columns'][number]['kind']])[],
  rows: Cell[][],
): Table | undefined {
  if (rows.length === 0) return undefined;
  const remarks = [
    `${rows.length}`,
    remark,
    rows.length > rowsMax ? `the first ${rowsMax} are shown, see the raw record` : undefined,
  ].filter((words) => words !== undefined);
  return {
    ...head,
    kind: 'table',
    note: remarks.join(', '),
    columns: columns.map(([label, kind]) => ({ label, kind })),
    rows: rows.slice(0, rowsMax),
  };
}

function rank({ exploitExists, malwareExists, severity }: WireVulnerability): number {
  return (exploitExists ? 1e6 : 0) + (malwareExists ? 1e5 : 0) + Math.min(9e4, Number(severity) || 0);
}

function yes(given: boolean | undefined): string | null {
  return given === undefined ? null : given ? 'yes' : 'no';
}
