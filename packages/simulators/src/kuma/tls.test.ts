import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startKumaSimulator } from './simulator.ts';

// A tool of the machine, not a dependency: without it there is no CA to test with.
const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const NAME = 'kuma.norrvik.example';

/** A CA of our own and a certificate for a name only: an address in its place fails the check, as in the field. */
function createIdentity(): { ca: string; key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'kuma-ca-'));
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const sign = ['-req', '-in', 'core.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'san'];
  try {
    openssl('req', '-x509', ...ec, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2', '-subj', '/CN=KUMA CA');
    openssl('req', ...ec, '-keyout', 'core.key', '-out', 'core.csr', '-subj', `/CN=${NAME}`);
    writeFileSync(join(folder, 'san'), `subjectAltName=DNS:${NAME}`);
    openssl('x509', ...sign, '-out', 'core.pem', '-days', '2');
    const [ca = '', key = '', cert = ''] = ['ca.pem', 'core.key', 'core.pem'].map((name) =>
      readFileSync(join(folder, name), 'utf8'),
    );
    return { ca, key, cert };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function get(url: string, token: string, options: { ca?: string; servername?: string }): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` };
    const outgoing = request(url, { ...options, headers, agent: false }, (incoming) => {
      let body = '';
      incoming.on('data', (chunk) => (body += String(chunk))).on('end', () => resolve(body));
    });
    outgoing.on('error', reject).end();
  });
}

describe.skipIf(!hasOpenssl)('over TLS', () => {
  test('the private CA is needed, and the name the certificate was issued for', async () => {
    const { ca, key, cert } = createIdentity();
    const kuma = await startKumaSimulator({ alerts: 5, tls: { key, cert } });
    const alerts = `${kuma.baseUrl}/alerts`;
    const code = (pattern: RegExp) => ({ code: expect.stringMatching(pattern) as string });
    expect(alerts).toMatch(/^https:/);
    expect(JSON.parse(await get(alerts, kuma.token, { ca, servername: NAME }))).toBeInstanceOf(Array);
    expect(await get(kuma.consoleOrigin, '', { ca, servername: NAME })).toContain('<!doctype html>');
    await expect(get(alerts, kuma.token, { servername: NAME })).rejects.toMatchObject(code(/ISSUER|VERIFY/));
    await expect(get(alerts, kuma.token, { ca })).rejects.toMatchObject(code(/ALTNAME/));
    await kuma.close();
  });
});
