import { resolve } from 'node:path';
import { Secret } from '@watchfloor/connectors';
import * as z from 'zod/mini';
import { checkKeys } from './check-schema.ts';
import { readSecretFile } from './connection-settings.ts';
import type { Mistake } from './mistake.ts';
import type { YamlSource } from './yaml-source.ts';

const tokenText = 'Has to be 16 characters or more, without white space.';
const tokenSchema = z.string().check(z.regex(/^\S{16,}$/, tokenText));
const metricsShape = { token: z.optional(tokenSchema), token_file: z.optional(z.string().check(z.minLength(1))) };

export interface MetricsSettings {
  token: Secret | undefined;
}

interface ReadingMetrics {
  source: YamlSource;
  /** Of the file: relative paths start here. */
  folder: string;
  mistakes: Mistake[];
  warnings: Mistake[];
}

/** @param data the file's `metrics` */
export function readMetricsSettings(data: unknown, reading: ReadingMetrics): MetricsSettings {
  const { source, folder, mistakes, warnings } = reading;
  const { token, token_file: file } = checkKeys(metricsShape, data, ['metrics'], source, mistakes);
  const at = (name: string) => ['metrics', name];
  if (token !== undefined && file !== undefined) {
    mistakes.push(source.mistakeAt(at('token_file'), 'token is given as well. Keep one.', 'key'));
  }
  if (token !== undefined) {
    const message = 'A secret stands in this file. Prefer ${NAME} or token_file.';
    if (!source.isFromEnvironment(at('token'))) warnings.push(source.mistakeAt(at('token'), message));
    return { token: new Secret(token) };
  }
  if (file === undefined) return { token: undefined };
  const read = readSecretFile(resolve(folder, file));
  const fault = typeof read === 'string' ? read : z.safeParse(tokenSchema, read.value).success ? undefined : tokenText;
  if (fault !== undefined) mistakes.push(source.mistakeAt(at('token_file'), fault));
  return { token: typeof read === 'string' || fault !== undefined ? undefined : new Secret(read.value) };
}
