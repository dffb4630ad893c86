import { secureEndpointFixture } from '@watchfloor/connectors/conformance';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SyncStage, startStage, until } from '../sync/testing/stage.ts';
import { toLookups } from './lookups.ts';

let stage: SyncStage<Awaited<ReturnType<typeof secureEndpointFixture.start>>>;
const guid = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';

beforeAll(async () => {
  stage = await startStage(secureEndpointFixture, { events: 50 });
  const now = Math.floor(Date.now() / 1_000) - 120;
  stage.simulator.insertEvents([
    {
      timestamp: now,
      computer: { connector_guid: guid, hostname: 'NVK-ASKED-01', network_addresses: [] },
      connector_guid: guid,
    },
  ]);
  await stage.sync.wake(secureEndpointFixture.id);
});
afterAll(() => stage.close());

const ask = (kind: 'host' | 'user' | 'hash', value: string, at = Date.now()) =>
  toLookups(stage.database, stage.book.list(), [{ kind, value }], { at, isVisible: sql<boolean>`true` }).then(
    ([one]) => one,
  );

test('a host is asked for by the id that its own records give it, whatever the letters’ case; one that none names is not', async () => {
  const { id } = secureEndpointFixture;
  const found = await until(
    () => ask('host', 'nvk-asked-01'),
    (one) => (one?.lookups.length ?? 0) > 0,
  );
  expect(found).toMatchObject({
    lookups: [{ connection: id, resource: 'events', filter: 'connector_guid', values: [guid], byId: true }],
    noLookups: [],
  });
  expect(await ask('host', 'NVK-NOBODY')).toEqual({ lookups: [], noLookups: [{ connection: id, why: 'no_id' }] });
  // An id holds for its time.
  const yearAgo = Date.now() - 365 * 86_400_000;
  expect((await ask('host', 'nvk-asked-01', yearAgo))?.lookups).toEqual([]);
});

test('what a vendor has no question for says so: of the kind, or of the form', async () => {
  const { id } = secureEndpointFixture;
  expect(await ask('user', 'maja.lindqvist')).toEqual({ lookups: [], noLookups: [{ connection: id, why: 'kind' }] });
  expect(await ask('hash', 'd'.repeat(32))).toEqual({ lookups: [], noLookups: [{ connection: id, why: 'form' }] });
  expect((await ask('hash', 'd'.repeat(64)))?.lookups).toHaveLength(2);
});
