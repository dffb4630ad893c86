import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { asOwnPage, fakeApp } from '../testing/fake-app.ts';
import { fakeConnection, fakePage, fakeRecord } from '../testing/fake-source.ts';

const records = Array.from({ length: 100 }, (_, index) => fakeRecord(String(index)));
const { app } = fakeApp({
  connections: [fakeConnection({ list: () => Promise.resolve(fakePage({ records })) })],
  now: () => 5_000,
});
const ask = (headers: Record<string, string>, path = '/api/explore/fake/alarms?from=0000000001000&to=0000000002000') =>
  app.request(asOwnPage(path, { headers }));

it.each([
  ['br', 'gzip, br', brotliDecompressSync],
  ['gzip', 'gzip;q=0.5', gunzipSync],
  ['gzip', 'br;q=0, gzip', gunzipSync],
] as const)('compresses a long answer as %s for "%s", without changing it', async (coding, accepted, decompress) => {
  const plain = await ask({});
  expect(plain.headers.get('content-encoding')).toBeNull();
  const packed = await ask({ 'accept-encoding': accepted });
  expect(packed.headers.get('content-encoding')).toBe(coding);
  expect(packed.headers.get('vary')).toBe('accept-encoding');
  const body = new Uint8Array(await packed.arrayBuffer());
  const text = await plain.text();
  expect(body.length).toBeLessThan(text.length / 4);
  expect(decompress(body).toString()).toBe(text);
});

it.each(['gzip;q=0', 'zstd', 'br; q=0.0'])('leaves it as it is for "%s"', async (accepted) => {
  expect((await ask({ 'accept-encoding': accepted })).headers.get('content-encoding')).toBeNull();
});

it('leaves a short answer as it is', async () => {
  const response = await ask({ 'accept-encoding': 'gzip' }, '/api/nothing');
  expect(response.headers.get('content-encoding')).toBeNull();
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ code: 'unknown_route' });
});
