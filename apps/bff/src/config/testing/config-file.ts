import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Vendor } from '@watchfloor/connectors';
import { afterAll } from 'vitest';
import { type Config, ConfigError, loadConfig } from '../../config.ts';

export interface ConfigFile {
  folder: string;
  file: string;
  /** Writes the text and reads it as the server would. */
  load(text: string, env?: Record<string, string>, vendors?: readonly Vendor[]): Config;
}

/** For the tests of one file: a configuration in a folder of its own, and what else is put there. */
export function useConfigFile(beside: Readonly<Record<string, string>> = {}): ConfigFile {
  const folder = mkdtempSync(join(tmpdir(), 'watchfloor-config-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(beside)) writeFileSync(join(folder, name), text);
  const file = join(folder, 'watchfloor.yaml');
  return {
    folder,
    file,
    load(text, env = {}, vendors) {
      writeFileSync(file, text);
      return loadConfig(['--config', file], env, vendors);
    },
  };
}

/** @returns the lines of the configuration's mistakes; none where it has none */
export function linesOf(load: () => unknown): readonly string[] {
  try {
    load();
  } catch (error) {
    if (error instanceof ConfigError) return error.lines;
    throw error;
  }
  return [];
}
