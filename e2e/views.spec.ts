import type { Page } from '@playwright/test';
import type { View } from '@watchfloor/contract';
import { type Ask, askAs, mustAsk } from './fixtures/ask.ts';
import { chipsOf, gridOf, panelOf } from './fixtures/list.ts';
import { openAs } from './fixtures/sign-in.ts';
import { expect, test } from './fixtures/stack.ts';
import {
  clearViews,
  doWithView,
  expectView,
  listViews,
  makeView,
  openMenu,
  openView,
  railItem,
  railOf,
  saveAs,
  viewBarOf,
} from './fixtures/views.ts';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

let ask: Ask;
test.beforeEach(async ({ stack }) => {
  ask = await askAs(stack.url, 'admin');
  await clearViews(ask);
});

test('a change of an open view shows a dot; Revert takes it back, Save keeps it', async ({ page }) => {
  await makeView(ask, 'Mornings');
  await page.goto('/');
  await openView(page, 'Mornings');
  await expect(viewBarOf(page)).toBeHidden();
  const heading = page.getByRole('heading', { level: 1 });
  await expect(heading).not.toContainText('Unsaved changes');

  const status = panelOf(page, 'Status').getByRole('checkbox', { name: 'Open', exact: true });
  await status.click();
  await expect(heading).toContainText('Unsaved changes');
  await viewBarOf(page).getByRole('button', { name: 'Revert' }).click();
  await expect(chipsOf(page).getByRole('listitem')).toHaveText(['SeverityHigh']);
  await expect(heading).not.toContainText('Unsaved changes');

  await status.click();
  await viewBarOf(page).getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible();
  await expect(heading).not.toContainText('Unsaved changes');
  await page.goto('/views');
  await page.getByRole('main').getByRole('link', { name: 'Mornings' }).click();
  await expectView(page, 'Mornings');
  await expect(chipsOf(page).getByRole('listitem')).toHaveText(['SeverityHigh', 'StatusOpen']);
});

test('a view keeps its order, its columns and, where asked, its range', async ({ page }) => {
  await page.goto('/explore/usm-demo/alarms?severity=high&from=now-7d&to=now');
  await page.getByRole('combobox', { name: 'Order' }).selectOption({ index: 1 });
  await page.getByRole('button', { name: 'Columns', exact: true }).click();
  const chosen = page.getByRole('dialog').getByRole('checkbox').first();
  await chosen.click();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  const heads = await gridOf(page).getByRole('columnheader').allInnerTexts();
  await page.getByRole('button', { name: 'Save as a view' }).click();
  await saveAs(page, { name: 'Without the range', keepsRange: false });

  await page.goto('/explore/usm-demo/events?from=now-3h&to=now');
  await openView(page, 'Without the range');
  await expect(page).toHaveURL(/from=now-3h&to=now/);
  await expect(page).toHaveURL(/order=/);
  expect(await gridOf(page).getByRole('columnheader').allInnerTexts()).toEqual(heads);
});

test('a deleted view comes back by one key, under its name and in its place', async ({ page }) => {
  for (const name of ['First', 'Second', 'Third']) await makeView(ask, name);
  await page.goto('/views');
  await expect(railOf(page).getByRole('listitem')).toHaveText([/First/, /Second/, /Third/]);
  await doWithView(page, 'Second', 'Delete');
  await expect(railOf(page).getByRole('listitem')).toHaveText([/First/, /Third/]);
  expect((await listViews(ask)).views.map(({ name }) => name)).toEqual(['First', 'Third']);
  await page.keyboard.press('z');
  await expect(railOf(page).getByRole('listitem')).toHaveText([/First/, /Second/, /Third/]);
  await page.reload();
  await expect(railOf(page).getByRole('listitem')).toHaveText([/First/, /Second/, /Third/]);
});

test('the default view opens at the start, for the person who chose it', async ({ page, browser, stack }) => {
  await makeView(ask, 'Where I begin', { sharing: 'everyone' });
  await page.goto('/views');
  await doWithView(page, 'Where I begin', 'Open at start');
  await page.goto('/');
  await expectView(page, 'Where I begin');
  const other = await openAs(browser, stack.url, 'analyst');
  await other.goto('/');
  await expect(other.getByRole('heading', { level: 1 })).toContainText('Needs a decision');
  await expect(other.getByRole('heading', { level: 1 })).not.toContainText('Where I begin');
  await other.context().close();
  await doWithView(page, 'Where I begin', 'Do not open at start');
  await page.goto('/');
  await expect(page).not.toHaveURL(/view=/);
});

test('views are put in order, and the first nine open by their keys', async ({ page }) => {
  const names = Array.from({ length: 10 }, (_, index) => `View number ${String.fromCharCode(65 + index)}`);
  for (const name of names) await makeView(ask, name);
  await page.goto('/views');
  await doWithView(page, 'View number J', 'Move up');
  const inOrder = [...names.slice(0, 8), 'View number J', 'View number I'];
  await expect(railOf(page).getByRole('listitem')).toContainText(inOrder);
  await page.reload();
  await expect(railOf(page).getByRole('listitem')).toContainText(inOrder);
  for (const [index, name] of inOrder.slice(0, 9).entries()) {
    await page.keyboard.press('g');
    await page.keyboard.press(String(index + 1));
    await expect(page.getByRole('heading', { level: 1 })).toContainText(name);
  }
  await expect(railItem(page, 'View number I').locator('kbd')).toHaveCount(0);
});

