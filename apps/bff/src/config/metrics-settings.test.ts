import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { ConfigError, loadConfig } from '../config.ts';

const folder = mkdtempSync(join(tmpdir(), 'watchfloor-metrics-'));
afterAll(() => rmSync(folder, { recursive: true }));

function load(metrics: string, env: Record<string, string> = {}) {
  const file = join(folder, 'watchfloor.yaml');
  writeFileSync(file, `connections: []\nmetrics: ${metrics}\n`);
  return loadConfig(['--config', file], env);
}
function mistakes(metrics: string): string {
  try {
    load(metrics);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

const token = '0123456789abcdef';

it('takes a token from the environment or from a file, and prints it nowhere', () => {
  writeFileSync(join(folder, 'token'), `${token}\n`);
  const fromFile = load('{ token_file: token }');
  expect(fromFile.metrics.token?.reveal()).toBe(token);
  expect(JSON.stringify(fromFile.metrics)).not.toContain(token);
  const fromEnvironment = load('{ token: "${TOKEN}" }', { TOKEN: token });
  expect(fromEnvironment.metrics.token?.reveal()).toBe(token);
  expect(fromEnvironment.warnings).toEqual([]);
  expect(load(`{ token: ${token} }`).warnings.join()).toContain('A secret stands in this file.');
  expect(load('{}').metrics.token).toBeUndefined();
});

it('names a token that is short, given twice or not there, and does not repeat it', () => {
  expect(mistakes('{ token: short }')).toMatch(/metrics\.token.*16 characters/s);
  expect(mistakes('{ token: short }')).not.toContain('short');
  writeFileSync(join(folder, 'weak'), 'weak\n');
  expect(mistakes('{ token_file: weak }')).toMatch(/metrics\.token_file.*16 characters/s);
  expect(mistakes('{ token_file: nowhere }')).toContain('metrics.token_file');
  expect(mistakes(`{ token: ${token}, token_file: token }`)).toContain('Keep one.');
});
