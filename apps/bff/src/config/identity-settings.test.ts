import { describe, expect, it } from 'vitest';
import { linesOf, useConfigFile } from './testing/config-file.ts';

const config = useConfigFile({ 'secret.txt': 'from-a-file\n' });
const load = (text: string, env: Record<string, string> = {}) => config.load(`${text}\nconnections: []\n`, env, []);
const mistakes = (text: string, env: Record<string, string> = {}) =>
  linesOf(() => load(text, env)).map((line) => line.replace(/^.*watchfloor\.yaml:\d+:\d+: /, ''));

const oidc = (lines = '') => `identity:
  oidc:
    issuer: https://login.norrvik.test/realms/soc
    client_id: watchfloor
${lines.replace(/^(?=.)/gm, '    ')}`;

describe('identity.oidc', () => {
  it('is read with its defaults', () => {
    const { identity, warnings } = load(oidc('client_secret: ${S}\ndefault_role: viewer'), { S: 'sentinel' });
    expect(identity).toEqual({
      demo: false,
      oidc: {
        issuer: 'https://login.norrvik.test/realms/soc',
        clientId: 'watchfloor',
        clientSecret: 'sentinel',
        label: 'login.norrvik.test',
        scopes: ['profile', 'email'],
        roles: { claim: 'groups', roles: {}, fallback: 'viewer' },
      },
    });
    expect(warnings).toEqual([]);
  });

  it('takes its secret from a file, and warns of one that stands in the settings', () => {
    const roles = 'role_claim: realm_access.roles\nroles: { soc-leads: lead }';
    const fromFile = load(oidc(`client_secret_file: secret.txt\n${roles}`));
    expect(fromFile.identity.oidc).toMatchObject({
      clientSecret: 'from-a-file',
      roles: { claim: 'realm_access.roles', roles: { 'soc-leads': 'lead' } },
    });
    const plain = load(oidc(`client_secret: sentinel-plain\n${roles}`));
    expect(plain.warnings.join()).toContain('identity.oidc.client_secret: A secret stands in this file.');
    expect(plain.warnings.join()).not.toContain('sentinel');
  });

  it.each<[string, string, string]>([
    ['nothing that gives a role', oidc(), 'identity.oidc: Gives nobody a role.'],
    ['a role that does not exist', oidc('roles: { staff: boss }'), 'identity.oidc.roles.staff: '],
    [
      'an issuer in the clear',
      oidc('default_role: viewer').replace('https:', 'http:'),
      'identity.oidc.issuer: Has to be https://',
    ],
    ['a key that does not exist', oidc('default_role: viewer\nrolle: x'), 'identity.oidc.rolle: Is not a setting.'],
    [
      'two secrets',
      oidc('default_role: viewer\nclient_secret: a\nclient_secret_file: secret.txt'),
      'identity.oidc.client_secret_file: client_secret is given as well.',
    ],
    [
      'a secret file that is not there',
      oidc('default_role: viewer\nclient_secret_file: nowhere'),
      'identity.oidc.client_secret_file: ',
    ],
  ])('with %s is refused', (_, text, message) => {
    expect(mistakes(text).join('\n')).toContain(message);
  });
});

describe('WATCHFLOOR_DEMO', () => {
  it('is taken on loopback', () => {
    expect(load('', { WATCHFLOOR_DEMO: '1' }).identity.demo).toBe(true);
  });

  it.each([
    ['where others reach the host', 'server: { host: 0.0.0.0, open_to_network: true }'],
    ['behind a public name', 'server: { public_origin: "https://soc.example" }'],
  ])('is refused %s', (_, text) => {
    expect(mistakes(text, { WATCHFLOOR_DEMO: '1' }).join()).toContain('WATCHFLOOR_DEMO: Lets anybody in');
  });
});

describe('server.trusted_proxies', () => {
  it('is a list of ranges; without it no proxy is believed', () => {
    expect(load('').server.trustedProxies).toEqual([]);
    expect(load('server: { trusted_proxies: [10.0.0.0/8] }').server.trustedProxies).toEqual(['10.0.0.0/8']);
    expect(mistakes('server: { trusted_proxies: [proxy.example] }').join()).toContain('Is not a range of addresses');
  });
});
