import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keptKeyFile, withKeptKey, writeKeptKeys } from '../config/kept-key.ts';
import { type Config, ConfigError, loadConfig } from '../config.ts';
import { silent } from '../store/testing/test-database.ts';
import { createKeyRing, UnknownKeyError } from './envelope.ts';
import { runKeysRotate } from './keys-command.ts';
import { rotateKeys } from './rotate-keys.ts';
import { type ConnectionsApp, firstKey } from './testing/connections-app.ts';
import { type NotingVendor, startNotingVendor } from './testing/noting-vendor.ts';
import { useServers } from './testing/servers.ts';

const servers = useServers();
let vendor: NotingVendor;
beforeAll(async () => {
  vendor = await startNotingVendor();
});
afterAll(() => vendor.close());

const folder = mkdtempSync(join(tmpdir(), 'watchfloor-key-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'watchfloor.yaml'), 'connections: []\n');
const load = (env: Record<string, string> = {}): Config =>
  loadConfig(['--config', join(folder, 'watchfloor.yaml')], { WATCHFLOOR_DATA: folder, ...env });
const secondKey = new Uint8Array(32).fill(2);

const start = (...keys: [Uint8Array, ...Uint8Array[]]) => servers.start({ keys });

async function addTwo(app: ConnectionsApp): Promise<void> {
  const settings = { base_url: `${vendor.origin}/api/v1` };
  for (const id of ['one', 'two']) {
    await app.put('POST', '/api/connections', {
      id,
      vendor: 'kuma',
      label: id,
      settings,
      secrets: { token: `token-of-${id}` },
    });
  }
}

const rows = () => servers.database.sql.selectFrom('connection_secret').selectAll().orderBy('connection_id').execute();
const stateOf = async ({ get }: ConnectionsApp, id: string) =>
  ((await (await get(`/api/explore/${id}/alerts?from=now-1h`)).json()) as { sources: { state: string }[] }).sources[0]
    ?.state;

describe('a start with another key', () => {
  it('stops with the ids of both keys, and loses nothing', async () => {
    await addTwo(await start(firstKey));
    const before = await rows();
    const failing = start(secondKey);
    await expect(failing).rejects.toThrow(ConfigError);
    await expect(failing).rejects.toThrow('2 of 2 kept secrets were sealed with another master key');
    await expect(failing).rejects.toThrow(createKeyRing([firstKey]).currentId);
    await expect(failing).rejects.toThrow('WATCHFLOOR_KEY_FILE');
    expect(await rows()).toEqual(before);
    expect(await stateOf(await start(firstKey), 'one')).toBe('complete');
  });

  it('control: with both keys it starts', async () => {
    await addTwo(await start(firstKey));
    expect(await stateOf(await start(secondKey, firstKey), 'two')).toBe('complete');
  });
});

describe('a change of the master key', () => {
  it('wraps every secret anew at once; then the new key alone is enough, and the old one is none', async () => {
    const running = await start(firstKey);
    await addTwo(running);
    const before = await rows();
    const ring = createKeyRing([secondKey, firstKey]);
    expect(await rotateKeys(servers.database, ring)).toEqual({ secrets: 2, rewrapped: 2 });
    const after = await rows();
    expect(after.map(({ key_id }) => key_id)).toEqual([ring.currentId, ring.currentId]);
    expect(after.map(({ sealed }) => sealed)).toEqual(before.map(({ sealed }) => sealed));
    expect(await rotateKeys(servers.database, ring)).toEqual({ secrets: 2, rewrapped: 0 });
    expect(await stateOf(await start(secondKey), 'one')).toBe('complete');
    await expect(start(firstKey)).rejects.toThrow('2 of 2 kept secrets');
    // A server that still has the old key alone goes on with what it opened.
    expect(await stateOf(running, 'two')).toBe('complete');
    expect(vendor.calls.at(-1)?.headers.authorization).toBe('Bearer token-of-two');
  });

  it('changes nothing where one secret cannot be unwrapped', async () => {
    await addTwo(await start(firstKey));
    const values = { key_id: createKeyRing([new Uint8Array(32).fill(9)]).currentId };
    await servers.database.sql
      .updateTable('connection_secret')
      .set(values)
      .where('connection_id', '=', 'two')
      .execute();
    const before = await rows();
    await expect(rotateKeys(servers.database, createKeyRing([secondKey, firstKey]))).rejects.toThrow(UnknownKeyError);
    expect(await rows()).toEqual(before);
  });

  it('is a command, with its audit row and what to do next', async () => {
    await addTwo(await start(firstKey));
    const given = (keys: Uint8Array[]) => keys.map((key) => Buffer.from(key).toString('base64')).join(' ');
    const at = { DATABASE_URL: servers.database.url };
    const lines = await runKeysRotate(load({ ...at, WATCHFLOOR_KEY: given([secondKey, firstKey]) }), silent);
    expect(lines[0]).toContain('Kept secrets: 2,');
    const [row] = await servers.database.sql
      .selectFrom('audit_entry')
      .selectAll()
      .orderBy('id', 'desc')
      .limit(1)
      .execute();
    expect(row).toMatchObject({ actor_kind: 'command', action: 'key.rotate', detail: { secrets: 2, rewrapped: 2 } });
    const before = await rows();
    const without = runKeysRotate(load({ ...at, WATCHFLOOR_KEY: given([firstKey]) }), silent);
    await expect(without).rejects.toThrow('No secret was touched.');
    await expect(runKeysRotate(load(at), silent)).rejects.toThrow('No key is given.');
    expect(await rows()).toEqual(before);
  });

  it('leaves a server that lacks the new key with a clear problem, and the others with theirs', async () => {
    const old = await start(firstKey);
    const both = await start(secondKey, firstKey);
    const settings = { base_url: `${vendor.origin}/api/v1` };
    await both.put('POST', '/api/connections', {
      id: 'new',
      vendor: 'kuma',
      label: 'New',
      settings,
      secrets: { token: 'x' },
    });
    await expect.poll(async () => (await old.list()).connections[0]?.problem).toContain('which is not given here');
    await expect.poll(() => stateOf(old, 'new')).toBe('unauthorised');
    expect(await stateOf(both, 'new')).toBe('complete');
  });
});

describe('the key that is kept beside the built-in database', () => {
  const file = join(folder, keptKeyFile);

  it('is made once, for its owner alone, and is the same at the next start', () => {
    const first = withKeptKey(load());
    expect(first).toMatchObject({ masterKeyIsRandom: false, olderMasterKeys: [] });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(withKeptKey(load()).masterKey).toEqual(first.masterKey);
  });

  it('holds the older ones while it is changed', () => {
    writeKeptKeys(folder, [secondKey, firstKey]);
    expect(withKeptKey(load())).toMatchObject({ masterKey: secondKey, olderMasterKeys: [firstKey] });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('is not made where one is given, or where the database is another one', () => {
    rmSync(file);
    const given = Buffer.from(firstKey).toString('base64');
    const older = Buffer.from(secondKey).toString('base64');
    expect(withKeptKey(load({ WATCHFLOOR_KEY: `${given}\n${older}` }))).toMatchObject({
      masterKey: firstKey,
      olderMasterKeys: [secondKey],
    });
    expect(withKeptKey(load({ DATABASE_URL: 'postgres://a@b/c' })).masterKeyIsRandom).toBe(true);
    expect(() => readFileSync(file)).toThrow('ENOENT');
  });

  it('is never replaced where it cannot be read', () => {
    writeFileSync(file, 'not a key\n');
    expect(() => withKeptKey(load())).toThrow(ConfigError);
    expect(readFileSync(file, 'utf8')).toBe('not a key\n');
  });
});
