import { connectionTestAnswerSchema } from '@watchfloor/contract';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ownPageHeaders, readProblem } from '../testing/fake-app.ts';
import type { ConnectionsApp } from './testing/connections-app.ts';
import { type NotingVendor, startNotingVendor } from './testing/noting-vendor.ts';
import { useServers } from './testing/servers.ts';

const { start } = useServers();
let vendor: NotingVendor;
beforeAll(async () => {
  vendor = await startNotingVendor();
});
afterEach(() => {
  vendor.calls.length = 0;
});
afterAll(() => vendor.close());

const port = () => new URL(vendor.origin).port;
const draftFor = (base_url: string) => ({ vendor: 'kuma', settings: { base_url }, secrets: { token: 'a-token' } });
const test = async (app: ConnectionsApp, base_url: string) =>
  connectionTestAnswerSchema.parse(await (await app.send('POST', '/api/connections/test', draftFor(base_url))).json());

describe('without a private range in the operator’s file', () => {
  it('a name that has a private address is not reached, by a test or by a list', async () => {
    const app = await start({ allowPrivate: [] });
    const url = `http://localhost:${port()}/api/v1`;
    const answer = await test(app, url);
    expect(answer).toMatchObject({ ok: false, code: 'unavailable' });
    expect(answer.message).toContain('outbound.allow_private');
    await app.put('POST', '/api/connections', { id: 'local', label: 'Local', ...draftFor(url) });
    const list = (await (await app.get('/api/explore/local/alerts?from=now-1h')).json()) as { sources: object[] };
    expect(list.sources).toMatchObject([{ state: 'failed', code: 'unavailable' }]);
    expect(vendor.calls).toEqual([]);
  });

  it.each([
    'https://10.1.2.3/api/v1',
    'https://169.254.169.254/latest',
    'https://[::1]/api/v1',
    'https://[::ffff:127.0.0.1]/',
    'https://2130706433/',
  ])('%s is not asked', async (url) => {
    const app = await start({ allowPrivate: [] });
    const answer = await test(app, url);
    expect(answer).toMatchObject({ ok: false, code: 'unavailable' });
    expect(answer.message).toContain('has a private address');
    // It can be kept, since the operator may allow the range; its place says why it is not asked.
    const kept = await app.put('POST', '/api/connections', { id: 'private', label: 'Private', ...draftFor(url) });
    expect(kept.problem).toContain('has a private address');
    expect(kept.health?.state).toBe('failing');
  });

  it('control: with the range it is asked', async () => {
    const app = await start({ allowPrivate: ['127.0.0.0/8', '::1/128'] });
    expect(await test(app, `http://localhost:${port()}/api/v1`)).toMatchObject({ ok: true });
    expect(vendor.calls).toHaveLength(1);
  });
});

describe('with a list of hosts in the operator’s file', () => {
  it('no other host is added, edited in or tested, and the list is told', async () => {
    const app = await start({ allowOrigins: [`127.0.0.1:${port()}`, '*.kuma.example'] });
    const { version } = await app.put('POST', '/api/connections', {
      id: 'ok',
      label: 'OK',
      ...draftFor(`${vendor.origin}/api/v1`),
    });
    expect((await app.list()).allowedOrigins).toEqual([`127.0.0.1:${port()}`, '*.kuma.example']);
    const other = draftFor('https://kuma.example.attacker.example/api/v1');
    for (const [method, path, body] of [
      ['POST', '/api/connections', { id: 'no', label: 'No', ...other }],
      ['POST', '/api/connections/test', other],
      ['PATCH', '/api/connections/ok', { version, settings: other.settings }],
    ] as const) {
      const problem = await readProblem(await app.send(method, path, body));
      expect(problem).toMatchObject({ code: 'bad_parameter', errors: [{ parameter: 'settings.base_url' }] });
      expect(problem.errors?.[0]?.detail).toContain('*.kuma.example');
    }
    expect(await test(app, `${vendor.origin}/api/v1`)).toMatchObject({ ok: true });
  });

  it('one that was added before the list was narrowed is no longer asked, and says why', async () => {
    const before = await start();
    await before.put('POST', '/api/connections', { id: 'ok', label: 'OK', ...draftFor(`${vendor.origin}/api/v1`) });
    const app = await start({ allowOrigins: ['*.kuma.example'] });
    expect((await app.list()).connections[0]?.problem).toContain('outbound.allow_origins');
    const list = (await (await app.get('/api/explore/ok/alerts?from=now-1h')).json()) as { sources: object[] };
    expect(list.sources).toMatchObject([{ state: 'unauthorised', code: 'forbidden' }]);
    expect(vendor.calls).toEqual([]);
  });
});

it('a test ends when the one who asked for it leaves', async () => {
  const app = await start();
  const leaving = new AbortController();
  const asked = app.app.request('http://localhost/api/connections/test', {
    method: 'POST',
    headers: { ...ownPageHeaders, 'x-watchfloor': '1', 'content-type': 'application/json' },
    body: JSON.stringify(draftFor('https://192.0.2.1/api/v1')),
    signal: leaving.signal,
  });
  setTimeout(() => leaving.abort(), 50);
  expect((await asked).status).toBe(499);
});
