import { afterEach, expect, test } from 'vitest';
import { startWithClient, type TestClient } from './test-client.ts';

let client: TestClient;
afterEach(() => client.usm.close());

const basic = (id: string, secret: string) => ({ authorization: `Basic ${btoa(`${id}:${secret}`)}` });

async function ask(query: string, body: string, headers: Record<string, string> = basic('watchfloor-demo', 's3cret')) {
  const form = { 'content-type': 'application/x-www-form-urlencoded', ...headers };
  const response = await fetch(`${client.usm.baseUrl}/oauth/token${query}`, { method: 'POST', headers: form, body });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

test('a token is issued for grant_type in the query or in the form, and nothing else', async () => {
  client = await startWithClient({ alarms: 0, events: 0 });
  const reply = await ask('', 'grant_type=client_credentials');
  expect(reply.status).toBe(200);
  expect(reply.body).toMatchObject({ token_type: 'bearer', expires_in: 899, scope: 'trust read write' });
  expect(String(reply.body['access_token']).split('.')).toHaveLength(3);
  expect((await ask('?grant_type=client_credentials', '')).status).toBe(200);
  expect((await ask('', '')).status).toBe(400);
  expect((await ask('', 'grant_type=password')).status).toBe(400);
  expect((await ask('', 'grant_type=client_credentials', basic('watchfloor-demo', 'wrong'))).status).toBe(401);
  expect((await ask('', 'grant_type=client_credentials', {})).status).toBe(401);
  expect(client.usm.tokenCalls).toBe(6);
});

test('a token dies by age, by revocation and with its client', async () => {
  client = await startWithClient({ alarms: 0, events: 0, tokenLifeS: 5 });
  const status = async () => (await client.raw('/alarms')).status;
  expect(await status()).toBe(200);
  client.usm.advance(4900);
  expect(await status()).toBe(200);
  client.usm.advance(200);
  const refused = await client.raw('/alarms');
  expect(refused.status).toBe(401);
  expect(await refused.json()).toMatchObject({
    error: 'invalid_token',
    error_description: expect.any(String) as string,
  });
  await client.token();
  expect(await status()).toBe(200);
  client.usm.revokeTokens();
  expect(await status()).toBe(401);
  await client.token();
  client.usm.disableClient(true);
  expect(await status()).toBe(401);
  expect((await ask('', 'grant_type=client_credentials')).status).toBe(401);
  client.usm.disableClient(false);
  expect(await status()).toBe(200);
});

test('neither a missing nor a lower-case bearer passes, and no credential reaches the request log', async () => {
  client = await startWithClient({ alarms: 0, events: 0 });
  const token = await client.token();
  expect((await fetch(`${client.usm.baseUrl}/alarms`)).status).toBe(401);
  expect((await client.raw('/alarms', { headers: { authorization: `bearer ${token}` } })).status).toBe(401);
  const log = JSON.stringify(client.usm.requests);
  expect(log).not.toContain(token);
  expect(log).not.toContain('s3cret');
});
