import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesOf, useConfigFile } from './config/testing/config-file.ts';
import { fakeVendor } from './testing/fake-vendor.ts';

const secret = 'sentinel-secret-Zx81';
const { folder, file, load: read } = useConfigFile({ 'secret.txt': `${secret}\n`, 'empty.txt': '\n' });
const load = (text: string, env: Record<string, string> = {}) => read(text, env, [fakeVendor]);
/** `line:column: where: message` for each mistake. */
const mistakes = (text: string, env: Record<string, string> = {}) =>
  linesOf(() => load(text, env)).map((line) => line.replace(`${file}:`, '').trim());

const connection = (lines: string, id = 'usm-emea') => `connections:
  - id: ${id}
    vendor: fake-vendor
    label: EMEA
    base_url: https://vendor.example/api
    client_id: abc
${lines.replace(/^/gm, '    ')}
`;

describe('a good file', () => {
  it('gives the connection, with the environment put in', () => {
    const config = load(connection('client_secret: ${SECRET}\npage_size: 50\ntenant: "cost $${x}"'), {
      SECRET: secret,
    });
    expect(config.connections[0]).toMatchObject({
      id: 'usm-emea',
      label: 'EMEA',
      tenant: 'cost ${x}',
      config: { base_url: 'https://vendor.example/api', client_secret: secret, page_size: 50 },
    });
    expect(config.warnings).toEqual([]);
    expect(config.server).toEqual({
      host: '127.0.0.1',
      port: 4180,
      publicOrigin: undefined,
      trustedProxies: [],
    });
  });

  it('reads a secret from a file beside it, without the line end', () => {
    const config = load(connection('client_secret_file: secret.txt'));
    expect(config.connections[0]?.config).toMatchObject({ client_secret: secret });
    expect(config.connections[0]?.config).not.toHaveProperty('client_secret_file');
  });

  it('finds a certificate beside it', () => {
    const config = load(connection('ca_file: secret.txt\nclient_secret_file: secret.txt'));
    expect(config.connections[0]?.config.ca_file).toBe(join(folder, 'secret.txt'));
  });

  it('takes host and port from the environment first', () => {
    const config = load('server: { port: 1 }\nconnections: []', { WATCHFLOOR_HOST: '::1', WATCHFLOOR_PORT: '0' });
    expect(config.server).toMatchObject({ host: '::1', port: 0 });
  });

  it('warns of a secret that stands in it, without repeating it', () => {
    const { warnings } = load(connection(`client_secret: ${secret}`));
    expect(warnings).toEqual([
      expect.stringContaining(':7:20: connections[0].client_secret: A secret stands in this file'),
    ]);
    expect(warnings.join()).not.toContain(secret);
  });

  it('takes a key of 32 bytes, and makes one up when there is none', () => {
    const key = Buffer.alloc(32, 1).toString('base64');
    expect(load('connections: []', { WATCHFLOOR_KEY: key })).toMatchObject({ masterKeyIsRandom: false });
    expect(load('connections: []')).toMatchObject({ masterKeyIsRandom: true });
  });
});

