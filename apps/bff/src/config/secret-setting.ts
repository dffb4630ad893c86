import { resolve } from 'node:path';
import { readSecretFile } from './connection-settings.ts';
import type { ConfigPath, Mistake } from './mistake.ts';
import type { YamlSource } from './yaml-source.ts';

export interface ReadingSecret {
  source: YamlSource;
  /** Of the file: relative paths start here. */
  folder: string;
  mistakes: Mistake[];
  warnings: Mistake[];
}

/**
 * A secret of the file's part at `path`: the setting itself, or what the file holds that the setting `<name>_file` names.
 * @returns undefined where neither is given, or where its file cannot be read, which is a mistake
 */
export function readSecretSetting(
  path: ConfigPath,
  name: string,
  given: { secret: string | undefined; file: string | undefined },
  { source, folder, mistakes, warnings }: ReadingSecret,
): string | undefined {
  const { secret, file } = given;
  const at = [...path, name];
  const fileKey = `${name}_file`;
  const atFile = [...path, fileKey];
  if (secret !== undefined && file !== undefined) {
    mistakes.push(source.mistakeAt(atFile, `${name} is given as well. Keep one.`, 'key'));
  }
  if (secret !== undefined) {
    const message = `A secret stands in this file. Prefer \${NAME} or ${fileKey}.`;
    if (!source.isFromEnvironment(at)) warnings.push(source.mistakeAt(at, message));
    return secret;
  }
  if (file === undefined) return undefined;
  const read = readSecretFile(resolve(folder, file));
  if (typeof read !== 'string') return read.value;
  mistakes.push(source.mistakeAt(atFile, read));
  return undefined;
}
