import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { defaultLeenSwitches } from './switches.ts';
import { startWithClient, type TestClient } from './test-client.ts';

let client: TestClient;
beforeAll(async () => {
  client = await startWithClient({ findings: 50 });
});
afterAll(() => client.leen.close());
beforeEach(() => void Object.assign(client.leen.switches, defaultLeenSwitches));

const INTEGER = 'Input should be a valid integer, unable to parse string as an integer';
const BOOLEAN = 'Input should be a valid boolean, unable to interpret input';
const DATE = 'Input should be a valid datetime with a time zone offset';

describe('who may read', () => {
  test.each<[string, Record<string, string | undefined>]>([
    ['no key', { 'x-api-key': undefined }],
    ['a wrong key', { 'x-api-key': 'other' }],
    ['no connection', { 'x-connection-id': undefined }],
    ['a wrong connection', { 'x-connection-id': 'ec0d8e91-0000-0000-0000-000000000000' }],
  ])('%s is 401 with the one text for all', async (_what, headers) => {
    const response = await client.raw('/idp/alerts', headers);
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ detail: 'Invalid Organization ID' });
  });

  test('another region knows neither the key for alerts nor for provisioning', async () => {
    client.leen.switches.region = 'eu';
    const refusal = { status: 401, body: { detail: 'Invalid Organization ID' } };
    expect(await client.get('/idp/alerts')).toEqual(refusal);
    expect(await client.get('/provisioning/organizations')).toEqual(refusal);
  });

  test('no credential gets into the request log', async () => {
    await client.raw('/idp/alerts', { 'x-api-key': 'very-secret-key' });
    const log = JSON.stringify(client.leen.requests);
    expect(log).not.toContain('very-secret-key');
    expect(log).not.toContain('k3y');
  });
});

describe('422', () => {
  test.each([
    ['limit=0', 'limit', 'Input should be greater than 0', 'greater_than'],
    ['limit=-5', 'limit', 'Input should be greater than 0', 'greater_than'],
    ['limit=ten', 'limit', INTEGER, 'int_parsing'],
    ['limit=', 'limit', INTEGER, 'int_parsing'],
    ['limit=501', 'limit', 'Input should be less than or equal to 500', 'less_than_equal'],
    ['offset=-1', 'offset', 'Input should be greater than or equal to 0', 'greater_than_equal'],
    ['offset=1.5', 'offset', INTEGER, 'int_parsing'],
    ['enableCursor=perhaps', 'enableCursor', BOOLEAN, 'bool_parsing'],
    ['excludeTotal=perhaps', 'excludeTotal', BOOLEAN, 'bool_parsing'],
    ['sort=time:desc', 'sort', "Input should be 'severity:asc' or 'severity:desc'", 'enum'],
    ['sort=severity:down', 'sort', "Input should be 'severity:asc' or 'severity:desc'", 'enum'],
    ['updatedSince=yesterday', 'updatedSince', DATE, 'datetime_parsing'],
    ['updatedSince=2021-01-01', 'updatedSince', DATE, 'datetime_parsing'],
    ['updatedSince=2021-01-01T00:00:00', 'updatedSince', DATE, 'datetime_parsing'],
    ['updatedSince=2021-02-30T00:00:00Z', 'updatedSince', DATE, 'datetime_parsing'],
    // The unencoded plus arrives as a blank.
    ['updatedSince=2021-01-01T00:00:00+00:00', 'updatedSince', DATE, 'datetime_parsing'],
  ])('%s', async (query, name, msg, type) => {
    expect(await client.get(`/idp/alerts?${query}`)).toEqual({
      status: 422,
      body: { detail: [{ loc: ['query', name], msg, type }] },
    });
  });

  test('updatedSince together with a cursor', async () => {
    const { next_cursor: next } = await client.page('enableCursor=true&limit=5');
    const query = `enableCursor=true&cursor=${encodeURIComponent(next ?? '')}&updatedSince=2021-01-01T00:00:00Z`;
    const msg = 'updatedSince and cursor cannot be used together';
    expect(await client.get(`/idp/alerts?${query}`)).toEqual({
      status: 422,
      body: { detail: [{ loc: ['query', 'updatedSince'], msg, type: 'value_error' }] },
    });
  });

  test('offset=0 where the switch says so, several at once, and the three forms of detail', async () => {
    client.leen.switches.refuseOffsetZero = true;
    const { status, body } = await client.get('/idp/alerts?offset=0&limit=0');
    expect(status).toBe(422);
    expect((body['detail'] as Array<{ loc: string[] }>).map(({ loc }) => loc[1])).toEqual(['limit', 'offset']);
    expect((await client.get('/idp/alerts')).status).toBe(200);
    client.leen.switches.detail = 'text';
    expect((await client.get('/idp/alerts?limit=0')).body).toEqual({ detail: 'limit: Input should be greater than 0' });
    client.leen.switches.detail = 'none';
    expect(await client.get('/idp/alerts?limit=0')).toEqual({ status: 422, body: {} });
    client.leen.switches.detail = 'list';
    expect((await client.get('/nothing')).body).toEqual({
      detail: [{ loc: ['request'], msg: 'Not Found', type: 'error' }],
    });
  });
});

