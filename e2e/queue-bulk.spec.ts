import type { Locator, Page } from '@playwright/test';
import type { Params } from '@watchfloor/contract';
import { expectAccessible } from './fixtures/accessible.ts';
import { askAs, mustAsk } from './fixtures/ask.ts';
import { expect, test } from './fixtures/four-vendors.ts';
import { clickRow, fixedRange, gridOf, paneOf, rowsOf } from './fixtures/list.ts';
import { cellOf, openQueue, readQueue, totalOf, untilWhole } from './fixtures/queue.ts';

// Several findings at once: selected by key and by pointer, or all that the filter finds; counted by the server, decided,
// told one by one, and taken back.

test.describe.configure({ timeout: 120_000 });
test.use({ findingDays: 30 });

const week = { from: 'now-7d', to: 'now' };
/** It does not move while a test looks. */
const settled = (): Params => fixedRange('now-6d', 'now-1h').params;

const barOf = (page: Page): Locator => page.getByRole('region', { name: 'Selection' });
const tickedOf = (page: Page): Locator => gridOf(page).locator('[data-row][aria-selected=true]');
const panelOf = (page: Page): Locator => page.getByRole('region', { name: 'Decisions about many' });
const tickOf = (row: Locator): Locator => row.locator('[data-tick]');

test.beforeEach(async ({ vendored }) => {
  await untilWhole(vendored.url, week);
});

test('rows are selected by key and by pointer, and stay so when the list is read anew, the pane moves, and one comes back', async ({
  page,
}) => {
  await openQueue(page, { ...settled(), not_status: ['resolved', 'suppressed'], order: 'time-desc' });
  for (const key of ['j', 'x', 'Shift+J', 'Shift+J', 'Shift+K']) await page.keyboard.press(key);
  await expect(tickedOf(page)).toHaveCount(2);
  await expect(barOf(page).getByRole('status')).toContainText('2 rows');
  await tickOf(rowsOf(page).nth(4)).click();
  await tickOf(rowsOf(page).nth(6)).click({ modifiers: ['Shift'] });
  await expect(tickedOf(page)).toHaveCount(5);
  const uids = async () => tickedOf(page).evaluateAll((rows) => rows.map((row) => row.getAttribute('data-row')));
  const before = await uids();

  await page.keyboard.press('r');
  await clickRow(page, 9);
  await expect(paneOf(page)).toBeVisible();
  expect(await uids()).toEqual(before);
  await page.locator('a[href="/connections"]').click();
  await expect(gridOf(page)).toHaveCount(0);
  await page.goBack();
  await expect(barOf(page).getByRole('status')).toContainText('5 rows');
  await expect.poll(uids).toEqual(before);

  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keys' });
  for (const label of ['Select the row, or not', 'Select on, downwards', 'Clear the selection']) {
    await expect(help.getByText(label)).toBeVisible();
  }
  await page.keyboard.press('Escape');
  await gridOf(page).focus();
  await page.keyboard.press('Escape');
  await expect(barOf(page)).toHaveCount(0);
  await expect(paneOf(page), 'the pane closes with the next one').toBeVisible();
});

test('all that the filter finds: counted by the server, decided once each, told by name what a colleague was first with, taken back', async ({
  page,
  vendored,
}) => {
  const params = {
    ...settled(),
    severity: ['low', 'medium'],
    source: 'kuma-demo',
    not_status: ['resolved', 'suppressed'],
  };
  const { rows } = await readQueue(vendored.url, { ...params, order: 'time-desc' });
  const benign = async () => (await readQueue(vendored.url, { ...params, not_status: [], verdict: 'benign' })).total;
  expect(await benign()).toBe(0);
  await openQueue(page, { ...params, order: 'time-desc' });
  const total = await totalOf(page);
  expect(total).toBeGreaterThan(5);

  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await barOf(page)
    .getByRole('button', { name: `Select all ${total} that the filter finds` })
    .click();
  await expect(barOf(page).getByRole('status')).toContainText(`All ${total} findings that the filter found at`);
  await expectAccessible(page, 'all selected');
  await page.keyboard.press('c');
  await page.keyboard.press('2');
  const dialog = page.getByRole('dialog', { name: `Close ${total} findings as benign` });
  await expect(dialog).toContainText(`KU Norrvik KUMA ${total}`);
  await expectAccessible(page, 'asked');
  // Between the count and the word, a colleague is first with one of them.
  const first = rows.findLast(({ fold }) => fold === undefined);
  const ana = await askAs(vendored.url, 'analyst');
  const taken = { uid: first?.uid, version: 0, key: crypto.randomUUID(), decision: { kind: 'take' } };
  await mustAsk(ana, 'POST', '/api/queue/decisions', taken);
  await page.keyboard.press('Control+Enter');

  const words = `Closed as benign: ${total - 1} of ${total} findings, 1 changed meanwhile and left as they are`;
  await expect(panelOf(page)).toContainText(words);
  await expect(barOf(page)).toHaveCount(0);
  expect(await benign()).toBe(total - 1);
  await expect(cellOf(rowsOf(page).first(), 'work'), 'the rows show it where they are').toContainText('Resolved');

  await panelOf(page).getByRole('button', { name: 'Receipt' }).click();
  const receipt = page.getByRole('dialog', { name: 'Receipt: Closed as benign' });
  const items = receipt.getByRole('table').getByRole('row');
  await expect(items).toHaveCount(1);
  await expect(items).toContainText(/Changed meanwhile.*Ana Ruiz: in progress/s);
  await receipt.getByRole('button', { name: `Done ${total - 1}` }).click();
  await expect(items.nth(3)).toContainText('Done');
  await expectAccessible(page, 'receipt');
  const [file] = await Promise.all([page.waitForEvent('download'), receipt.getByRole('link', { name: 'CSV' }).click()]);
  expect(file.suggestedFilename()).toBe('watchfloor-receipt.csv');
  await receipt.getByRole('button', { name: 'Undo all' }).click();

  await expect(panelOf(page)).toContainText(`Taken back: ${total - 1} findings`);
  expect(await benign()).toBe(0);
  await expect(cellOf(rowsOf(page).first(), 'work')).toContainText('New');
  await mustAsk(ana, 'POST', '/api/queue/decisions', {
    ...taken,
    version: 1,
    key: crypto.randomUUID(),
    decision: { kind: 'reopen' },
  });
});
