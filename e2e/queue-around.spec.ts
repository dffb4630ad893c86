import type { Locator, Page } from '@playwright/test';
import type { AroundAnswer, ExploreAnswer, Params, QueueAnswer } from '@watchfloor/contract';
import { expectAccessible } from './fixtures/accessible.ts';
import { getJson } from './fixtures/api.ts';
import { expect, test } from './fixtures/four-vendors.ts';
import { fixedRange, gridOf, paneOf } from './fixtures/list.ts';
import { cellOf, openQueue, queuePath, readQueue, selectedRow, totalOf, untilWhole } from './fixtures/queue.ts';

// Around a finding: what the other sources know of what it names, how far each was read, and what can be asked live.

test.describe.configure({ timeout: 120_000 });
// The day before what is older than a day was never read.
test.use({ findingDays: 2 });

const failed: Params = { q: '"quarantine failure" faktura', ...fixedRange('now-6h', 'now').params };
const around = (page: Page): Locator => paneOf(page).getByRole('region', { name: 'Around it' });
const valueOf = (page: Page, value: string): Locator =>
  around(page)
    .getByRole('list', { name: 'Values' })
    .getByRole('listitem')
    .filter({ has: page.getByRole('button', { name: `Actions for ${value}`, exact: true }) });

test.beforeEach(async ({ vendored }) => {
  await untilWhole(vendored.url, { from: 'now-40h', to: 'now' });
});

test('one key names the other three; each count is the list that it opens, and Back returns; a live count is the vendor’s list', async ({
  page,
  vendored,
}) => {
  await openQueue(page, failed);
  await page.keyboard.press('j');
  await page.keyboard.press('o');
  const host = valueOf(page, 'NVK-LT-0417');
  for (const label of ['Norrvik USM', 'Norrvik KUMA', 'Norrvik Endpoint', 'Norrvik Identity']) {
    await expect(host.getByRole('link').filter({ hasText: label }).first()).toBeVisible();
  }
  await expect(host.getByRole('link').first(), 'worst first').toContainText('Critical');
  await expectAccessible(page, 'around a finding');

  const uid = (await selectedRow(page).getAttribute('data-row')) ?? '';
  const answer = await getJson<AroundAnswer>(vendored.url, `/api/queue/findings/${encodeURIComponent(uid)}/around`);
  const counts = answer.values.find(({ value }) => value === 'NVK-LT-0417')?.counts ?? [];
  expect(counts.length).toBeGreaterThanOrEqual(4);
  for (const { connection, findings } of counts) {
    const label = answer.sources.find((one) => one.connection === connection)?.label ?? '';
    const link = host.getByRole('link').filter({ hasText: label }).first();
    await expect(link).toContainText(String(findings));
    await link.click();
    await expect(page).toHaveURL(new RegExp(`source=${connection}`));
    // The finding itself names the value as well.
    const own = uid.startsWith(`${connection}:`) ? 1 : 0;
    await expect.poll(() => totalOf(page), { message: connection }).toBe(findings + own);
    await page.goBack();
    await expect(host.getByRole('link').first(), 'Back returns to it').toBeVisible();
  }

  const maja = valueOf(page, 'maja.lindqvist');
  const ask = maja.getByRole('button', { name: /^Ask Norrvik USM events by source user/ });
  await ask.click();
  const live = maja.getByRole('status').getByRole('link');
  await expect(live).toHaveText(/^[\d,]+$/);
  const count = Number((await live.innerText()).replaceAll(',', ''));
  await live.click();
  await expect(page).toHaveURL(/\/explore\/usm-demo\/events\?source_username=maja\.lindqvist/);
  const path = new URL(page.url());
  expect(await countLive(vendored.url, `/api${path.pathname}${path.search}`)).toBe(count);
  await page.goBack();
  await expect(live, 'what was asked stays').toBeVisible();

  await host.getByRole('button', { name: /^Ask Norrvik Endpoint events by computer/ }).click();
  await expect(host.getByRole('status').getByRole('link')).toHaveText([/^[\d,]+$/]);
  const cannot = around(page).getByRole('list', { name: 'Not asked live' });
  await expect(cannot).toContainText(/Norrvik KUMA cannot search by user, host/);
  await expect(cannot).toContainText(/Norrvik Identity cannot search by user, host/);
  await page.keyboard.press('o');
  await expect(around(page)).toBeHidden();
});

