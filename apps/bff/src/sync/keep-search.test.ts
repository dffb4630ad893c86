import type { SourceRecord } from '@watchfloor/contract';
import { expect, test } from 'vitest';
import { toSearchRow } from './keep-search.ts';
import { toSearchText } from './search-text.ts';

const record = { title: 'Made', key: 'k', entities: [], attack: [], cells: {} } as unknown as SourceRecord;
const ofWords = (count: number) => JSON.stringify({ a: Array.from({ length: count }, (_, index) => `wörd${index}`) });

/** The longest time for which nothing else was done meanwhile, ms. */
async function longestHold(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  const look = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(look, 5);
  try {
    await work();
    look();
  } finally {
    clearInterval(timer);
  }
  return longest;
}

test('the words of a record of 12 MB hold up nothing else, and are the same', async () => {
  const raw = ofWords(900_000);
  let row: Awaited<ReturnType<typeof toSearchRow>> | undefined;
  const aside = await longestHold(async () => {
    row = await toSearchRow({ uid: 'u', record, raw });
  });
  let text: ReturnType<typeof toSearchText> | undefined;
  const inline = await longestHold(async () => {
    await Promise.resolve();
    text = toSearchText(record, raw);
  });
  expect(row).toEqual({ uid: 'u', ...text });
  expect(row?.words).toContain(' wörd899999 ');
  // Handing the text over and back is what is left.
  expect(aside).toBeLessThan(inline / 2);
});

test('several such records are read one after the other, beside short ones', async () => {
  const raws = [ofWords(120_000), ofWords(3), ofWords(110_000), '{"a":"short"}'];
  const rows = await Promise.all(raws.map((raw, index) => toSearchRow({ uid: String(index), record, raw })));
  expect(rows).toEqual(raws.map((raw, index) => ({ uid: String(index), ...toSearchText(record, raw) })));
});
