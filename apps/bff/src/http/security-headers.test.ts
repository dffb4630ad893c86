import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { asOwnPage, fakeApp } from '../testing/fake-app.ts';

/** What is wrong with a response's security headers. */
function findFaults(headers: Headers): string[] {
  const policy = headers.get('content-security-policy') ?? '';
  const needed: Record<string, RegExp> = {
    'x-content-type-options': /^nosniff$/,
    'referrer-policy': /^(same-origin|no-referrer)$/,
    'cross-origin-opener-policy': /^same-origin$/,
    'cross-origin-resource-policy': /^same-origin$/,
    'permissions-policy': /camera=\(\)/,
    'x-request-id': /./,
  };
  const directives = [
    "default-src 'none'",
    "script-src 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types watchfloor',
  ];
  return [
    ...Object.entries(needed).flatMap(([name, value]) => (value.test(headers.get(name) ?? '') ? [] : [name])),
    ...directives.filter((directive) => !policy.split('; ').includes(directive)),
    ...(/unsafe-|\*|https?:/.test(policy) ? ['a policy that is open'] : []),
    ...[...headers.keys()].filter((name) => name.startsWith('access-control-') || name === 'server'),
  ];
}

describe.each(['/api/sources', '/api/nothing', '/api/explore/none/alarms', '/', '/healthz'])('%s', (path) => {
  it('carries every security header, also where it is a problem', async () => {
    const response = await fakeApp().app.request(asOwnPage(path));
    expect(findFaults(response.headers)).toEqual([]);
    expect(response.headers.get('cache-control')).toBe(
      path.startsWith('/api') ? 'no-store' : response.headers.get('cache-control'),
    );
  });
});

it('a refused request carries them too', async () => {
  const response = await fakeApp().app.request('http://localhost/api/sources', { headers: { host: 'evil.example' } });
  expect(response.status).toBe(403);
  expect(findFaults(response.headers)).toEqual([]);
});

it('control: a response without them is found', async () => {
  const response = await new Hono().get('/', (c) => c.text('')).request('/');
  expect(findFaults(response.headers).length).toBeGreaterThan(10);
});

it('gives each response another nonce', async () => {
  const { app } = fakeApp();
  const policies = await Promise.all(
    ['/', '/'].map(async (path) => (await app.request(asOwnPage(path))).headers.get('content-security-policy')),
  );
  expect(policies[0]).toMatch(/style-src 'self' 'nonce-[A-Za-z0-9+/]{22}=='/);
  expect(policies[0]).not.toBe(policies[1]);
});

it('sends HSTS of a year where browsers come over https, and only there (RFC 6797, 7.2)', async () => {
  const ask = async (publicOrigin?: string) => {
    const { app } = fakeApp({ requestRules: { publicOrigin } });
    return (await app.request(asOwnPage('/api/sources'))).headers.get('strict-transport-security');
  };
  expect(await ask('https://soc.example')).toMatch(/^max-age=31536000/);
  expect(await ask()).toBeNull();
});

it('keeps a proxy’s request id where it is harmless, and makes one up otherwise', async () => {
  const { app } = fakeApp();
  const ask = async (id: string) =>
    (await app.request(asOwnPage('/healthz', { headers: { 'x-request-id': id } }))).headers.get('x-request-id');
  expect(await ask('trace-0123456789')).toBe('trace-0123456789');
  expect(await ask('bad id"{}')).toMatch(/^[0-9a-f-]{36}$/);
});
