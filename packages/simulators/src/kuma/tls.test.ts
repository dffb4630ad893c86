import { request } from 'node:https';
import { generate } from 'selfsigned';
import { expect, test } from 'vitest';
import { startKumaSimulator } from './simulator.ts';

const NAME = 'kuma.norrvik.example';

/** A CA of our own and a certificate for a name only: an address in its place fails the check, as in the field. */
async function createIdentity(): Promise<{ ca: string; key: string; cert: string }> {
  const authority = await generate([{ name: 'commonName', value: 'KUMA CA' }], {
    extensions: [{ name: 'basicConstraints', cA: true, critical: true }],
  });
  const core = await generate([{ name: 'commonName', value: NAME }], {
    ca: { key: authority.private, cert: authority.cert },
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: NAME }] }],
  });
  return { ca: authority.cert, key: core.private, cert: core.cert };
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

test('over TLS, the private CA is needed, and the name the certificate was issued for', async () => {
  const { ca, key, cert } = await createIdentity();
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
