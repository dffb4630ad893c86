import type { UsmSimulator } from '@watchfloor/simulators';
import { clickRow, fixedRange, gridOf, listPath, openList, readToEnd, rowsOf, selectedKey } from './fixtures/list.ts';
import { expect, test } from './fixtures/stack.ts';

test('scrolled to its end while alarms come and close, the list gives every row once and keeps few in the page', async ({
  page,
  stack,
}) => {
  const { simulator } = stack;
  const range = fixedRange('now-40d');
  const filter = { ...range.oracle, status: ['open', 'in_review'] };
  const { seq } = simulator.oracle.journal;
  const changes = changeBetweenPages(simulator, range.oracle);
  await openList(page, listPath('alarms', { ...range.params, status: ['open', 'in_review'] }));
  const read = await readToEnd(page);
  simulator.beforeResponse = undefined;

  expect(changes.pages, 'the list was read in many pages').toBeGreaterThan(5);
  expect(read.faults, 'no row moved to another place').toEqual([]);
  expect(read.keys.length, 'no row twice').toBe(new Set(read.keys).size);
  const seen = new Set(read.keys);
  const due = simulator.oracle.matchedThroughout('alarms', filter, seq);
  expect(due.length).toBeGreaterThan(400);
  expect(
    due.filter((key) => !seen.has(key)),
    'rows that were there all the time and were not shown',
  ).toEqual([]);
  const possible = new Set(simulator.oracle.matchedSometime('alarms', filter, seq));
  expect(
    read.keys.filter((key) => !possible.has(key)),
    'rows that never matched',
  ).toEqual([]);
  expect(read.rowsInDomMax).toBeLessThan(80);
});

test('rows that share one millisecond are all shown, each once', async ({ page, stack }) => {
  const at = Date.now() - 35 * 86_400_000;
  const keys = stack.simulator.insertAlarms(Array.from({ length: 260 }, () => ({ timestamp_occured: String(at) })));
  await openList(page, listPath('alarms', { from: String(at - 1000), to: String(at + 1000) }));
  const read = await readToEnd(page);
  expect(read.faults).toEqual([]);
  expect(read.keys.toSorted()).toEqual(keys.toSorted());
});

test('rows that are read below do not move those in view', async ({ page }) => {
  const range = fixedRange('now-40d');
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let held = 0;
  await page.route('**/api/explore/usm-demo/alarms?**cursor=**', async (route) => {
    held += 1;
    await released;
    await route.continue();
  });
  await openList(page, listPath('alarms', range.params));
  const grid = gridOf(page);
  await grid.evaluate((element) => {
    element.scrollTop = element.scrollHeight;
  });
  await expect.poll(() => held, 'the next page is asked').toBeGreaterThan(0);
  const before = await firstInView();
  const heightBefore = await grid.evaluate((element) => element.scrollHeight);
  release();
  await expect.poll(() => grid.evaluate((element) => element.scrollHeight)).toBeGreaterThan(heightBefore);
  expect(await firstInView()).toEqual(before);

  function firstInView() {
    return grid.evaluate((element) => {
      const view = element.getBoundingClientRect();
      const rows = [...element.querySelectorAll('[data-row]')].map((row) => ({
        id: row.getAttribute('data-row'),
        top: row.getBoundingClientRect().top,
      }));
      return rows.filter(({ top }) => top >= view.top + 28).toSorted((a, b) => a.top - b.top)[0];
    });
  }
});

test('reading anew puts newer rows above and leaves the selected row and the place', async ({ page, stack }) => {
  const from = String(Date.now() - 4 * 86_400_000);
  await openList(page, listPath('alarms', { from, to: 'now' }));
  await clickRow(page, 10);
  const key = await selectedKey(page);
  const topOf = () =>
    gridOf(page)
      .locator('[aria-selected=true]')
      .evaluate((row) => row.getBoundingClientRect().top);
  const before = await topOf();
  const [inserted] = stack.simulator.insertAlarms([
    { rule_method: 'Came while looking', timestamp_occured: String(Date.now() - 1000) },
  ]);
  await page.keyboard.press('r');
  const grid = gridOf(page);
  await expect.poll(() => grid.locator(`[data-row$="${inserted}"]`).count()).toBe(1);
  expect(await selectedKey(page)).toBe(key);
  expect(await topOf()).toBe(before);
  await grid.evaluate((element) => {
    element.scrollTop = 0;
  });
  await expect(rowsOf(page).first()).toContainText('Came while looking');
});

/** From the second page on: something comes and something closes, above and below where the reader stands. */
function changeBetweenPages(
  simulator: UsmSimulator,
  range: { timestamp_occured_gte: number; timestamp_occured_lte: number },
) {
  const changes = { pages: 0 };
  const width = range.timestamp_occured_lte - range.timestamp_occured_gte;
  simulator.beforeResponse = ({ path }) => {
    if (!path.endsWith('/alarms')) return;
    changes.pages += 1;
    // Spread over the range by the golden ratio: some fall behind the reader, some before.
    const at = (index: number) =>
      String(Math.round(range.timestamp_occured_gte + width * (((changes.pages * 3 + index) * 0.618034) % 1)));
    simulator.insertAlarms([0, 1, 2].map((index) => ({ timestamp_occured: at(index), status: 'open' })));
    // The stories of the last day stay as other tests know them.
    const olderThan = range.timestamp_occured_lte - 2 * 86_400_000;
    const open = simulator.oracle.alarms({ ...range, timestamp_occured_lte: olderThan, status: 'open' });
    const chosen = [0.1, 0.5, 0.9].flatMap((share) => open[Math.floor(open.length * share)] ?? []);
    simulator.setStatus(chosen, 'closed');
  };
  return changes;
}
