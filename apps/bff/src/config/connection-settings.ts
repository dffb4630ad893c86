import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { BaseConfig, Vendor } from '@watchfloor/connectors';
import * as z from 'zod/mini';
import { toCode } from '../store/failure.ts';
import { checkSchema, knownKeys, unknownKey } from './check-schema.ts';
import { type ConfigPath, type Mistake, toPathText } from './mistake.ts';
import { findBaseUrlFault } from './network.ts';
import { suggest } from './suggest.ts';
import type { YamlSource } from './yaml-source.ts';

export interface ConfiguredConnection {
  id: string;
  label: string;
  tenant: string | undefined;
  vendor: Vendor;
  config: BaseConfig;
}

export interface ReadingConnections {
  source: YamlSource;
  vendors: readonly Vendor[];
  allowPrivate: readonly string[];
  /** Relative paths of secret files start here. */
  folder: string;
  mistakes: Mistake[];
  warnings: Mistake[];
}

const text = z.string().check(z.minLength(1), z.maxLength(120));
const commonShape = {
  id: z
    .string()
    .check(
      z.maxLength(64),
      z.regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'Has to be small letters, digits and single hyphens: usm-emea.'),
    ),
  vendor: z.string(),
  label: text,
  tenant: z.optional(text),
};
const commonSchema = z.object(commonShape);
const fileSuffix = '_file';

/** Reads one entry of `connections`. @returns undefined where there were mistakes */
export function readConnection(
  entry: unknown,
  path: ConfigPath,
  reading: ReadingConnections,
): ConfiguredConnection | undefined {
  const { source, vendors, mistakes } = reading;
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    mistakes.push(source.mistakeAt(path, 'Has to be a connection: id, vendor, label and the settings of its vendor.'));
    return undefined;
  }
  const before = mistakes.length;
  const common = checkSchema(commonSchema, entry, path, source, mistakes);
  const given: Record<string, unknown> = { ...entry };
  const vendor = vendors.find(({ name }) => name === given.vendor);
  if (!vendor) {
    if (typeof given.vendor === 'string') mistakes.push(unknownVendor(given.vendor, path, reading));
    return undefined;
  }
  for (const name of Object.keys(commonShape)) delete given[name];
  const unread = readSecretFiles(given, vendor, path, reading);
  const known = knownKeys(vendor.config);
  if (known) {
    const all = [...Object.keys(commonShape), ...known, ...vendor.secrets.map((name) => name + fileSuffix)];
    for (const name of Object.keys(given).filter((key) => !known.includes(key))) {
      mistakes.push(unknownKey([...path, name], all, source));
      delete given[name];
    }
  }
  readCaFile(given, path, reading);
  const urlFault = typeof given.base_url === 'string' && findBaseUrlFault(given.base_url, reading.allowPrivate);
  if (urlFault) mistakes.push(source.mistakeAt([...path, 'base_url'], urlFault));
  const config = checkVendorConfig(vendor, given, path, reading, unread);
  if (!common || !config || mistakes.length > before) return undefined;
  return { id: common.id, label: common.label, tenant: common.tenant, vendor, config };
}

function checkVendorConfig(
  vendor: Vendor,
  given: Record<string, unknown>,
  path: ConfigPath,
  reading: ReadingConnections,
  unread: ReadonlySet<string>,
): BaseConfig | undefined {
  const found: Mistake[] = [];
  const config = checkSchema(vendor.config, given, path, reading.source, found);
  const values = vendor.secrets.map((name) => given[name]).filter((value) => typeof value === 'string' && value !== '');
  for (const mistake of found) {
    // A schema's own message could quote what it refuses.
    const quotes = values.some((value) => mistake.message.includes(String(value)));
    // One sentence for one mistake: what was said about base_url, a variable or a secret's file stands already.
    if (unread.has(mistake.where) || reading.mistakes.some(({ where }) => where === mistake.where)) continue;
    reading.mistakes.push(quotes ? { ...mistake, message: 'Is not valid.' } : mistake);
  }
  return config;
}

/**
 * Puts what `<secret>_file` names in place of it. Neither file content nor value is ever repeated.
 * @returns where a secret is missing because its file could not be read
 */
function readSecretFiles(
  given: Record<string, unknown>,
  vendor: Vendor,
  path: ConfigPath,
  reading: ReadingConnections,
) {
  const { source, mistakes, warnings } = reading;
  const failed = new Set<string>();
  for (const name of vendor.secrets) {
    const fileKey = name + fileSuffix;
    const file = given[fileKey];
    delete given[fileKey];
    if (file === undefined) {
      if (typeof given[name] === 'string' && !source.isFromEnvironment([...path, name])) {
        const message = `A secret stands in this file. Prefer \${NAME} or ${fileKey}.`;
        warnings.push(source.mistakeAt([...path, name], message));
      }
      continue;
    }
    if (given[name] !== undefined) {
      mistakes.push(source.mistakeAt([...path, fileKey], `Both ${name} and ${fileKey} are given. Keep one.`, 'key'));
      continue;
    }
    const read = typeof file === 'string' ? readSecretFile(resolve(reading.folder, file)) : 'Has to be a path.';
    if (typeof read === 'string') {
      mistakes.push(source.mistakeAt([...path, fileKey], read));
      failed.add(toPathText([...path, name]));
    } else given[name] = read.value;
  }
  return failed;
}

/** A path in the file is relative to the file, not to where the server was started. */
function readCaFile(
  given: Record<string, unknown>,
  path: ConfigPath,
  { source, mistakes, folder }: ReadingConnections,
) {
  if (typeof given.ca_file !== 'string') return;
  given.ca_file = resolve(folder, given.ca_file);
  const read = readSecretFile(String(given.ca_file));
  if (typeof read === 'string') mistakes.push(source.mistakeAt([...path, 'ca_file'], read));
}

/** @returns the content without its line end, or a sentence that says why there is none */
export function readSecretFile(file: string): { value: string } | string {
  try {
    const value = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    return value === '' ? `${file} is empty.` : { value };
  } catch (error) {
    const code = toCode(error) ?? 'unknown error';
    return `${file} cannot be read (${code}).`;
  }
}

function unknownVendor(name: string, path: ConfigPath, { source, vendors }: ReadingConnections): Mistake {
  const known = vendors.map((vendor) => vendor.name);
  const message = `Is not a vendor that Watchfloor knows.${suggest(name, known)} Known: ${known.join(', ') || 'none'}.`;
  return source.mistakeAt([...path, 'vendor'], message);
}
