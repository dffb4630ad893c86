import type { ConnectionHealth } from '@watchfloor/contract';
import type { BaseConfig, ResourceReader, Vendor } from './connector.ts';
import type { CallObserver } from './outbound/call-observer.ts';
import { createOutboundClient, type OutboundClient } from './outbound/client.ts';
import { createClockWatch } from './outbound/clock-watch.ts';
import type { Quota, QuotaLedger } from './outbound/ledger.ts';
import { toAccountKey, toQuotaKey } from './outbound/quota-key.ts';

export interface NetworkRules {
  /** CIDR ranges of private or loopback addresses that connections may reach. Everything public is allowed. */
  allowPrivate: readonly string[];
}

/** @param key one for all connections that a vendor counts together; holds no secret */
export type LedgerFor = (key: string, quota: Quota) => QuotaLedger;

/** One configured account, ready to be asked. */
export interface OpenConnection {
  id: string;
  label: string;
  tenant: string | undefined;
  vendor: Pick<Vendor, 'name' | 'label' | 'mark'>;
  /** Names whose data it reads; other settings or another secret leave it the same. */
  account: string;
  readers: ReadonlyMap<string, ResourceReader>;
  client: OutboundClient;
  health(): ConnectionHealth;
  /** How far the vendor's clock was ahead of ours in its last answer; null before one that told its time. */
  clockOffsetMs(): number | null;
  /** Asks the vendor's `check`. @throws ConnectorError */
  check(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export interface ConnectionSettings<Config extends BaseConfig = BaseConfig> {
  id: string;
  label: string;
  tenant?: string | undefined;
  vendor: Vendor<Config>;
  config: Config;
  network: NetworkRules;
  /** Where everybody who uses this credential counts. Without it, calls are counted in this process alone. */
  ledgerFor?: LedgerFor | undefined;
  observerFor?: ((id: string) => CallObserver) | undefined;
  now?: () => number;
}

/** What all connections of a process have in common. */
export type OutboundDeps = Pick<ConnectionSettings, 'ledgerFor' | 'observerFor'>;

/** @throws Error with a sentence for the operator when the settings cannot work (a CA file that is not there, …) */
export function openConnection<Config extends BaseConfig>(settings: ConnectionSettings<Config>): OpenConnection {
  const { id, label, tenant, vendor, config, network, ledgerFor, observerFor, now } = settings;
  const auth = vendor.auth(config);
  const naming = { vendor: vendor.name, baseUrl: config.base_url, auth, id };
  const clock = createClockWatch(now ?? Date.now);
  const client = createOutboundClient({
    baseUrl: config.base_url,
    auth,
    quota: vendor.quota,
    ledger: ledgerFor?.(toQuotaKey(naming), vendor.quota),
    observer: observerFor?.(id),
    allowPrivate: network.allowPrivate,
    caFile: config.ca_file,
    refusal: (status, words) => vendor.refusal?.(status, words),
    quotaTold: (header) => {
      clock.note(header);
      return vendor.quotaTold?.(header);
    },
    now,
  });
  return {
    id,
    label,
    tenant,
    vendor,
    account: toAccountKey(naming),
    readers: new Map(vendor.resources(config).map((reader) => [reader.resource.name, reader])),
    client,
    health: client.health,
    clockOffsetMs: clock.offsetMs,
    check: (signal) => vendor.check(client, signal, config),
    close: client.close,
  };
}
