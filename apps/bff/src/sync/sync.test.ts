import { kumaFixture, leenFixture, secureEndpointFixture, usmFixture } from '@watchfloor/connectors/conformance';
import { afterEach, expect, test } from 'vitest';
import { missingIn } from './coverage.ts';
import { readCoverage } from './source-state.ts';
import { type SyncStage, startStage, until } from './testing/stage.ts';

let stage: SyncStage<{ close(): Promise<void> }> | undefined;
afterEach(async () => {
  await stage?.close();
  stage = undefined;
});

const dayMs = 86_400_000;

async function keptKeys({ database }: Pick<SyncStage<unknown>, 'database'>): Promise<string[]> {
  const rows = await database.sql.selectFrom('finding').select('key').where('gone_at', 'is', null).execute();
  return rows.map(({ key }) => key).toSorted();
}

test('USM alarms are kept to the last of them, with their coverage, and what changes there changes here', async () => {
  const usm = await startStage(usmFixture, { alarms: 1_500, events: 0 });
  stage = usm;
  const place = { connection: usmFixture.id, resource: 'alarms' };
  const window = () => ({ from: Date.now() - 40 * dayMs + 60_000, to: Date.now() - 20_000 });
  await until(
    () => readCoverage(usm.database, place),
    (covered) => missingIn(covered, window()).length === 0,
  );
  const { oracle } = usm.simulator;
  expect(await keptKeys(usm)).toEqual(oracle.alarms().toSorted());

  const closed = oracle.alarms({ status: 'open' }).slice(0, 3);
  usm.simulator.setStatus(closed, 'closed');
  const [late = ''] = usm.simulator.insertAlarms([{ timestamp_occured: String(Date.now() - 10 * 60_000) }]);
  await usm.sync.wake(usmFixture.id);
  await until(
    () => keptKeys(usm),
    (keys) => keys.includes(late),
  );
}, 60_000);

test('KUMA, Secure Endpoint and Leen as well', async () => {
  for (const fixture of [kumaFixture, secureEndpointFixture, leenFixture]) {
    const one = await startStage(fixture as typeof kumaFixture, {});
    stage = one;
    const [list] = one.book.list().flatMap(({ readers }) => [...readers.values()].filter(({ keeping }) => keeping));
    const place = { connection: fixture.id, resource: list?.resource.name ?? '' };
    const window = () => ({ from: Date.now() - 40 * dayMs + 60_000, to: Date.now() - 20_000 });
    await until(
      () => readCoverage(one.database, place),
      (covered) => missingIn(covered, window()).length === 0,
    ).catch((error: unknown) => {
      throw new Error(`${fixture.id}: ${one.lines.slice(-5).join('\n')}`, { cause: error });
    });
    expect((await keptKeys(one)).length).toBeGreaterThan(100);
    await one.close();
    stage = undefined;
  }
}, 120_000);
