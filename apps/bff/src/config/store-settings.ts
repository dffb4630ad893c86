import { resolve } from 'node:path';
import * as z from 'zod/mini';
import { checkKeys } from './check-schema.ts';
import { readSecretFile } from './connection-settings.ts';
import type { ReadingSecret } from './secret-setting.ts';
import type { Environment } from './yaml-source.ts';

const urlText = 'Has to be an address such as postgres://user:password@host:5432/database.';
const databaseShape = { url: z.optional(z.string()), url_file: z.optional(z.string().check(z.minLength(1))) };

export const dataDirSchema = z.optional(z.string().check(z.minLength(1)));

export interface StoreSettings {
  /** A database of the operator's own. Without one, the built-in one in the data folder. Holds a password. */
  url: string | undefined;
  /** Absolute. */
  dataDir: string;
}

export interface ReadingStore extends ReadingSecret {
  env: Environment;
}

/** @param data the file's `database` */
export function readStoreSettings(data: unknown, dataDir: string | undefined, reading: ReadingStore): StoreSettings {
  const { env, folder } = reading;
  // A path in the environment is meant from where the command was typed, one in the file from the file.
  const dir = env.WATCHFLOOR_DATA ? resolve(env.WATCHFLOOR_DATA) : resolve(folder, dataDir ?? 'data');
  return { url: readUrl(data, reading), dataDir: dir };
}

function readUrl(data: unknown, { env, source, folder, mistakes, warnings }: ReadingStore): string | undefined {
  const given = checkKeys(databaseShape, data, ['database'], source, mistakes);
  if (env.DATABASE_URL) {
    if (!isUrl(env.DATABASE_URL)) mistakes.push({ where: 'DATABASE_URL', message: urlText });
    return env.DATABASE_URL;
  }
  if (given.url !== undefined && given.url_file !== undefined) {
    mistakes.push(source.mistakeAt(['database', 'url_file'], 'database.url is set as well. Keep one.'));
  }
  if (given.url !== undefined) {
    const path = ['database', 'url'] as const;
    if (!isUrl(given.url)) mistakes.push(source.mistakeAt(path, urlText));
    else if (!source.isFromEnvironment(path) && new URL(given.url).password !== '') {
      warnings.push(source.mistakeAt(path, 'A password stands in the file. Use ${NAME} or url_file.'));
    }
    return given.url;
  }
  if (given.url_file === undefined) return undefined;
  const read = readSecretFile(resolve(folder, given.url_file));
  const message = typeof read === 'string' ? read : isUrl(read.value) ? undefined : urlText;
  if (message !== undefined) mistakes.push(source.mistakeAt(['database', 'url_file'], message));
  return typeof read === 'string' ? undefined : read.value;
}

const isUrl = (text: string) =>
  URL.canParse(text) && ['postgres:', 'postgresql:'].includes(new URL(text).protocol) && text.length < 2_000;
