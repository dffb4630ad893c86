import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { createLog } from '../log.ts';
import { fakeApp, readProblem } from '../testing/fake-app.ts';
import { operator } from '../testing/operator.ts';
import type { AppEnv } from './app-env.ts';
import { createErrorHandler } from './errors.ts';
import { listRoutes } from './openapi.ts';

/**
 * Every way in which a browser can be made to send a request that changes something, by a page that is not ours. The
 * cookie is SameSite=Strict as well; none of this relies on it.
 */
const host = 'localhost:4180';
const own = 'http://localhost:4180';
const json = { 'content-type': 'application/json' };
const custom = { 'x-watchfloor': '1' };
const same = { 'sec-fetch-site': 'same-origin' };

const attacks: Record<string, Record<string, string>> = {
  'no header at all': {},
  'a form of another site': {
    'content-type': 'application/x-www-form-urlencoded',
    origin: 'https://evil.example',
    'sec-fetch-site': 'cross-site',
  },
  'a form with files': { 'content-type': 'multipart/form-data; boundary=x', 'sec-fetch-site': 'cross-site' },
  'a form, from a page of ours': { 'content-type': 'application/x-www-form-urlencoded', origin: own, ...same },
  'text/plain, which needs no preflight': { 'content-type': 'text/plain', ...same },
  'text/plain by another site': { 'content-type': 'text/plain', 'sec-fetch-site': 'cross-site' },
  'JSON without the custom header': { ...json, ...same, origin: own },
  'JSON by another site, custom header and all': { ...json, ...custom, 'sec-fetch-site': 'cross-site' },
  'another origin': { ...json, ...custom, origin: 'https://evil.example' },
  'another port of this machine': { ...json, ...custom, origin: 'http://localhost:4181' },
  'another scheme': { ...json, ...custom, origin: 'https://localhost:4180' },
  'the null origin of a sandboxed frame': { ...json, ...custom, origin: 'null' },
  'a sibling subdomain': { ...json, ...custom, origin: 'http://other.localhost:4180' },
  'a sibling subdomain, as fetch metadata': { ...json, ...custom, 'sec-fetch-site': 'same-site' },
  'an address typed in': { ...json, ...custom, 'sec-fetch-site': 'none' },
  'an origin of ours beside metadata that says otherwise': {
    ...json,
    ...custom,
    origin: own,
    'sec-fetch-site': 'cross-site',
  },
  'a name that was turned to this machine': { ...json, ...custom, ...same, host: 'evil.example:4180' },
};

const { app } = fakeApp();
const changing = listRoutes(app.routes)
  .filter(({ method }) => !['GET', 'HEAD', 'OPTIONS'].includes(method))
  .map(({ method, path }) => ({ method, path: path.replace(/:role\b/g, 'viewer').replace(/:\w+/g, 'x') }));

/** The same routes, with their roles and schemas, and without what stands before them all. */
function withoutGuard() {
  const open = new Hono<AppEnv>();
  open.onError(createErrorHandler(createLog(() => undefined)));
  open.use(async (c, next) => {
    c.set('requestId', 'control');
    c.set('principal', operator);
    await next();
  });
  for (const { method, path, handler } of app.routes) if (method !== 'ALL') open.on(method, path, handler);
  return open;
}

function request({ method, path }: { method: string; path: string }, headers: Record<string, string>): Request {
  const body = method === 'DELETE' ? {} : { body: '{}' };
  return new Request(`${own}${path}`, { method, headers: { host, ...headers }, ...body });
}

it('finds every route that changes something', () => {
  const found = changing.map(({ method, path }) => `${method} ${path}`);
  expect(found).toEqual(expect.arrayContaining(['POST /api/session', 'PUT /api/people/roles/viewer/access']));
  expect(found.length).toBeGreaterThanOrEqual(10);
});

describe.each(Object.entries(attacks))('%s', (_, headers) => {
  it('is refused by every one of them, before anything of the route is run', async () => {
    for (const route of changing) {
      const response = await app.request(request(route, headers));
      expect(response.status, `${route.method} ${route.path}`).toBe(403);
      expect((await readProblem(response)).code, `${route.method} ${route.path}`).toBe('request_refused');
    }
  });

  it('control: is not refused where the guard is missing', async () => {
    const open = withoutGuard();
    const answers = await Promise.all(
      changing.map(async (route) => (await open.request(request(route, headers))).json()),
    );
    const codes = answers.map((answer) => (answer as { code?: string }).code);
    expect(codes).not.toContain('request_refused');
  });
});

it('control: what a page of ours sends gets past the guard, at every one of them', async () => {
  for (const route of changing) {
    for (const headers of [
      { ...json, ...custom, ...same },
      { ...json, ...custom, origin: own },
    ]) {
      const answer = (await (await app.request(request(route, headers))).json()) as { code?: string };
      expect(answer.code, `${route.method} ${route.path}`).not.toBe('request_refused');
    }
  }
});