test('a source that was not read whole is never said to have none, and the vendor that is away says so when it is asked', async ({
  page,
  vendored,
  allowProblem,
}) => {
  // The rows beside the open finding may be asked for ahead while the vendor is away.
  allowProblem(/status of 502/);
  const range = fixedRange('now-40h', 'now-30h').params;
  const { rows } = await readQueue(vendored.url, { ...range, source: 'usm-demo', order: 'time-desc' });
  const oldest = rows.findLast((row) => row.entities.some(({ kind }) => kind === 'user')) ?? rows.at(-1);
  expect(oldest, 'there is one').toBeDefined();
  await page.goto(queuePath({ ...range, source: 'usm-demo', order: 'time-desc', sel: oldest?.uid ?? '' }));
  await expect(paneOf(page).getByRole('heading', { level: 2 })).toBeVisible();
  await page.keyboard.press('o');
  const unread = around(page).getByRole('list', { name: 'Not read whole' });
  await expect(unread.getByRole('listitem').first()).toContainText(/was not read (before|in this time)/);
  await expect(around(page)).not.toContainText(/No other finding:/);
  await expect(around(page)).not.toContainText(/(^|\s)None: /);

  await vendored.vendors.usm.setListening(false);
  const ask = around(page)
    .getByRole('button', { name: /^Ask Norrvik USM events/ })
    .first();
  await ask.click();
  await expect(around(page)).toContainText(
    /(could not be asked|is left alone for a moment after many failures).*asked \d/,
  );
  await expect(around(page).getByRole('status').filter({ hasText: /none/ })).toHaveCount(0);
});

test('what is closed here and open at its vendor is told, and so is what the vendor has no more', async ({
  page,
  vendored,
  allowProblem,
}) => {
  // Of what was removed, the open pane may ask the vendor before it is known to be gone.
  allowProblem(/status of 404/);
  const [key = ''] = vendored.vendors.usm.insertAlarms([
    { rule_method: 'Drift', status: 'open', priority_label: 'low' },
  ]);
  const params = { q: 'drift', source: 'usm-demo', from: 'now-1h', to: 'now' };
  await expect
    .poll(async () => (await readQueue(vendored.url, params)).total, { timeout: 30_000, intervals: [1_000] })
    .toBe(1);
  await openQueue(page, params);
  await page.keyboard.press('j');
  await page.keyboard.press('c');
  await page.keyboard.press('2');
  const row = gridOf(page).locator('[data-row]').first();
  await expect(cellOf(row, 'work')).toContainText('Resolved');
  await expect(paneOf(page)).toContainText('Closed here as benign; still open at Norrvik USM (open).');
  await expectAccessible(page, 'what differs from the vendor');
  vendored.vendors.usm.remove('alarms', [key]);
  await expect
    .poll(async () => goneOf(await readQueue(vendored.url, params)), { timeout: 60_000, intervals: [1_000] })
    .not.toBeNull();
  await page.reload();
  await expect(paneOf(page)).toContainText(/Norrvik USM no longer has this alarm \(asked [\d:]+\)\./);
});

const goneOf = ({ rows }: QueueAnswer) => rows[0]?.goneAt ?? null;

async function countLive(url: string, path: string): Promise<number> {
  let count = 0;
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: ExploreAnswer = await getJson<ExploreAnswer>(url, `${path}&rows=500${cursor && `&cursor=${cursor}`}`);
    count += page.rows.length;
    cursor = page.cursor;
  }
  return count;
}
