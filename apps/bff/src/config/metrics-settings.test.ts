import { expect, it } from 'vitest';
import { linesOf, useConfigFile } from './testing/config-file.ts';

const token = '0123456789abcdef';
const config = useConfigFile({ token: `${token}\n`, weak: 'weak\n' });
const load = (metrics: string, env: Record<string, string> = {}) =>
  config.load(`connections: []\nmetrics: ${metrics}\n`, env);
const mistakes = (metrics: string): string => linesOf(() => load(metrics)).join('\n');

it('takes a token from the environment or from a file, and prints it nowhere', () => {
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
  expect(mistakes('{ token_file: weak }')).toMatch(/metrics\.token_file.*16 characters/s);
  expect(mistakes('{ token_file: nowhere }')).toContain('metrics.token_file');
  expect(mistakes(`{ token: ${token}, token_file: token }`)).toContain('Keep one.');
});
