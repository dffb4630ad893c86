import { Secret } from '@watchfloor/connectors';
import * as z from 'zod/mini';
import { checkKeys } from './check-schema.ts';
import { type ReadingSecret, readSecretSetting } from './secret-setting.ts';

const tokenText = 'Has to be 16 characters or more, without white space.';
const tokenSchema = z.string().check(z.regex(/^\S{16,}$/, tokenText));
const metricsShape = { token: z.optional(tokenSchema), token_file: z.optional(z.string().check(z.minLength(1))) };

export interface MetricsSettings {
  token: Secret | undefined;
}

/** @param data the file's `metrics` */
export function readMetricsSettings(data: unknown, reading: ReadingSecret): MetricsSettings {
  const { source, mistakes } = reading;
  const given = checkKeys(metricsShape, data, ['metrics'], source, mistakes);
  const token = readSecretSetting(['metrics'], 'token', { secret: given.token, file: given.token_file }, reading);
  if (token === undefined) return { token: undefined };
  // What stands in the settings was checked with them; what a file holds was not.
  if (z.safeParse(tokenSchema, token).success) return { token: new Secret(token) };
  mistakes.push(source.mistakeAt(['metrics', 'token_file'], tokenText));
  return { token: undefined };
}
