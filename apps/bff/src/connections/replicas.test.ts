import { exploreAnswerSchema } from '@watchfloor/contract';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectionsApp } from './testing/connections-app.ts';
import { type NotingVendor, startNotingVendor } from './testing/noting-vendor.ts';
import { useServers } from './testing/servers.ts';

const servers = useServers();
const { start } = servers;
let vendor: NotingVendor;
beforeAll(async () => {
  vendor = await startNotingVendor();
});
afterAll(() => vendor.close());

const draft = () => ({
  id: 'hq',
  vendor: 'kuma',
  label: 'HQ',
  settings: { base_url: `${vendor.origin}/api/v1` },
  secrets: { token: 'a-token' },
});
async function asOwner(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: servers.database.url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

const withinMs = { timeout: 2_000, interval: 20 };
const stateOn = async ({ get }: ConnectionsApp) => {
  const response = await get('/api/explore/hq/alerts?from=now-1h');
  if (response.status !== 200) return response.status;
  const [source] = exploreAnswerSchema.parse(await response.json()).sources;
  return source?.code ?? source?.state;
};

describe('a change on one server', () => {
  it('is in force on the other one within two seconds: added, edited, paused, removed', async () => {
    const [one, two] = [await start(), await start()];
    const added = await one.put('POST', '/api/connections', draft());
    await expect.poll(() => stateOn(two), withinMs).toBe('complete');
    const edited = await one.put('PATCH', '/api/connections/hq', {
      version: added.version,
      label: 'HQ 2',
      secrets: { token: 'another-token' },
    });
    await expect.poll(() => two.book.get('hq')?.label, withinMs).toBe('HQ 2');
    await stateOn(two);
    expect(vendor.calls.at(-1)?.headers.authorization).toBe('Bearer another-token');
    const paused = await one.put('PATCH', '/api/connections/hq', { version: edited.version, paused: true });
    await expect.poll(() => stateOn(two), withinMs).toBe('paused');
    await one.send('DELETE', `/api/connections/hq?version=${paused.version}`);
    await expect.poll(() => stateOn(two), withinMs).toBe(404);
  });

  it('is in force where the notice was lost, by looking', async () => {
    const app = await start();
    // As if somebody else's commit came while the listening session was down: no notice at all.
    const values = {
      id: 'silent',
      vendor: 'kuma',
      label: 'Silent',
      settings: '{}',
      secrets_version: 1,
      updated_by: 'x',
    };
    await servers.database.sql.insertInto('connection').values(values).execute();
    await expect.poll(() => app.book.get('silent')?.label, { ...withinMs, timeout: 3_000 }).toBe('Silent');
  });

  it('is in force after the listening session was ended', async () => {
    const [one, two] = [await start(), await start()];
    await asOwner(`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'watchfloor listen' and datname = current_database()`);
    await one.put('POST', '/api/connections', draft());
    await expect.poll(() => stateOn(two), withinMs).toBe('complete');
  });

  it('that was removed and added again under its id replaces what the other one had', async () => {
    const [one, two] = [await start(), await start()];
    const { version } = await one.put('POST', '/api/connections', draft());
    await expect.poll(() => two.book.get('hq')?.label, withinMs).toBe('HQ');
    await one.send('DELETE', `/api/connections/hq?version=${version}`);
    await one.put('POST', '/api/connections', { ...draft(), label: 'New HQ', secrets: { token: 'new-token' } });
    await expect.poll(() => two.book.get('hq')?.label, withinMs).toBe('New HQ');
    await stateOn(two);
    expect(vendor.calls.at(-1)?.headers.authorization).toBe('Bearer new-token');
  });
});

it('with the database gone, what is open goes on, and the log says once that changes are not seen', async () => {
  const app = await start();
  await app.put('POST', '/api/connections', draft());
  await asOwner('alter table connection rename to connection_gone');
  try {
    await expect
      .poll(() => app.lines.filter((line) => line.includes('not refreshed')).length, { timeout: 4_000 })
      .toBe(1);
    expect(await stateOn(app)).toBe('complete');
  } finally {
    await asOwner('alter table connection_gone rename to connection');
  }
});
