import { Secret, type Vendor } from '@watchfloor/connectors';
import type { AdminConnection, VendorForm } from '@watchfloor/contract';
import type { ConfiguredConnection } from '../config/connection-settings.ts';
import type { HeldConnection } from './connection-book.ts';
import type { Assessed } from './kept-connection.ts';
import type { KeptConnection } from './rows.ts';
import { toOrigin } from './settings-check.ts';
import { findClockWarnings, findExpiryWarnings } from './warnings.ts';

// Both name every outgoing field. Of a secret there is only whether it is there.

export function presentKept(
  kept: KeptConnection,
  { vendor, secrets, problem }: Assessed,
  held: HeldConnection | undefined,
  nowMs: number,
): AdminConnection {
  const origin = toOrigin(kept.settings);
  const fields = vendor?.secrets ?? kept.secrets.map(({ field }) => field);
  const isSet = (name: string) => kept.secrets.some((secret) => secret.field === name && secret.origin === origin);
  const unopened = held?.whyNotAsked?.kind === 'paused' ? undefined : held?.whyNotAsked?.message;
  return {
    id: kept.id,
    vendor: kept.vendor,
    label: kept.label,
    tenant: kept.tenant,
    origin: 'browser',
    paused: kept.paused,
    settings: kept.settings,
    secretsSet: Object.fromEntries(fields.map((name) => [name, isSet(name)])),
    problem: problem?.message ?? unopened ?? null,
    warnings: [...(vendor ? findExpiryWarnings(vendor, secrets, nowMs) : []), ...findClockWarnings(held)],
    health: held?.health() ?? null,
    version: kept.version,
    updatedAt: kept.updated_at,
    updatedBy: kept.updated_by,
  };
}

export function presentConfigured(
  { id, label, tenant, vendor, config }: ConfiguredConnection,
  held: HeldConnection | undefined,
  isShadowing: boolean,
  nowMs: number,
): AdminConnection {
  const given: [string, unknown][] = Object.entries(config);
  const secrets = given.flatMap(([name, value]) => (value instanceof Secret ? [[name, value.reveal()] as const] : []));
  const open = given.filter(([name, value]) => !vendor.secrets.includes(name) && value !== undefined);
  const shadow = 'One with this id was added in the browser as well and is not used. Give one of them another id.';
  return {
    id,
    vendor: vendor.name,
    label,
    tenant: tenant ?? null,
    origin: 'file',
    paused: false,
    settings: Object.fromEntries(open),
    secretsSet: Object.fromEntries(vendor.secrets.map((name) => [name, given.some(([field]) => field === name)])),
    problem: null,
    warnings: [
      ...(isShadowing ? [shadow] : []),
      ...findExpiryWarnings(vendor, Object.fromEntries(secrets), nowMs),
      ...findClockWarnings(held),
    ],
    health: held?.health() ?? null,
    version: 0,
    updatedAt: null,
    updatedBy: null,
  };
}

export function presentVendor({ name, label, mark, settings }: Vendor): VendorForm {
  return { name, label, mark, fields: [...settings] };
}
