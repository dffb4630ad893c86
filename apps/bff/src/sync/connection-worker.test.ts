import { usmFixture } from '@watchfloor/connectors/conformance';
import pg from 'pg';
import { expect, test } from 'vitest';
import { putInto, toAsked } from './testing/asked-vendors.ts';
import { until } from './testing/stage.ts';
import { stageUsm } from './testing/staged-vendors.ts';
import { startWorld } from './testing/world.ts';

test('reading that could not begin, because the database did not answer, begins when it does', async () => {
  const vendor = await stageUsm(2, usmFixture.id);
  const world = await startWorld([]);
  // As the owner: the application may rename nothing.
  const owner = new pg.Client({ connectionString: world.database.url });
  await owner.connect();
  try {
    await owner.query('alter table source_state rename to source_state_away');
    putInto(world.book, toAsked(vendor), world.database);
    await until(
      async () => world.lines.join('\n'),
      (lines) => lines.includes('reading not begun'),
      10_000,
    );
    expect(vendor.simulator.requests.filter(({ path }) => path.includes(vendor.path))).toEqual([]);
    await owner.query('alter table source_state_away rename to source_state');
    await until(
      async () => (await world.database.sql.selectFrom('finding').select('key').execute()).length,
      (kept) => kept === vendor.keys().length,
      20_000,
    );
  } finally {
    await owner.end();
    await world.close();
    await vendor.simulator.close();
  }
}, 60_000);