test('who may not change a shared view saves it as their own, and a rename keeps its link', async ({
  page,
  browser,
  stack,
}) => {
  const shared = await makeView(ask, 'Team view', { sharing: 'everyone' });
  const ana = await openAs(browser, stack.url, 'analyst');
  await ana.goto('/views');
  const menu = await openMenu(ana, 'Team view');
  await expect(menu.getByRole('menuitem')).not.toContainText(['Rename', 'Share', 'Delete']);
  await menu.getByRole('menuitem', { name: 'Save as mine…' }).click();
  await saveAs(ana, { name: 'Team view, mine' });
  await doWithView(ana, 'Team view, mine', 'Delete');
  await ana.context().close();

  await page.goto('/views');
  await doWithView(page, 'Team view', 'Rename…');
  const dialog = page.getByRole('dialog', { name: 'Rename the view' });
  await dialog.getByLabel('Name').fill('Day shift');
  await dialog.getByRole('button', { name: 'Rename' }).click();
  await expect(railItem(page, 'Day shift')).toBeVisible();
  await page.goto(`/explore/usm-demo/alarms?view=${shared.id}`);
  await expectView(page, 'Day shift');
});

test('two people change one shared view: the second is told who was first, and loses nothing', async ({
  page,
  browser,
  stack,
  allowProblem,
}) => {
  allowProblem(/status of 409/);
  await makeView(ask, 'Both of us', { sharing: 'everyone' });
  const lead = await openAs(browser, stack.url, 'lead');
  for (const one of [page, lead]) {
    await one.goto('/');
    await openView(one, 'Both of us');
  }
  await tick(lead, 'Status', 'Open');
  await viewBarOf(lead).getByRole('button', { name: 'Save', exact: true }).click();
  await expect(lead.getByRole('heading', { level: 1 })).not.toContainText('Unsaved changes');

  await tick(page, 'Status', 'Closed');
  await viewBarOf(page).getByRole('button', { name: 'Save', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'The view was changed in the meantime' });
  await expect(dialog).toContainText('Mei Tanaka changed Both of us');
  await expect(dialog.getByRole('row', { name: /Filters/ })).toContainText(/Status: Open[\s\S]*Status: Closed/);
  await dialog.getByRole('button', { name: 'Save mine as a new view' }).click();
  await saveAs(page, { name: 'Both of us, closed ones' });
  await expect(chipsOf(page).getByRole('listitem')).toHaveText(['SeverityHigh', 'StatusClosed']);

  const filters = new Map((await listViews(ask)).views.map((view) => [view.name, view.content?.filters]));
  expect(filters.get('Both of us')).toMatchObject({ status: { include: ['open'] } });
  expect(filters.get('Both of us, closed ones')).toMatchObject({ status: { include: ['closed'] } });
  await lead.context().close();
});

test('a link is copied with its range as it is or made absolute, and a short one leads to the same', async ({
  page,
}) => {
  await page.goto('/explore/usm-demo/alarms?severity=high&from=now-24h&to=now');
  await expect(gridOf(page)).toHaveAttribute('aria-busy', 'false');
  expect(await copied(page, undefined)).toMatch(/severity=high&from=\d{4}-\d\d-\d\dT[^&]+Z?&to=\d{4}-/);
  expect(await copied(page, /^Link as it is/)).toMatch(/severity=high&from=now-24h&to=now$/);
  const short = await copied(page, /^Short link as it is/);
  expect(new URL(short).pathname).toMatch(/^\/l\/[\w-]+$/);
  await page.goto(short);
  await expect(page).toHaveURL(/severity=high&from=now-24h&to=now$/);
  const frozen = await copied(page, /^Short link, range made absolute/);
  expect(frozen).not.toBe(short);
  await page.goto(frozen);
  await expect(page).toHaveURL(/from=\d{4}-/);
});

test('a link to a view that is gone opens the list and says so', async ({ page }) => {
  const { id } = await makeView(ask, 'Soon gone');
  await mustAsk<View>(ask, 'DELETE', `/api/views/${id}`);
  await page.goto(`/explore/usm-demo/alarms?view=${id}&severity=high&from=now-7d&to=now`);
  await expect(gridOf(page)).toHaveAttribute('aria-busy', 'false');
  await expect(page.getByRole('main')).toContainText(/view/i);
  await expect(chipsOf(page).getByRole('listitem')).toHaveText(['SeverityHigh']);
});

async function tick(page: Page, panel: string, value: string): Promise<void> {
  await panelOf(page, panel).getByRole('checkbox', { name: value, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Unsaved changes');
}

/** @param item of the menu of further links; undefined: the button itself */
async function copied(page: Page, item: RegExp | undefined): Promise<string> {
  await page.evaluate(() => navigator.clipboard.writeText(''));
  if (item === undefined) await page.getByRole('button', { name: 'Copy link', exact: true }).click();
  else {
    await page.getByRole('button', { name: 'Other links' }).click();
    await page.getByRole('menuitem', { name: item }).click();
  }
  const read = () => page.evaluate(() => navigator.clipboard.readText());
  await expect.poll(read).not.toBe('');
  return read();
}
