import type { Page } from '@playwright/test';
import type { QueueGroupsAnswer } from '@watchfloor/contract';
import { expectAccessible } from './fixtures/accessible.ts';
import { getJson } from './fixtures/api.ts';
import { askAs } from './fixtures/ask.ts';
import { expect, test } from './fixtures/four-vendors.ts';
import { chipsOf, fixedRange, gridOf, panelOf, rowsOf } from './fixtures/list.ts';
import { cellOf, openQueue, queuePath, totalOf, untilWhole } from './fixtures/queue.ts';
import { openAs } from './fixtures/sign-in.ts';
import { clearViews, doWithView, railItem, saveAs, viewBarOf } from './fixtures/views.ts';

// The queue's own views: kept, counted, grouped, shared.

test.describe.configure({ timeout: 120_000 });
test.use({ findingDays: 30 });

const week = { from: 'now-7d', to: 'now' };
/** It does not move while a test looks, and nothing comes to it any more. */
const settled = fixedRange('now-6d', 'now-1h').params;

test.beforeEach(async ({ vendored }) => {
  await untilWhole(vendored.url, week);
  await clearViews(await askAs(vendored.url, 'admin'));
});

const headingOf = (page: Page) => page.getByRole('heading', { level: 1 });
const groupBy = (page: Page) => page.getByRole('combobox', { name: 'Group by' });
const countIn = async (page: Page, name: string) =>
  Number((await railItem(page, name).getByRole('link').innerText()).replace(/[^\d]/g, ''));

test('a view of the queue keeps filters, grouping and columns, is counted in the rail, and tells of unsaved changes', async ({
  page,
}) => {
  await openQueue(page, { ...settled, severity: ['high', 'critical'], order: 'time-desc' });
  const total = await totalOf(page);
  await page.getByRole('button', { name: 'Save as a view' }).click();
  await saveAs(page, { name: 'Worst of the week', keepsRange: true });
  await expect(page).toHaveURL(/[?&]view=/);
  await expect.poll(() => countIn(page, 'Worst of the week')).toBe(total);
  await expect(railItem(page, 'Worst of the week').getByRole('link')).toHaveAttribute(
    'title',
    new RegExp(`${total.toLocaleString('en')} findings, exact, as of \\d`),
  );

  await groupBy(page).selectOption({ label: 'By rule' });
  await expect(headingOf(page)).toContainText('Unsaved changes');
  await viewBarOf(page).getByRole('button', { name: 'Save', exact: true }).click();
  await expect(headingOf(page)).not.toContainText('Unsaved changes');
  await panelOf(page, 'Severity').getByRole('checkbox', { name: 'Critical' }).click();
  await expect(headingOf(page)).toContainText('Unsaved changes');
  await viewBarOf(page).getByRole('button', { name: 'Revert' }).click();
  await expect(chipsOf(page).getByRole('listitem')).toHaveText(['SeverityHigh or Critical']);
  await expect(groupBy(page)).toHaveValue('rule');

  // What the URL says wins over the view, and what it says wrongly breaks neither.
  await page.goto(`${page.url().replace(/group=rule/, 'group=weather')}&mood=stormy`);
  await expect(headingOf(page)).toContainText('Worst of the week');
  await expect(headingOf(page)).toContainText('Unsaved changes');
  await expect(page.getByText('Part of this link was left out.')).toBeVisible();
  expect(await totalOf(page)).toBe(total);

  await doWithView(page, 'Worst of the week', 'Open at start');
  await page.goto('/');
  await expect(headingOf(page)).toContainText('Worst of the week');
  await expect(groupBy(page)).toHaveValue('rule');
});

test('groups have exact counts and open the list of what is in them, by key and back', async ({ page, vendored }) => {
  const params = { ...settled, not_severity: 'informational' };
  const asked = queuePath({ ...params, group: 'rule' }).replace('/queue', '/api/queue/groups');
  const answer = await getJson<QueueGroupsAnswer>(vendored.url, `${asked}&rows=500`);
  expect(answer.groups.reduce((sum, { findings }) => sum + findings, 0)).toBe(answer.total);
  await openQueue(page, params);
  const total = await totalOf(page);
  expect(answer.total).toBe(total);
  await groupBy(page).selectOption({ label: 'By rule' });
  await expect(gridOf(page)).toHaveAttribute('aria-rowcount', String(answer.totalGroups + 1));
  await expectAccessible(page, 'groups');

  await gridOf(page).focus();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  const chosen = gridOf(page).locator('[data-row][aria-selected=true]');
  await expect(chosen).toHaveAttribute('aria-rowindex', '3');
  const [findings, name] = [await cellOf(chosen, 'findings').innerText(), await cellOf(chosen, 'label').innerText()];
  await page.keyboard.press('ArrowRight');
  await expect(groupBy(page)).toHaveValue('');
  await expect(chipsOf(page).getByRole('listitem').filter({ hasText: 'Rule' })).toContainText(
    name.split('\n')[0] ?? '',
  );
  await expect.poll(() => totalOf(page)).toBe(Number(findings.replaceAll(',', '')));
  await page.goBack();
  await expect(groupBy(page)).toHaveValue('rule');

  await groupBy(page).selectOption({ label: 'By where' });
  await page.getByRole('combobox', { name: 'Order' }).selectOption({ label: 'Worst first' });
  await expect(cellOf(rowsOf(page).first(), 'worst')).toHaveText(/Fatal|Critical/);
  await rowsOf(page).first().getByRole('link').click();
  await expect(chipsOf(page).getByRole('listitem').filter({ hasText: 'Where' })).toBeVisible();
});

test('a rare value is reached by a part of its text, with the count of the list that it leads to', async ({ page }) => {
  await openQueue(page, settled);
  const panel = panelOf(page, 'User, host, address, hash');
  await page.getByRole('button', { name: 'User, host, address, hash' }).click();
  await page.getByRole('searchbox', { name: 'Search the values of User, host, address, hash' }).fill('web-01.norr');
  const value = panel.getByRole('listitem');
  await expect(value).toHaveCount(1);
  await expect(value).toHaveText(/^nvk-web-01\.norrvik\.example/);
  const count = Number(/^[\d,]+$/m.exec(await value.innerText())?.[0]);
  await value.getByRole('checkbox').click();
  await expect.poll(() => totalOf(page)).toBe(count);
});

test('a shared view is a colleague’s to open and not to change: what differs is saved as theirs', async ({
  page,
  vendored,
  browser,
}) => {
  await openQueue(page, { ...settled, severity: 'high' });
  await page.getByRole('button', { name: 'Save as a view' }).click();
  await saveAs(page, { name: 'High, shared', keepsRange: true, sharedWith: 'Everyone' });
  const total = await totalOf(page);
  const ana = await openAs(browser, vendored.url, 'analyst');
  await ana.goto(page.url());
  await expect(headingOf(ana)).toContainText('High, shared');
  expect(await totalOf(ana)).toBe(total);
  await groupBy(ana).selectOption({ label: 'By technique' });
  await expect(viewBarOf(ana).getByRole('button', { name: 'Save', exact: true })).toHaveCount(0);
  await viewBarOf(ana).getByRole('button', { name: 'Save as mine…' }).click();
  await saveAs(ana, { name: 'High by technique', keepsRange: true });
  await expect(railItem(ana, 'High by technique')).toBeVisible();
  await expect(railItem(page, 'High by technique')).toHaveCount(0);
});
