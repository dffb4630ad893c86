import type { Entity, Fact } from '@watchfloor/contract';
import { fact, note } from '../facts.ts';
import type { WireAccount, WireAlert, WireAsset } from './wire.ts';

/** An alert may name hundreds; a row carries this many assets and accounts, the detail all of them. */
const inRowMax = 20;
/** Above the fold of a detail. */
const aboveFoldMax = 4;

/** The name by which other products know the host: the short one, where KUMA has it. */
export function assetName(asset: WireAsset): string | undefined {
  return asset.name ?? asset.fqdn[0] ?? asset.ipAddresses[0] ?? asset.id;
}

export function accountName(account: WireAccount): string | undefined {
  return account.sAMAccountName ?? account.upn ?? account.displayName ?? account.cn;
}

/** "NVK-DC-01 +2" */
export function firstAndMore(names: readonly (string | undefined)[]): string | null {
  const known = [...new Set(names.filter((name) => name !== undefined))];
  if (known.length === 0) return null;
  return known.length === 1 ? (known[0] ?? null) : `${known[0]} +${known.length - 1}`;
}

/** What an alert names. The first of a kind are those of the first asset and account. */
export function affectedEntities({ affectedAssets, affectedAccounts }: WireAlert): Entity[] {
  const entities = new Map<string, Entity>();
  const add = (kind: Entity['kind'], value: string | undefined) => {
    if (value !== undefined) entities.set(`${kind} ${value.toLowerCase()}`, { kind, value, role: 'named' });
  };
  for (const account of affectedAccounts.slice(0, inRowMax)) {
    add('user', account.sAMAccountName);
    add('user', account.upn);
    if (account.sAMAccountName === undefined && account.upn === undefined) add('user', accountName(account));
  }
  for (const asset of affectedAssets.slice(0, inRowMax)) {
    add('host', asset.name);
    for (const name of asset.fqdn) add('host', name);
    for (const address of asset.ipAddresses.slice(0, inRowMax)) add('ip', address);
    for (const address of asset.macAddresses.slice(0, inRowMax)) add('mac', address);
  }
  return [...entities.values()];
}

/** By the names that other products use as well, so that a filter leads across; the long forms stand beside them. */
export function assetFacts({ affectedAssets }: WireAlert): Fact[] {
  return [
    ...affectedAssets.slice(0, aboveFoldMax).flatMap((asset) => {
      const name = assetName(asset);
      const kind = name === asset.ipAddresses[0] ? 'ip' : 'host';
      const exploited = asset.vulnerabilities.filter(({ exploitExists }) => exploitExists).length;
      return fact('Asset', name, {
        kind: 'mono',
        entity: kind,
        filter: kind,
        ...note([
          ...[asset.fqdn[0], asset.ipAddresses[0]].filter((word) => word !== name),
          describeOs(asset),
          asset.owner === undefined ? undefined : `owner ${asset.owner}`,
          exploited > 0 ? `${exploited} with known exploit` : undefined,
        ]),
      });
    }),
    ...more('assets', affectedAssets.length),
  ];
}

export function accountFacts({ affectedAccounts }: WireAlert): Fact[] {
  return [
    ...affectedAccounts.slice(0, aboveFoldMax).flatMap((account) => {
      const name = accountName(account);
      return fact('Account', name, {
        entity: 'user',
        filter: 'user',
        ...note([...[account.upn, account.displayName].filter((word) => word !== name), account.department]),
      });
    }),
    ...more('accounts', affectedAccounts.length),
  ];
}

/** In v1 a system's version is one large number that packs several; it says nothing to a reader. */
function describeOs({ os }: WireAsset): string | undefined {
  const version = os?.version !== undefined && os.version.length < 9 && os.version !== '0' ? os.version : undefined;
  const words = [os?.name, version].filter((word) => word !== undefined);
  return words.length > 0 ? words.join(' ') : undefined;
}

function more(what: string, count: number): Fact[] {
  return count > aboveFoldMax ? fact(`More ${what}`, count - aboveFoldMax, { kind: 'number', note: 'see below' }) : [];
}
