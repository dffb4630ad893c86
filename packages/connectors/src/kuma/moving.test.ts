import type { SourceRecord } from '@watchfloor/contract';
import { expect, test } from 'vitest';
import type { CallContext } from '../connector.ts';
import type { Row } from '../list-page.ts';
import type { FetchNumbered } from '../paging/page.ts';
import { createTimeAxis } from '../paging/time-axis.ts';
import { readMoving } from './moving.ts';

const now = 1_800_000_000_000;
/** Alerts that still grow, a second apart, more of them than a cursor remembers. */
const alerts = Array.from({ length: 200 }, (_, n) => ({ key: `a-${n}`, at: now - 1_000 * (n + 1) }));

const toRow = (at: number): Row => ({
  record: { happened: at - 60_000, vendorStatus: 'new' } as SourceRecord,
});

async function readWhole(obeysFrom: boolean) {
  const fetchIn =
    ({ from, to }: { from: number; to: number }): FetchNumbered<Row> =>
    (page, size) => {
      const given = alerts.filter(({ at }) => at <= to && (!obeysFrom || at >= from));
      const items = given.slice(page * (size || 250), (page + 1) * (size || 250));
      return Promise.resolve({
        items: items.map(({ key, at }) => ({ key, at, value: toRow(at) })),
        last: items.length < (size || 250),
        total: null,
      });
    };
  const question = { filters: {}, from: now - 3_600_000, to: now, order: 'active-desc', rows: 100 };
  const axis = createTimeAxis('newest-first', question, 1);
  const moving = { fetchIn, axis, question, context: { now: () => now } as CallContext };
  const keys: string[] = [];
  let position: Parameters<typeof readMoving>[1] = null;
  do {
    const read = await readMoving(moving, position, { rows: 50, accept: () => true, mayAsk: () => true });
    keys.push(...read.items.map(({ key }) => key));
    position = read.next;
  } while (position !== null);
  return keys;
}

test.each([
  ['obeys', true],
  ['ignores', false],
])('a list that nothing moves in is read once where the vendor %s the lower bound', async (_, obeysFrom) => {
  expect(await readWhole(obeysFrom)).toEqual(alerts.map(({ key }) => key));
});
