import {
  type BaseConfig,
  ConnectorError,
  type ConnectorErrorKind,
  type OutboundDeps,
  openConnection,
  type Vendor,
} from '@watchfloor/connectors';
import type { OutboundRules } from './allow-list.ts';
import type { ConnectionSpec } from './connection-book.ts';
import { EnvelopeError, type KeyRing, UnknownKeyError } from './envelope.ts';
import { toAccount } from './from-config.ts';
import type { KeptConnection } from './rows.ts';
import { checkSettings, toOrigin } from './settings-check.ts';

export interface ReadingKept {
  vendors: readonly Vendor[];
  rules: OutboundRules;
  ring: KeyRing;
  outbound?: OutboundDeps | undefined;
  now(): number;
}

/** A kept connection as it can be used, or why it cannot. */
export interface Assessed {
  vendor: Vendor | undefined;
  /** With a stand-in for each secret that is not there. undefined where the settings cannot be read. */
  config: BaseConfig | undefined;
  /** In the clear: never leaves the process. */
  secrets: Readonly<Record<string, string>>;
  problem: { kind: ConnectorErrorKind; message: string } | undefined;
}

export function assess(kept: KeptConnection, { vendors, rules, ring }: ReadingKept): Assessed {
  const vendor = vendors.find(({ name }) => name === kept.vendor);
  if (!vendor) {
    const message = `This Watchfloor does not know the vendor "${kept.vendor}".`;
    return { vendor, config: undefined, secrets: {}, problem: { kind: 'unsupported', message } };
  }
  const { secrets, fault } = openSecrets(kept, ring);
  const check = (held: OutboundRules) =>
    checkSettings(vendor, kept.settings, secrets, { rules: held, mayLackSecrets: true });
  const read = check(rules);
  const [broken] = read.faults;
  // The operator may have narrowed the rules since it was added: then it is readable all the same.
  const { config } = broken ? check({ ...rules, allowOrigins: [] }) : read;
  if (broken) {
    const message = `${broken.parameter.replace(/^\w+\./, '')}: ${broken.detail}`;
    return { vendor, config, secrets, problem: { kind: config ? 'forbidden' : 'bad_request', message } };
  }
  const missing = vendor.settings.filter(({ kind, name }) => kind === 'secret' && secrets[name] === undefined);
  if (fault) return { vendor, config, secrets, problem: { kind: 'auth', message: fault } };
  if (missing.length === 0) return { vendor, config, secrets, problem: undefined };
  const names = missing.map(({ label }) => label).join(', ');
  const message = `${names}: not set. A change of the address clears it. Give it again.`;
  return { vendor, config, secrets, problem: { kind: 'auth', message } };
}

/** What the book puts in the connection's place. */
export function toSpec(kept: KeptConnection, reading: ReadingKept): ConnectionSpec {
  const { vendor, config, problem } = assess(kept, reading);
  const { id, label, vendor: vendorName, updated_at: since } = kept;
  const named = {
    id,
    label,
    tenant: kept.tenant ?? undefined,
    vendor: vendor ?? { name: vendorName, label: vendorName, mark: '??' },
    account: config && vendor ? toAccount(vendor, config) : '',
  };
  const heldBack = (whyNotAsked: ConnectorError): ConnectionSpec => {
    const readers =
      config && vendor ? vendor.resources(config).map((reader) => [reader.resource.name, reader] as const) : [];
    return { ...named, whyNotAsked, since, readers: new Map(readers) };
  };
  if (kept.paused) return heldBack(notAsked('paused', 'Paused by an administrator.'));
  if (problem || !config || !vendor) {
    return heldBack(notAsked(problem?.kind ?? 'bad_request', problem?.message ?? 'Its settings cannot be read.'));
  }
  const network = { allowPrivate: reading.rules.allowPrivate };
  return {
    ...named,
    clientKey: JSON.stringify([named.account, kept.secrets_version]),
    open: () => openConnection({ ...named, vendor, config, network, ...reading.outbound, now: reading.now }),
  };
}

/** For what only opening shows: an address in a private range, … */
export function toUnopenedSpec(spec: ConnectionSpec, kept: KeptConnection, why: string): ConnectionSpec {
  const { id, label, tenant, vendor, account } = spec;
  const whyNotAsked = notAsked('forbidden', why);
  return { id, label, tenant, vendor, account, whyNotAsked, since: kept.updated_at, readers: new Map() };
}

/** Secrets that were kept for the origin that the connection has now. */
function openSecrets(kept: KeptConnection, ring: KeyRing): { secrets: Record<string, string>; fault?: string } {
  const origin = toOrigin(kept.settings);
  const secrets: Record<string, string> = {};
  for (const secret of kept.secrets) {
    if (secret.origin !== origin) continue;
    try {
      secrets[secret.field] = ring.open(secret.envelope, { connection: kept.id, field: secret.field, origin });
    } catch (error) {
      if (error instanceof UnknownKeyError) return { secrets, fault: `Its secret was ${lowerFirst(error.message)}` };
      if (error instanceof EnvelopeError)
        return { secrets, fault: 'Its kept secret was changed from outside. Give it again.' };
      throw error;
    }
  }
  return { secrets };
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

function notAsked(kind: ConnectorErrorKind, message: string): ConnectorError {
  return new ConnectorError(kind, message, { retryable: false });
}
