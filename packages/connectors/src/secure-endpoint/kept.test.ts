import { afterEach, expect, test } from 'vitest';
import { closeOpened, describeKept, readerOf, startVendor, walk, wholeRange } from '../conformance.ts';
import { secureEndpointEvents, secureEndpointFixture, toKey } from './conformance.ts';
import { noiseTypes } from './noise.ts';

describeKept('secure-endpoint events', secureEndpointFixture, secureEndpointEvents);
afterEach(closeOpened);

/** What is kept of a list that holds every type, one that nobody foresaw, and an event without a type. */
async function readKept(config: Record<string, unknown> = {}) {
  const { simulator, connection } = await startVendor(secureEndpointFixture, { events: 1_200 }, config);
  simulator.insertEvents([
    { event_type: 'Firmware Tampering', event_type_id: 1_107_296_999 },
    { event_type: 'POLICY UPDATE', event_type_id: 553_648_130 },
    { _omit: ['event_type', 'event_type_id'] },
  ]);
  const { keeping } = readerOf(connection, 'events');
  if (!keeping) throw new Error('nothing is kept');
  const resource = 'events';
  const every = await walk(connection, { resource, filters: {}, order: keeping.order }, wholeRange());
  const kept = await walk(connection, { resource, filters: keeping.filters, order: keeping.order }, wholeRange());
  expect(new Set(every.records.map(({ key }) => key))).toEqual(new Set(simulator.oracle.events().map(toKey)));
  return { rule: keeping.rule, every: every.records, kept: kept.records };
}

const typeOf = ({ eventType }: { eventType?: string | undefined }) => eventType?.toLowerCase();

test('all is kept but what a computer says of its day; a type that nobody foresaw is, and an event without one', async () => {
  const { rule, every, kept } = await readKept();
  const noise = noiseTypes.map((type) => type.toLowerCase());
  const expected = every.filter((record) => !noise.includes(typeOf(record) ?? ''));
  expect(kept.map(({ key }) => key)).toEqual(expected.map(({ key }) => key));
  expect(kept.length).toBeLessThan(every.length);
  const types = new Set(kept.map(typeOf));
  for (const type of ['firmware tampering', undefined, 'threat detected']) expect(types).toContain(type);
  for (const type of noiseTypes) expect(rule).toContain(type);
});

test('the rule is the connection’s own: letter case does not tell its types apart, and an empty one keeps all', async () => {
  const { rule, every, kept } = await readKept({ noise: [{ event_type: 'threat DETECTED' }] });
  expect(rule).toBe('All events except threat DETECTED');
  expect(kept.map(({ key }) => key)).toEqual(
    every.filter((record) => typeOf(record) !== 'threat detected').map(({ key }) => key),
  );
  expect(kept.length).toBeLessThan(every.length);
  const all = await readKept({ noise: [] });
  expect(all.rule).toBe('All events');
  expect(all.kept).toEqual(all.every);
});

test('what may leave a computer without protection is no noise', () => {
  const grave = ['Policy Update Failure', 'Scan Failed', 'Install Failure', 'Product Update Failed', 'Uninstall'];
  const noise: readonly string[] = noiseTypes;
  expect(grave.filter((type) => noise.includes(type))).toEqual([]);
  expect(noise.filter((type) => /fail|with detections|threat|malware/i.test(type))).toEqual([]);
});
