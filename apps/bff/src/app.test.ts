import { Hono } from 'hono';
import type { RouterRoute } from 'hono/types';
import { describe, expect, it } from 'vitest';
import { apiDescriptions } from './api-description.ts';
import { roleOf } from './http/guard.ts';
import { listRoutes } from './http/openapi.ts';
import { schemaOf } from './http/validate.ts';
import { asOwnPage, fakeApp, readProblem } from './testing/fake-app.ts';
import { operator } from './testing/operator.ts';

/** Routes without a role, or with a query or path parameters that no schema reads. */
function findUnguarded(routes: readonly RouterRoute[]): string[] {
  return listRoutes(routes).flatMap(({ method, path }) => {
    const handlers = routes.filter((route) => route.method === method && route.path === path).map((r) => r.handler);
    const targets = handlers.map((handler) => schemaOf(handler)?.target);
    const missing = [
      ...(handlers.some((handler) => roleOf(handler)) ? [] : ['role']),
      ...(targets.includes('query') || targets.includes('json') ? [] : ['schema']),
      ...(path.includes(':') && !targets.includes('param') ? ['param schema'] : []),
    ];
    return missing.length > 0 ? [`${method} ${path}: ${missing.join(', ')}`] : [];
  });
}

describe('the route table', () => {
  const { app } = fakeApp();

  it('gives every route a role and a schema', () => {
    expect(listRoutes(app.routes).length).toBeGreaterThanOrEqual(8);
    expect(findUnguarded(app.routes)).toEqual([]);
  });

  it('control: a route without them is found', () => {
    const planted = new Hono().get('/api/planted/:id', (c) => c.text(''));
    expect(findUnguarded(planted.routes)).toEqual(['GET /api/planted/:id: role, schema, param schema']);
  });

  it('describes every route in the OpenAPI document, with its parameters and problems', async () => {
    const response = await app.request(asOwnPage('/api/openapi.json'));
    const document = (await response.json()) as {
      paths: Record<string, Record<string, { parameters: { name: string }[]; responses: object; 'x-role': string }>>;
      components: { schemas: object };
    };
    for (const { method, path } of listRoutes(app.routes)) {
      const operation = document.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
      expect(operation, `${method} ${path}`).toBeDefined();
      const names = operation?.parameters.map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining([...path.matchAll(/:(\w+)/g)].map(([, name]) => name)));
      expect(Object.keys(operation?.responses ?? {}).length).toBeGreaterThan(1);
      expect(operation?.['x-role']).toBeDefined();
    }
    expect(Object.keys(apiDescriptions).toSorted()).toEqual(
      listRoutes(app.routes)
        .map(({ method, path }) => `${method} ${path}`)
        .toSorted(),
    );
    const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(
      ([, name]) => name,
    );
    expect(new Set(references).size).toBeGreaterThan(5);
    for (const name of references) expect(document.components.schemas).toHaveProperty(name ?? '');
  });
});

describe('deny by default', () => {
  it('refuses a route that names no role', async () => {
    const { app } = fakeApp();
    app.get('/api/forgotten', (c) => c.text('data'));
    const response = await app.request(asOwnPage('/api/forgotten'));
    expect(response.status).toBe(403);
    expect((await readProblem(response)).code).toBe('request_refused');
  });

  it('asks who is not signed in to sign in', async () => {
    const { app } = fakeApp({ principal: { ...operator, role: 'anyone' } });
    expect((await app.request(asOwnPage('/api/sources'))).status).toBe(401);
    expect((await app.request(asOwnPage('/healthz'))).status).toBe(200);
  });

  it('control: the same request with the role passes', async () => {
    const { app } = fakeApp({ principal: { ...operator, role: 'viewer' } });
    expect((await app.request(asOwnPage('/api/sources'))).status).toBe(200);
  });
});

describe('what no route serves', () => {
  const { app } = fakeApp();

  it('answers an unknown API path with a problem', async () => {
    const response = await app.request(asOwnPage('/api/nothing', { headers: { 'x-request-id': 'abcdef-123456' } }));
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await readProblem(response)).toMatchObject({ code: 'unknown_route', requestId: 'abcdef-123456' });
  });

  it('answers another method with 405 and the allowed ones', async () => {
    const response = await app.request(
      asOwnPage('/api/sources', { method: 'DELETE', headers: { 'x-watchfloor': '1' } }),
    );
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD');
    expect((await readProblem(response)).code).toBe('method_not_allowed');
  });

  it('refuses a large body', async () => {
    const request = asOwnPage('/api/sources', {
      method: 'POST',
      headers: { 'x-watchfloor': '1', 'content-length': '70000' },
      body: 'x'.repeat(70_000),
    });
    expect((await readProblem(await app.request(request))).code).toBe('body_too_large');
  });
});

describe('the routes that take the names of many findings', () => {
  const members = Array.from({ length: 1_000 }, (_, index) => ({
    uid: `usm-demo:alarms:${String(index).padStart(60, '0')}`,
    version: 0,
  }));
  const decision = { uid: members[0]?.uid, version: 0, key: crypto.randomUUID(), decision: { kind: 'take' }, members };
  const asked = (path: string, body: string) =>
    asOwnPage(path, { method: 'POST', headers: { 'x-watchfloor': '1', 'content-type': 'application/json' }, body });

  it('read a thousand of them, which is more than others read', async () => {
    const { app } = fakeApp();
    const body = JSON.stringify(decision);
    expect(body.length).toBeGreaterThan(64 * 1024);
    // It has no database: what is asked for was read.
    expect((await app.request(asked('/api/queue/decisions', body))).status).toBe(500);
  });

  it.each(['/api/queue/decisions', '/api/queue/bulk'])(
    '%s has a limit of its own, and reads nothing for who may not decide',
    async (path) => {
      const body = `"${'x'.repeat(2_200_000)}"`;
      const large = await fakeApp().app.request(asked(path, body));
      expect((await readProblem(large)).code).toBe('body_too_large');
      const viewer = await fakeApp({ principal: { ...operator, role: 'viewer' } }).app.request(asked(path, body));
      expect((await readProblem(viewer)).code).toBe('role_missing');
    },
  );
});

describe('readiness', () => {
  it('is a problem with its reason until ready, while the process is healthy', async () => {
    const { app } = fakeApp({ whyNotReady: () => 'The pages are not built.' });
    expect((await app.request('http://10.1.2.3/healthz', { headers: { host: '10.1.2.3' } })).status).toBe(200);
    const response = await app.request('http://10.1.2.3/readyz', { headers: { host: '10.1.2.3' } });
    expect(response.status).toBe(503);
    expect(await readProblem(response)).toMatchObject({ code: 'not_ready', detail: 'The pages are not built.' });
  });
});

describe('an error that nobody foresaw', () => {
  it('tells the client nothing of it, and the log all', async () => {
    const { app, lines, desk } = fakeApp();
    desk.catalogue = () => {
      throw new TypeError('inner detail');
    };
    const response = await app.request(asOwnPage('/api/sources'));
    expect(response.status).toBe(500);
    expect(await response.clone().text()).not.toContain('inner detail');
    expect((await readProblem(response)).code).toBe('internal');
    expect(lines.join('')).toContain('inner detail');
  });
});