describe('other answers', () => {
  test('unknown paths and methods; the alerts’ path is settable', async () => {
    expect(await client.get('/idp/alert')).toEqual({ status: 404, body: { detail: 'Not Found' } });
    const id = client.leen.oracle.findings()[0] ?? '';
    expect((await client.get(`/idp/alerts/${id}`)).status).toBe(404);
    const posted = await fetch(`${client.leen.baseUrl}/idp/alerts`, { method: 'POST' });
    expect(posted.status).toBe(405);
    client.leen.switches.alertsPath = '/idp/detections';
    expect((await client.get('/idp/alerts')).status).toBe(404);
    expect((await client.get('/idp/detections')).status).toBe(200);
  });

  test('faults speak the vendor’s words; a rate, where one is set, is 429', async () => {
    client.leen.faults.next({ kind: 'status', status: 503, retryAfter: 'seconds' });
    const response = await client.raw('/idp/alerts');
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '30']);
    expect(await response.json()).toEqual({ detail: 'Service Unavailable' });
    client.leen.limits.getPerS = 0;
    expect(await client.get('/idp/alerts')).toEqual({ status: 429, body: { detail: 'Too Many Requests' } });
    client.leen.limits.getPerS = Number.POSITIVE_INFINITY;
  });
});

describe('the connection record', () => {
  test('tells its health to whoever has the key, at each usual place', async () => {
    const { connectionId, organizationId: org } = client.leen;
    const expected = {
      id: connectionId,
      vendor: 'MS_ENTRA',
      is_active: true,
      refresh_interval_secs: 14_400,
      timeout_secs: 600,
      state: 'ACTIVE',
      health: { name: 'HEALTHY', resolution_owner: null, details: null },
    };
    const places = ['/connections', '/provisioning/connections', `/provisioning/organizations/${org}/connections`];
    for (const place of places) {
      const response = await client.raw(`${place}/${connectionId}`, { 'x-connection-id': undefined });
      expect(await response.json()).toMatchObject(expected);
    }
    expect((await client.get('/provisioning/organizations')).body).toMatchObject({ count: 1, items: [{ id: org }] });
    expect((await client.get(`/provisioning/organizations/${org}/connections`)).body).toMatchObject({
      items: [expected],
    });
    expect((await client.get('/connectors')).body).toMatchObject({ items: [{ vendor: 'MS_ENTRA' }, {}] });
    expect((await client.get('/connections/other')).status).toBe(404);
  });

  test.each([
    ['UNAUTHORIZED', 'CUSTOMER'],
    ['VENDOR_SERVER_ERROR', 'VENDOR'],
    ['INTERNAL_ERROR', 'LEEN'],
  ] as const)('%s is %s’s to resolve', async (name, owner) => {
    client.leen.switches.health = name;
    expect((await client.get(`/connections/${client.leen.connectionId}`)).body['health']).toMatchObject({
      name,
      resolution_owner: owner,
      details: [{ data_export_type: 'IDP_ALERTS' }],
    });
    expect((await client.get('/idp/alerts')).status).toBe(200);
  });
});
