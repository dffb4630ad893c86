import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { linesOf, useConfigFile } from './testing/config-file.ts';

const url = 'postgres://someone:sentinel-Zx81@db.example:5432/watchfloor';
const config = useConfigFile({
  'url.txt': `${url}\n`,
  'wrong.txt': 'mysql://someone:sentinel-Zx81@db.example/watchfloor\n',
});
const { folder, file } = config;
const load = (text: string, env: Record<string, string> = {}) => config.load(`connections: []\n${text}`, env);
const mistakes = (text: string, env: Record<string, string>): string =>
  linesOf(() => load(text, env))
    .join('\n')
    .replaceAll(`${file}:`, '');

describe('where things are kept', () => {
  it.each([
    ['', {}, join(folder, 'data')],
    ['data_dir: other', {}, join(folder, 'other')],
    ['data_dir: /srv/watchfloor', {}, '/srv/watchfloor'],
    ['data_dir: other', { WATCHFLOOR_DATA: 'here' }, resolve('here')],
  ])('%j with %j is the built-in database in %s', (text, env, dataDir) => {
    expect(load(text, env).store).toEqual({ url: undefined, dataDir });
  });

  it.each([
    [`database: { url: "${url}" }`, {}],
    ['database: { url_file: url.txt }', {}],
    ['database: { url: "${MINE}" }', { MINE: url }],
    ['database: { url: "postgres://other/one" }', { DATABASE_URL: url }],
  ])('%j with %j is a database of one’s own', (text, env) => {
    expect(load(text, env).store.url).toBe(url);
  });

  it('a password in the file itself is a warning, without the password', () => {
    const [warning] = load(`database: { url: "${url}" }`).warnings;
    expect(warning).toMatch(/watchfloor\.yaml:2:18: database\.url: A password stands in the file\./);
    expect(warning).not.toContain('sentinel');
    expect(load('database: { url: "${MINE}" }', { MINE: url }).warnings).toEqual([]);
  });
});

describe('a mistake names its place and no value', () => {
  it.each([
    ['database: { url: "mysql://a:sentinel-Zx81@b/c" }', {}, '2:18: database.url: Has to be an address such as'],
    ['database: { url_file: wrong.txt }', {}, '2:23: database.url_file: Has to be an address such as'],
    ['database: { url_file: none.txt }', {}, 'none.txt cannot be read (ENOENT)'],
    [`database: { url: "${url}", url_file: url.txt }`, {}, 'database.url is set as well. Keep one.'],
    ['database: { uri: x }', {}, 'database.uri: Is not a setting. Did you mean "url"?'],
    ['database: postgres', {}, 'database: Has to hold settings: url, url_file.'],
    ['data_dir: ""', {}, '2:11: data_dir'],
    ['', { DATABASE_URL: 'sentinel-Zx81' }, 'DATABASE_URL: Has to be an address such as postgres://user:password@host'],
  ])('%j with %j', (text, env, message) => {
    const found = mistakes(text, env);
    expect(found).toContain(message);
    expect(found).not.toContain('sentinel');
  });
});
