import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { fakeApp, readProblem } from '../testing/fake-app.ts';
import type { AppEnv } from './app-env.ts';
import { createErrorHandler } from './errors.ts';
import { requestGuard, requestGuardExceptions } from './request-guard.ts';
import { requestId } from './request-id.ts';

const silent = { info: () => {}, warn: () => {}, error: () => {} };

/** An app with a route of each kind, with the guard and, as the control, without it. */
function probe(guarded: boolean, publicOrigin?: string) {
  const app = new Hono<AppEnv>();
  app.use(requestId());
  app.onError(createErrorHandler(silent));
  if (guarded) app.use(requestGuard({ publicOrigin }));
  return app
    .get('/', (c) => c.text('page'))
    .get('/healthz', (c) => c.text('ok'))
    .get('/api/openapi.json', (c) => c.text('described'))
    .get('/api/data', (c) => c.text('data'))
    .post('/api/change', (c) => c.text('changed'));
}

type Headers = Record<string, string>;
const own = { host: 'localhost:4180', 'sec-fetch-site': 'same-origin' };
const json = { 'content-type': 'application/json' };

const refusals: [name: string, method: string, path: string, headers: Headers, detail: string][] = [
  ['a read from another site', 'GET', '/api/data', { ...own, 'sec-fetch-site': 'cross-site' }, 'Sec-Fetch-Site'],
  [
    'a read from another port of this machine',
    'GET',
    '/api/data',
    { ...own, 'sec-fetch-site': 'same-site' },
    'Sec-Fetch-Site',
  ],
  ['a read typed into the address bar', 'GET', '/api/data', { ...own, 'sec-fetch-site': 'none' }, 'Sec-Fetch-Site'],
  ['a read without fetch metadata', 'GET', '/api/data', { host: 'localhost' }, 'Sec-Fetch-Site: same-origin'],
  [
    'a read whose Origin is ours but without metadata',
    'GET',
    '/api/data',
    { host: 'localhost', origin: 'http://localhost' },
    'Sec-Fetch-Site',
  ],
  ['a page under a name that was turned to loopback', 'GET', '/api/data', { ...own, host: 'evil.example' }, 'Host'],
  ['the same for the pages', 'GET', '/', { host: 'evil.example' }, 'Host'],
  ['a name that only begins like ours', 'GET', '/api/data', { ...own, host: 'localhost.evil.example' }, 'Host'],
  [
    'a change by a form of another site',
    'POST',
    '/api/change',
    { host: 'localhost', origin: 'https://evil.example' },
    'Origin',
  ],
  [
    'cross-site JSON, which csrf() lets through',
    'POST',
    '/api/change',
    { ...own, ...json, 'sec-fetch-site': 'cross-site', 'x-watchfloor': '1' },
    'Sec-Fetch-Site',
  ],
  ['a change without the custom header', 'POST', '/api/change', own, 'X-Watchfloor: 1'],
  ['a change with another value of it', 'POST', '/api/change', { ...own, 'x-watchfloor': 'yes' }, 'X-Watchfloor: 1'],
  [
    'a change from another port',
    'POST',
    '/api/change',
    { host: 'localhost:4180', origin: 'http://localhost:9', 'x-watchfloor': '1' },
    'Origin',
  ],
  [
    'a change from an opaque origin',
    'POST',
    '/api/change',
    { host: 'localhost:4180', origin: 'null', 'x-watchfloor': '1' },
    'Origin',
  ],
];

describe.each(refusals)('%s', (_, method, path, headers, detail) => {
  it('is refused, and the answer says which header is needed', async () => {
    const response = await probe(true).request(`http://x${path}`, { method, headers });
    expect(response.status).toBe(403);
    expect(await readProblem(response)).toMatchObject({
      code: 'request_refused',
      detail: expect.stringContaining(detail) as string,
    });
  });

  it('control: passes where there is no guard', async () => {
    expect((await probe(false).request(`http://x${path}`, { method, headers })).status).toBe(200);
  });
});

it.each<[string, string, string, Headers]>([
  ['a read by our page', 'GET', '/api/data', own],
  ['at every loopback name', 'GET', '/api/data', { ...own, host: '[::1]:4180' }],
  ['a change by our page', 'POST', '/api/change', { ...own, 'x-watchfloor': '1' }],
  [
    'a change with Origin where metadata is missing',
    'POST',
    '/api/change',
    { host: 'localhost:4180', origin: 'http://localhost:4180', 'x-watchfloor': '1' },
  ],
  ['a page opened from anywhere', 'GET', '/', { host: 'localhost', 'sec-fetch-site': 'cross-site' }],
  ['a probe by address', 'GET', '/healthz', { host: '10.0.0.7' }],
  ['the description, by hand', 'GET', '/api/openapi.json', { host: 'localhost', 'sec-fetch-site': 'none' }],
])('lets through %s', async (_, method, path, headers) => {
  expect((await probe(true).request(`http://x${path}`, { method, headers })).status).toBe(200);
});

it('tells who opens it over plain HTTP elsewhere than on localhost why signing in cannot work there', async () => {
  const ask = (host: string, origin?: string) =>
    probe(true, origin).request('http://x/api/data', { headers: { host } });
  // Browsers send no fetch metadata there.
  const byName = await readProblem(await ask('soc.example', 'https://soc.example'));
  expect(byName.detail).toContain('keep no sign-in there: use https');
  const byAddress = await readProblem(await ask('10.0.0.7:4180'));
  expect(byAddress.detail).toContain('browsers keep no sign-in over plain HTTP');
});

it('accepts the public name, and only where it is configured', async () => {
  const headers = { host: 'soc.example', origin: 'https://soc.example', 'x-watchfloor': '1' };
  const ask = (origin?: string) => probe(true, origin).request('http://x/api/change', { method: 'POST', headers });
  expect((await ask('https://soc.example')).status).toBe(200);
  expect((await ask()).status).toBe(403);
});

it('has exceptions for five paths, and every one is a route', () => {
  expect(requestGuardExceptions.map(({ path }) => path)).toEqual([
    '/healthz',
    '/readyz',
    '/metrics',
    '/api/openapi.json',
    '/api/sign-in/oidc/callback',
  ]);
  const paths = fakeApp().app.routes.map(({ path }) => path);
  for (const { path } of requestGuardExceptions) expect(paths).toContain(path);
});

it.each(['/api/sources', '/%61pi/sources', '/api/%73ources', '/api', '/api/', '/api/openapi.json/'])(
  'stands in the whole app, for %s',
  async (path) => {
    const { app } = fakeApp();
    const response = await app.request(`http://localhost${path}`, { headers: { host: 'localhost' } });
    expect((await readProblem(response)).code).toBe('request_refused');
  },
);

it.each(['//api/sources', '/API/sources', '/api%2Fsources', '/x/../api/sources/..'])(
  'is not needed for %s, which is no API path and answers no data',
  async (path) => {
    const { app } = fakeApp();
    const response = await app.request(`http://localhost${path}`, { headers: { host: 'localhost' } });
    expect(await response.text()).not.toContain('"connections"');
  },
);