describe('a broken file', () => {
  it('is answered with every mistake at once, each at its place', () => {
    const text = `serverr: {}
server:
  host: 0.0.0.0
  prot: 80
outbound:
  allow_private: [10.0.0.0/8, 10.0.0.0/33]
connections:
  - id: Usm_EMEA
    vendor: fake-vendor
    label: EMEA
    base_url: http://vendor.example
    client_id: \${MISSING_ID}
    client_secret: \${SECRET}
    client_secret_file: secret.txt
    pagesize: 3
  - id: twin
    vendor: fake-vendr
    label: 7
  - id: twin
    vendor: fake-vendor
    label: Twin
    base_url: ftp://vendor.example
    client_id: x
    client_secret_file: gone.txt
    page_size: many
`;
    const found = mistakes(text, { SECRET: secret });
    expect(found).toEqual([
      '1:1: serverr: Is not a setting. Did you mean "server"?',
      '3:9: server.host: Others could reach 0.0.0.0, in the clear. Put a proxy with TLS before it, name it in server.public_origin, and set server.open_to_network: true.',
      '4:3: server.prot: Is not a setting. Did you mean "port"?',
      '6:31: outbound.allow_private[1]: Is not a range of addresses such as 10.20.0.0/16 or fd00::/8.',
      '8:9: connections[0].id: Has to be small letters, digits and single hyphens: usm-emea.',
      '11:15: connections[0].base_url: Has to begin with https://: only loopback and addresses in outbound.allow_private may be asked in the clear.',
      '12:16: connections[0].client_id: The environment variable MISSING_ID is not set.',
      '14:5: connections[0].client_secret_file: Both client_secret and client_secret_file are given. Keep one.',
      '15:5: connections[0].pagesize: Is not a setting. Did you mean "page_size"?',
      '17:13: connections[1].vendor: Is not a vendor that Watchfloor knows. Did you mean "fake-vendor"? Known: fake-vendor.',
      '18:12: connections[1].label: Invalid input: expected string, received number',
      '19:9: connections[2].id: Is the id of connections[1] already.',
      '22:15: connections[2].base_url: Has to begin with https://.',
      `24:25: connections[2].client_secret_file: ${join(folder, 'gone.txt')} cannot be read (ENOENT).`,
      '25:16: connections[2].page_size: Invalid input: expected number, received string',
    ]);
    expect(found.join()).not.toContain(secret);
  });

  it('is told by the parser where it stops being YAML', () => {
    expect(mistakes('server:\n  host: "a\nconnections: []')[0]).toMatch(/^\d+:\d+: /);
    expect(mistakes('a: 1\na: 2')[0]).toMatch(/^2:1: /);
  });

  it.each([
    ['an alias', 'connections: &a []\nserver: *a', 'Aliases'],
    ['no connections', 'server: {}', '1:1: connections: Is missing.'],
    [
      'nothing',
      '',
      '1:1: Has to hold settings: data_dir, database, server, identity, outbound, metrics, findings, connections, views.',
    ],
    ['a connection that is none', 'connections: [3]', '1:15: connections[0]: Has to be a connection'],
    ['an empty secret file', connection('client_secret_file: empty.txt'), 'empty.txt is empty.'],
    [
      'a certificate that is not there',
      connection('ca_file: gone.pem\nclient_secret: x'),
      'gone.pem cannot be read (ENOENT).',
    ],
    ['a missing secret', connection('page_size: 1'), 'connections[0].client_secret: Is missing.'],
    [
      'a name that is none in ${}',
      connection('client_secret: ${not a name}'),
      'needs the name of an environment variable',
    ],
    ['credentials in a URL', connection('client_secret: x').replace('https://', 'https://a:b@'), 'Holds credentials'],
    [
      'an origin with a path',
      'server: { public_origin: "https://a.example/x" }\nconnections: []',
      'server.public_origin',
    ],
    [
      'an origin in the clear',
      'server: { public_origin: "http://a.example" }\nconnections: []',
      'server.public_origin',
    ],
    ['a port of text', 'server: { port: many }\nconnections: []', 'whole number from 0'],
  ])('names %s', (_, text, expected) => {
    expect(mistakes(text).join('\n')).toContain(expected);
  });

  it('refuses a key of another length and does not print it', () => {
    const found = mistakes('connections: []', { WATCHFLOOR_KEY: secret });
    expect(found).toEqual(['WATCHFLOOR_KEY: Has to be 32 bytes in base64: openssl rand -base64 32']);
  });
});

describe('who may reach the server', () => {
  const open = 'server: { host: 0.0.0.0, open_to_network: true }\nconnections: []';

  it('is nobody else unless the file says so', () => {
    expect(mistakes(open.replace(', open_to_network: true', ''))).toEqual([
      '1:17: server.host: Others could reach 0.0.0.0, in the clear. Put a proxy with TLS before it, name it in server.public_origin, and set server.open_to_network: true.',
    ]);
    expect(mistakes('connections: []', { WATCHFLOOR_HOST: '0.0.0.0' }).join()).toContain(
      'WATCHFLOOR_HOST: Others could',
    );
  });

  it('control: it does', () => {
    expect(load(open).server.host).toBe('0.0.0.0');
  });
});

describe('addresses in the clear', () => {
  const at = (url: string, ranges = '') =>
    mistakes(
      `outbound: { allow_private: [${ranges}] }\n${connection(`client_secret: \${S}`).replace('https://vendor.example', url)}`,
      {
        S: secret,
      },
    );

  it.each(['http://127.0.0.1:9000', 'http://localhost:9000', 'http://[::1]:9000'])('%s is loopback', (url) => {
    expect(at(url)).toEqual([]);
  });

  it('are allowed where a range covers them', () => {
    expect(at('http://10.1.2.3', '10.0.0.0/8')).toEqual([]);
    expect(at('http://[fd00::7]', '"fd00::/8"')).toEqual([]);
    expect(at('http://10.1.2.3').join()).toContain('Has to begin with https://');
    expect(at('http://127.0.0.1.evil.example').join()).toContain('Has to begin with https://');
  });
});

it('never throws anything but its own error, whatever the file holds', () => {
  const piece = fc.constantFrom(
    'server',
    'connections',
    ':',
    ' ',
    '\n',
    '- ',
    '{',
    '}',
    '[',
    ']',
    '${A}',
    '"',
    '&a',
    '*a',
    'id',
    '1',
    '!!x',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      mistakes(pieces.join(''));
    }),
    { numRuns: 300 },
  );
});
