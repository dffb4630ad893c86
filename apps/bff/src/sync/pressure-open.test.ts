import { usmFixture } from '@watchfloor/connectors/conformance';
import { afterEach, expect, test } from 'vitest';
import { type SyncStage, startStage, until } from './testing/stage.ts';

let stage: SyncStage<{ close(): Promise<void> }> | undefined;
afterEach(() => stage?.close());

test('while all that is open is read, which takes long, the newest goes on being read every few seconds', async () => {
  const usm = await startStage(usmFixture, { alarms: 0, events: 0, switches: { sizeMax: 20, latencyMs: 150 } });
  stage = usm;
  const { simulator } = usm;
  const now = Date.now();
  simulator.insertAlarms(
    Array.from({ length: 3_000 }, (_, index) => ({ timestamp_occured: String(now - index * 800_000), status: 'open' })),
  );
  const openCalls = () => simulator.requests.filter(({ query }) => query.includes('status=open')).length;
  await until(
    () => Promise.resolve(openCalls()),
    (calls) => calls > 3,
    30_000,
  );
  usm.sync.watch([usmFixture.id]);
  const insertedAt = Date.now();
  const [key = ''] = simulator.insertAlarms([{ timestamp_occured: String(insertedAt), status: 'closed' }]);
  const isKept = async () =>
    (await usm.database.sql.selectFrom('finding').select('uid').where('key', '=', key).execute()).length > 0;
  await until(isKept, Boolean, 20_000);
  const tookMs = Date.now() - insertedAt;
  const before = openCalls();
  await until(
    () => Promise.resolve(openCalls()),
    (calls) => calls > before + 5,
    20_000,
  );
  expect(tookMs).toBeLessThan(10_000);
}, 90_000);
