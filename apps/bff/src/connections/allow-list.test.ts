import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../config.ts';
import { findOriginFault, findPatternFault } from './allow-list.ts';

const rules = {
  allowOrigins: ['*.alienvault.cloud', 'api.amp.cisco.com', 'kuma.lan:7223', 'Bücher.example', '[fd00::5]:7223'],
  allowPrivate: ['127.0.0.0/8'],
};

describe('an address that is given in the browser', () => {
  it.each([
    'https://acme.alienvault.cloud/api/2.0',
    'https://ACME.AlienVault.Cloud/api/2.0',
    'https://a.b.alienvault.cloud',
    'https://api.amp.cisco.com:443/v1',
    'https://kuma.lan:7223/api/v1',
    'https://xn--bcher-kva.example/',
    'https://[fd00::5]:7223/api/v1',
  ])('%s is on the list', (url) => {
    expect(findOriginFault(url, rules)).toBeUndefined();
  });

  it.each([
    'https://alienvault.cloud/api/2.0',
    'https://evil-alienvault.cloud',
    'https://alienvault.cloud.evil.example',
    'https://acme.alienvault.cloud.',
    'https://acme.alienvault.cloud:8443',
    'https://api.amp.cisco.com.evil.example/v1',
    'https://eu.api.amp.cisco.com/v1',
    'https://api.amp.cisco.com@evil.example/v1',
    'https://evil.example/#api.amp.cisco.com',
    'https://evil.example/?.alienvault.cloud',
    'https://evil.example\\.alienvault.cloud',
    'https://kuma.lan/api/v1',
    'https://169.254.169.254/latest',
    'http://127.0.0.1:8080/api',
    'http://acme.alienvault.cloud/api',
    'ftp://acme.alienvault.cloud/api',
    'javascript:alert(1)',
    'acme.alienvault.cloud',
  ])('%s is not', (url) => {
    expect(findOriginFault(url, rules)).toEqual(expect.any(String));
  });

  it('is any public host over https where the operator lists none', () => {
    const open = { allowOrigins: [], allowPrivate: [] };
    expect(findOriginFault('https://anything.example/v1', open)).toBeUndefined();
    expect(findOriginFault('http://anything.example/v1', open)).toContain('https://');
  });
});

describe('an entry of the list', () => {
  it.each(rules.allowOrigins)('%s is one', (pattern) => {
    expect(findPatternFault(pattern)).toBeUndefined();
  });

  it.each(['', '*', '*.com', '*.', 'https://api.amp.cisco.com', 'a b', 'a.*.b', '**.a.b', 'a/b', 'u@h', 'h:99999999'])(
    '%j is none',
    (pattern) => {
      expect(findPatternFault(pattern)).toEqual(expect.any(String));
    },
  );
});

it('the operator’s file is read with it, and a wrong entry is named with its place', () => {
  const folder = mkdtempSync(join(tmpdir(), 'watchfloor-allow-'));
  const file = join(folder, 'watchfloor.yaml');
  const load = (entry: string) => {
    writeFileSync(file, `outbound:\n  allow_origins:\n    - "*.alienvault.cloud"\n    - "${entry}"\nconnections: []\n`);
    return loadConfig(['--config', file], {});
  };
  try {
    expect(load('kuma.lan:7223').allowOrigins).toEqual(['*.alienvault.cloud', 'kuma.lan:7223']);
    expect(() => load('*')).toThrow(`${file}:4:7: outbound.allow_origins[1]: Is not a host such as`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
