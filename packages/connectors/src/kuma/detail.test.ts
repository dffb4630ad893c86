import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { closeOpened, connectTo, contextFor, day, errorOf, only, question } from '../conformance.ts';
import type { OpenConnection } from '../open-connection.ts';
import { alerts, kumaFixture, start } from './conformance.ts';
import { kuma } from './index.ts';

afterEach(closeOpened);

test('KUMA never says 401: a header it cannot read and a token it does not take are named in clear words', async () => {
  const { simulator, connection } = await start();
  const wrong = connectTo(kumaFixture, simulator, { token: 'wrong-token-value' });
  const refused = await errorOf(alerts(wrong).list(question(), null, contextFor(wrong)));
  expect(refused).toMatchObject({ kind: 'forbidden', status: 403, retryable: false });
  expect(refused?.message).toContain('An administrator has to replace it');
  expect(JSON.stringify(refused) + String(refused)).not.toContain('wrong-token-value');
  expect(wrong.health().state).toBe('refused');
  expect(kuma.refusal?.(400, 'invalid authorization header')).toMatchObject({ kind: 'auth' });
  expect(kuma.refusal?.(400, 'invalid status')).toBeUndefined();

  expect(await errorOf(connection.check(AbortSignal.timeout(3_000)))).toBeUndefined();
  simulator.access.deniedEndpoints = ['GET /alerts'];
  expect(await errorOf(connection.check(AbortSignal.timeout(3_000)))).toMatchObject({ kind: 'forbidden' });
});

test('the console’s port is recognised', async () => {
  const { simulator } = await start();
  const console = connectTo(kumaFixture, simulator, { base_url: `${simulator.consoleOrigin}/api/v1` });
  const error = await errorOf(alerts(console).list(question(), null, contextFor(console)));
  expect(error).toMatchObject({ kind: 'bad_response' });
  expect(error?.message).toContain('Check the port');
});

test('KUMA’s own authority is trusted where ca_file names it; two connections stand side by side', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'watchfloor-kuma-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'core.norrvik.example' }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
  });
  const ca_file = join(folder, 'ca.pem');
  writeFileSync(ca_file, cert);
  const { simulator, connection } = await start({ alerts: 20, tls: { key, cert } }, { ca_file });
  const ignorant = connectTo(kumaFixture, simulator);
  const misnamed = connectTo(kumaFixture, simulator, {
    ca_file,
    base_url: simulator.baseUrl.replace('127.0.0.1', 'localhost'),
  });
  const ask = (asked: OpenConnection) => errorOf(alerts(asked).list(question(), null, contextFor(asked)));
  const [none, unknown, name] = await Promise.all([connection, ignorant, misnamed].map(ask));
  expect(none).toBeUndefined();
  expect(unknown).toMatchObject({ kind: 'tls' });
  expect(unknown?.message).toContain('ca_file');
  expect(name).toMatchObject({ kind: 'tls' });
  const page = await alerts(connection).list(question(), null, contextFor(connection));
  expect(page.records[0]?.consoleUrl).toBe(`https://127.0.0.1:7220/alerts/${page.records[0]?.key}`);
});

test('a detail is the record byte for byte, with its assets and without its events; those come on request', async () => {
  const { simulator, connection } = await start();
  const growing = await alerts(connection).list(
    question({ filters: { status: only('new') } }),
    null,
    contextFor(connection),
  );
  const key = growing.records.find(({ cells }) => cells.assets !== null)?.key ?? '';
  const before = simulator.requests.length;
  const detail = await alerts(connection).get(key, undefined, contextFor(connection));
  expect(simulator.requests.length - before).toBe(1);
  const direct = await fetch(`${simulator.baseUrl}/alerts?id=${key}&withAffected`, {
    headers: { authorization: `Bearer ${simulator.token}` },
  });
  expect(`[${detail.raw}]`).toBe((await direct.text()).trim());
  expect(detail.record.key).toBe(key);
  const events = await alerts(connection).section(key, undefined, 'events', contextFor(connection));
  expect(events.kind === 'table' && events.rows.length).toBe(simulator.oracle.facts(key)?.events);
  const times = events.kind === 'table' ? events.rows.map(([at]) => Number(at)) : [];
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(await errorOf(alerts(connection).section(key, undefined, 'other', contextFor(connection)))).toMatchObject({
    kind: 'not_found',
  });
});

test('an unknown id is not_found, which KUMA says with an empty list', async () => {
  const { connection } = await start();
  for (const ask of [
    alerts(connection).get('00000000-0000-4000-8000-000000000000', undefined, contextFor(connection)),
    alerts(connection).section('00000000-0000-4000-8000-000000000000', undefined, 'events', contextFor(connection)),
  ])
    expect(await errorOf(ask)).toMatchObject({ kind: 'not_found' });
});

test('a frozen alert names its successors', async () => {
  const { simulator, connection } = await start();
  const [key = ''] = simulator.oracle.alerts({ status: 'closed' });
  const [successor = ''] = simulator.hit([key]);
  const section = await alerts(connection).section(key, undefined, 'same-named', contextFor(connection));
  expect(section.kind === 'links' && section.links.map((link) => link.key)).toContain(successor);
  expect(section.kind === 'links' && section.links.map((link) => link.key)).not.toContain(key);
});

test('sixteen megabytes of events, big integers and hostile names come through', async () => {
  const { simulator, connection } = await start({ alerts: 5 });
  const padding = 'x'.repeat(1_600);
  const events = Array.from(
    { length: 9_500 },
    (_, n) => `{"Timestamp":${1_708_105_628_000 + n},"ExternalID":9223372036854775807,"Name":"n","Extra":"${padding}"}`,
  );
  const id = '5f3c0a52-6e0b-4f7a-9a55-0b1d2f3c4e5d';
  const name = '<img src=x onerror=alert(1)>\u202e';
  const at = new Date(Date.now() - day).toISOString();
  simulator.insertAlerts([
    { id, _raw: `{"id":"${id}","name":${JSON.stringify(name)},"firstSeen":"${at}","events":[${events.join(',')}]}` },
  ]);
  const section = await alerts(connection).section(
    id,
    undefined,
    'events',
    contextFor(connection, { deadlineMs: 30_000 }),
  );
  expect(section.note).toContain('9500');
  expect(section.kind === 'table' && String(section.rows[0]?.at(-1))).toContain('External ID: 9223372036854775807');
  const detail = await alerts(connection).get(id, undefined, contextFor(connection, { deadlineMs: 30_000 }));
  expect(detail.record.title).toBe(name);
}, 60_000);
