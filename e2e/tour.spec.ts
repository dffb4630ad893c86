import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import type { QueueAnswer } from '@watchfloor/contract';
import { expect, test } from './fixtures/four-vendors.ts';
import { gridOf, paneOf } from './fixtures/list.ts';
import { cellOf, pillOf, readQueue, selectedRow, stripOf, totalOf, untilWhole } from './fixtures/queue.ts';

// The two minutes of a newcomer, by keyboard alone, over the stories of Norrvik Freight.

test.describe.configure({ timeout: 180_000 });
test.use({ findingDays: 5, permissions: ['clipboard-read', 'clipboard-write'] });

const range = { from: 'now-72h', to: 'now' };

test('the two-minute tour', async ({ page, vendored, allowProblem }) => {
  allowProblem(/50[0-9]/);
  const { url, vendors } = vendored;
  await untilWhole(url, range);
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Needs a decision');
  await expect(gridOf(page).locator('[data-row]').first()).toBeVisible();

  await test.step('the failed quarantine, and what the other three know', async () => {
    await moveTo(page, /Quarantine Failure.*Not stopped/s);
    await page.keyboard.press('o');
    const host = paneOf(page)
      .getByRole('region', { name: 'Around it' })
      .getByRole('listitem')
      .filter({ has: page.getByRole('button', { name: 'Actions for NVK-LT-0417' }) });
    for (const other of ['Norrvik USM', 'Norrvik KUMA', 'Norrvik Identity']) {
      await expect(host.getByRole('link').filter({ hasText: other }).first(), other).toContainText(/[1-9]/);
    }
    await page.keyboard.press('o');
    await page.keyboard.press('e');
    await expect(cellOf(selectedRow(page), 'work')).toContainText(/In progress\s*FH/);
  });
  const taken = (await selectedRow(page).getAttribute('data-row')) ?? '';

  await test.step('the pill', async () => {
    vendors.endpoint.insertEvents([
      { timestamp: Math.floor(Date.now() / 1_000), severity: 'Critical', event_type: 'Cloud IOC' },
    ]);
    await expect(pillOf(page)).toContainText('1 critical', { timeout: 30_000 });
    await expect(page).toHaveTitle(/^1 critical/);
    await page.keyboard.press('r');
    await expect(pillOf(page)).toHaveCount(0);
    await expect(selectedRow(page), 'the finding in hand stays').toHaveAttribute('data-row', taken);
  });

  await test.step('the scanner, closed as one', async () => {
    const [row] = (await readQueue(url, { ...range, q: '"port scan" nvk-scan-01', source: 'usm-demo' })).rows;
    const count = row?.fold?.count ?? 0;
    expect(count).toBe(412);
    // It began before.
    await moveTo(page, /NVK-SCAN-01/, { key: 'k', source: 'usm-demo' });
    await page.keyboard.press('c');
    await page.keyboard.press('2');
    await expect(page.getByRole('status').filter({ hasText: 'Closed as benign, 412 findings' })).toBeVisible();
    await expect
      .poll(async () => (await readQueue(url, { ...range, verdict: 'benign', entity: 'NVK-SCAN-01' })).total)
      .toBe(412);
  });

  await test.step('a vendor off and on, without a false word', async () => {
    await vendors.kuma.setListening(false);
    const chip = stripOf(page).getByRole('listitem').filter({ hasText: 'Norrvik KUMA' }).first();
    await expect(chip).toContainText(/failed/, { timeout: 40_000 });
    await expect(
      page.getByRole('status').filter({ hasText: /^Norrvik KUMA (could not be asked|is left alone)/ }),
    ).toBeVisible();
    await expect(page.getByText(/No findings match/)).toHaveCount(0);
    await vendors.kuma.setListening(true);
    await expect(chip).not.toContainText(/failed/, { timeout: 60_000 });
  });

  await test.step('the link, handed over', async () => {
    await tabTo(page, 'Copy link');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('status').filter({ hasText: /Copied/ })).toBeVisible();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const colleague = await page.context().newPage();
    await colleague.goto(link);
    await expect(gridOf(colleague).locator('[data-row]').first()).toBeVisible();
    expect(await totalOf(colleague), 'the same rows').toBe(await totalNow(page));
    await colleague.close();
  });

  await test.step('each number confirmed by a file', async () => {
    const total = await totalNow(page);
    await tabTo(page, 'Export');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('menuitem', { name: /^CSV/ })).toBeFocused();
    const begun = page.waitForEvent('download');
    await page.keyboard.press('Enter');
    const text = await readFile(await (await begun).path(), 'utf8');
    expect(text.split('\r\n').filter((line) => line.startsWith('"finding",'))).toHaveLength(total);
    await expect(page.getByRole('region', { name: 'Export' })).toContainText(`${total} of ${total} findings written.`);
  });
});

/** The list read anew, so that what it counts is what there is now. */
async function totalNow(page: Page): Promise<number> {
  await gridOf(page).focus();
  const answer = page.waitForResponse((response) => new URL(response.url()).pathname === '/api/queue' && response.ok());
  await page.keyboard.press('r');
  const { total } = (await (await answer).json()) as QueueAnswer;
  await expect.poll(() => totalOf(page)).toBe(total);
  await expect(pillOf(page)).toHaveCount(0);
  return total;
}

/** Presses a key until the selected row says so. */
async function moveTo(page: Page, words: RegExp, { key = 'j', source = '' } = {}): Promise<void> {
  await gridOf(page).focus();
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press(key);
    const row = selectedRow(page);
    if (!words.test(await row.innerText())) continue;
    if ((await row.getAttribute('data-row'))?.startsWith(source)) return;
  }
  throw new Error(`No row says ${words}`);
}

/** Presses Tab until a button of this name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  const button = page.getByRole('main').getByRole('button', { name, exact: true }).first();
  for (let presses = 0; presses < 250; presses += 1) {
    if (await button.evaluate((element) => element === document.activeElement)) return;
    // Forward, past the pane and the rail: backwards lies every filter.
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${name}`);
}
