import { X509Certificate } from 'node:crypto';
import type { BaseConfig, Vendor } from '@watchfloor/connectors';
import * as z from 'zod/v4/core';
import { en } from 'zod/v4/locales';
import { findOriginFault, type OutboundRules } from './allow-list.ts';

export type Settings = Readonly<Record<string, unknown>>;
export type Secrets = Readonly<Record<string, string>>;

export interface SettingsFault {
  /** `settings.base_url`, `secrets.client_secret`. */
  parameter: string;
  /** For a person; never holds a secret's value. */
  detail: string;
}

export interface CheckedSettings {
  faults: SettingsFault[];
  /** undefined where there are faults. */
  config: BaseConfig | undefined;
  /** Where the secrets go; undefined where the address is none. */
  origin: string | undefined;
}

/** Stands where no secret is kept, so that the rest can be read. It is never sent: such a connection is not opened. */
const absent = 'not-set-not-set';

/** A form sends what was left empty as an empty text. */
export function dropEmpty(settings: Settings): Record<string, unknown> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== '' && value !== null));
}

/** Where the secrets of a connection with these settings go. */
export function toOrigin(settings: Settings): string | undefined {
  const { base_url: baseUrl } = settings;
  return typeof baseUrl === 'string' && URL.canParse(baseUrl) ? new URL(baseUrl).origin : undefined;
}

/**
 * Reads settings and secrets as the vendor does, and holds the address to the operator's rules.
 * @param mayLackSecrets where a secret may be given later
 */
export function checkSettings(
  vendor: Vendor,
  settings: Settings,
  secrets: Secrets,
  { rules, mayLackSecrets }: { rules: OutboundRules; mayLackSecrets: boolean },
): CheckedSettings {
  const faults: SettingsFault[] = [];
  const places = new Set(vendor.settings.map(({ name }) => name));
  const isSecret = (name: string) => vendor.secrets.includes(name);
  for (const name of Object.keys(settings)) {
    if (!places.has(name)) faults.push(at('settings', name, 'Is not a setting of this vendor.'));
    else if (isSecret(name)) faults.push(at('settings', name, 'Is a secret. It belongs in secrets.'));
  }
  for (const name of Object.keys(secrets)) {
    if (!isSecret(name)) faults.push(at('secrets', name, 'Is not a secret of this vendor.'));
  }
  const { base_url: baseUrl, ca_file: authority } = settings;
  const originFault = typeof baseUrl === 'string' ? findOriginFault(baseUrl, rules) : undefined;
  if (originFault) faults.push(at('settings', 'base_url', originFault));
  if (typeof authority === 'string') faults.push(...findAuthorityFault(authority));
  for (const [name, value] of Object.entries(settings)) {
    if (typeof value === 'string' && holdsCredentials(value)) faults.push(at('settings', name, credentialsInUrl));
  }

  const lent = mayLackSecrets ? Object.fromEntries(vendor.secrets.map((name) => [name, absent])) : {};
  const known = Object.entries(settings).filter(([name]) => places.has(name) && !isSecret(name));
  const ours = Object.entries(secrets).filter(([name]) => isSecret(name));
  const given = { ...Object.fromEntries(known), ...lent, ...Object.fromEntries(ours) };
  const result = z.safeParse(vendor.config, given, { error: en().localeError });
  if (!result.success) faults.push(...toFaults(result.error.issues, vendor, given, secrets));
  else
    faults.push(...known.filter(([, value]) => !isKeepable(value)).map(([name]) => at('settings', name, unkeepable)));
  const seen = new Set<string>();
  const once = faults.filter(({ parameter }) => !seen.has(parameter) && seen.add(parameter));
  return {
    faults: once,
    config: result.success && once.length === 0 ? result.data : undefined,
    origin: toOrigin(settings),
  };
}

const unkeepable = 'Holds characters that cannot be kept.';

/** The name and tenant of a connection, which the database and every screen have to hold. */
export function findNameFaults(names: Readonly<Record<string, string | null | undefined>>): SettingsFault[] {
  return Object.entries(names).flatMap(([parameter, text]) =>
    typeof text === 'string' && (/\p{Cc}/u.test(text) || !text.isWellFormed())
      ? [{ parameter, detail: unkeepable }]
      : [],
  );
}

/** Postgres takes neither U+0000 nor half of a surrogate pair. Asked of what the schema took, so that it is not deep. */
function isKeepable(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0');
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).flat().every(isKeepable);
}

const credentialsInUrl = 'Holds credentials. They belong in their own fields.';

function holdsCredentials(text: string): boolean {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text) || !URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username !== '' || password !== '';
}

/** The browser gives the certificate itself: a path would name a file of the server. */
function findAuthorityFault(text: string): SettingsFault[] {
  const isCertificate = text.startsWith('-----BEGIN CERTIFICATE-----') && isReadable(text);
  return isCertificate ? [] : [at('settings', 'ca_file', 'Is not a certificate in PEM: -----BEGIN CERTIFICATE-----.')];
}

function isReadable(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}

function toFaults(issues: readonly z.$ZodIssue[], vendor: Vendor, given: Settings, secrets: Secrets): SettingsFault[] {
  const values = Object.values(secrets);
  return issues.map((issue) => {
    const [first = '', ...rest] = issue.path.map(String);
    const path = [first, ...rest].join('.');
    const isMissing = rest.length === 0 && given[first] === undefined && issue.code === 'invalid_type';
    // A schema's own message could quote what it refuses.
    const quotes = values.some((value) => issue.message.includes(value));
    const detail = isMissing ? 'Is missing.' : quotes ? 'Is not valid.' : issue.message;
    return at(vendor.secrets.includes(first) ? 'secrets' : 'settings', path, detail);
  });
}

function at(part: 'settings' | 'secrets', name: string, detail: string): SettingsFault {
  return { parameter: `${part}.${name}`, detail };
}
