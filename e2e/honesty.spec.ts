import type { Page } from '@playwright/test';
import { clickRow, listPath, openList, paneOf, rowsOf } from './fixtures/list.ts';
import { expect, test } from './fixtures/stack.ts';

// What a server remembers of a failing vendor (a pause, a refused credential) is its own: each test begins on a stack
// that answers again, and waits for that where it has to.

const lastDay = listPath('alarms', { from: 'now-24h', to: 'now' });
const noMatch = /No alarms match/;

test.describe.configure({ timeout: 60_000 });

test('a vendor that stops is named, old rows stay with their age, and it comes back without a hand', async ({
  page,
  stack,
  allowProblem,
}) => {
  allowProblem(/status of 50[234]/);
  await openList(page, lastDay);
  const first = await rowsOf(page).first().getAttribute('data-row');
  await stack.stopSimulator();
  await page.keyboard.press('r');
  const notice = page.getByRole('status').filter({ hasText: 'The list could not be read anew.' });
  await expect(notice).toContainText('as of', { timeout: 20_000 });
  await expect(rowsOf(page).first()).toHaveAttribute('data-row', first ?? '');
  await expect(page.getByText(noMatch)).toBeHidden();
  await stack.restartSimulator();
  const [fresh] = stack.simulator.insertAlarms([{ timestamp_occured: String(Date.now() - 500) }]);
  await expect(async () => {
    await page.keyboard.press('r');
    await expect(page.locator(`[data-row$="${fresh}"]`)).toBeVisible({ timeout: 3000 });
  }).toPass({ timeout: 30_000 });
  await expect(notice).toBeHidden();
});

test('a scroll that meets a stopped vendor keeps its rows, says which are missing, and goes on by itself', async ({
  page,
  stack,
}) => {
  await openList(page, listPath('alarms', { from: 'now-30d', to: 'now' }));
  await stack.stopSimulator();
  await page.getByRole('grid').evaluate((grid) => {
    grid.scrollTop = grid.scrollHeight;
  });
  const banner = page
    .getByRole('status')
    .filter({ hasText: /^Norrvik USM could not be asked at \d\d:\d\d:\d\d\./ })
    .filter({ has: page.getByRole('button') });
  await expect(banner).toBeVisible({ timeout: 20_000 });
  await expect(banner).toContainText(/Its alarms before .* are missing below\./);
  await expect(chipOf(page)).toContainText(/Norrvik USM\s*failed\s*since/);
  await expect(banner.getByRole('button', { name: /Retry|Asking/ })).toBeVisible();
  expect(await rowsOf(page).count()).toBeGreaterThan(10);
  await stack.restartSimulator();
  await expect(banner).toBeHidden({ timeout: 40_000 });
  await expect(chipOf(page)).not.toContainText('failed');
});

test('with nothing read, a stopped vendor is "cannot say yet", never "no match", and the rows come when it does', async ({
  page,
  stack,
}) => {
  await stack.stopSimulator();
  await page.goto(lastDay);
  await expect(page.getByText('Cannot say yet. Norrvik USM')).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText(noMatch)).toBeHidden();
  await expect(page.getByRole('main')).toContainText('Asking again at');
  await expect(page.getByRole('main').getByText(/^0 alarms$/)).toBeHidden();
  await stack.restartSimulator();
  await expect(rowsOf(page).first()).toBeVisible({ timeout: 40_000 });
});

test('"no alarms match" is said only of a complete answer, with its time and the filter to remove', async ({
  page,
}) => {
  await page.goto(listPath('alarms', { from: 'now-24h', to: 'now', rule_method: 'No rule has this name' }));
  await expect(page.getByText('No alarms match.', { exact: true })).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText(/Norrvik USM answered in full at \d\d:\d\d:\d\d\./)).toBeVisible();
  await page.getByRole('button', { name: 'Remove rule method', exact: true }).click();
  await expect(rowsOf(page).first()).toBeVisible();
});

test('an empty page of a list that goes on is "cannot say yet" with how far was looked', async ({ page, stack }) => {
  const { simulator } = stack;
  simulator.beforeResponse = async ({ path }) => {
    if (path.endsWith('/alarms')) await page.waitForTimeout(400);
  };
  await page.goto(listPath('alarms', { from: 'now-30d', to: 'now', q: 'no record says this' }));
  await expect(
    page.getByText(/^Cannot say yet\. [\d,]+ alarms were looked through back to .*; none matches\./),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Stop' }).first().click();
  await expect(page.getByText('Older ones were not looked at.')).toBeVisible();
  await expect(page.getByText(noMatch)).toBeHidden();
  simulator.beforeResponse = undefined;
  await page.getByRole('button', { name: 'Look further' }).first().click();
  await expect(page.getByText('No alarms match.', { exact: true })).toBeVisible({ timeout: 20_000 });
});

test('a throttled vendor is limited, with the time at which it is asked again', async ({ page, stack }) => {
  stack.simulator.faults.next({ kind: 'status', status: 429, retryAfter: 16, path: '/alarms', count: 1 });
  await page.goto(lastDay);
  await expect(
    page.getByText(/Cannot say yet\. Norrvik USM's limit is used up\. Asking again at \d\d:\d\d:\d\d\./),
  ).toBeVisible({ timeout: 15_000 });
  await expect(chipOf(page)).toContainText('limited');
  await expect(rowsOf(page).first()).toBeVisible({ timeout: 40_000 });
});

test('HTML in place of JSON is an answer that could not be read, and not an empty list', async ({ page, stack }) => {
  stack.simulator.faults.next({ kind: 'html', path: '/alarms', count: 3 });
  await page.goto(lastDay);
  await expect(page.getByText(/Cannot say yet\. Norrvik USM gave an answer that could not be read/)).toBeVisible({
    timeout: 15_000,
  });
  await expect(page.getByText(noMatch)).toBeHidden();
  await expect(rowsOf(page).first()).toBeVisible({ timeout: 40_000 });
});

test('records that cannot be read are counted, shown as they came, and the others stay', async ({ page, stack }) => {
  const at = Date.now() - 50 * 86_400_000;
  stack.simulator.insertAlarms([
    { timestamp_occured: String(at), rule_method: 'Readable' },
    { timestamp_occured: String(at + 1), _raw: '"an alarm that is a text <b>now</b>"' },
  ]);
  await page.goto(listPath('alarms', { from: String(at - 1000), to: String(at + 1000) }));
  await expect(page.getByRole('status').filter({ hasText: '1 record could not be read. It may match.' })).toBeVisible();
  await expect(rowsOf(page)).toHaveCount(1);
  await page.getByRole('button', { name: 'Show raw' }).click();
  await expect(page.getByRole('dialog', { name: '1 unreadable' })).toContainText(
    '"an alarm that is a text <b>now</b>"',
  );
});

test('a detail that cannot be had says so beside the row that is there, and comes back', async ({
  page,
  stack,
  allowProblem,
}) => {
  allowProblem(/status of 50[234]/);
  await openList(page, lastDay);
  await stack.stopSimulator();
  await clickRow(page, 5);
  await expect(paneOf(page)).toContainText('Norrvik USM did not give this alarm', { timeout: 20_000 });
  await expect(paneOf(page)).toContainText('Above is what the list knew of it.');
  await stack.restartSimulator();
  await expect(paneOf(page).getByRole('heading', { name: 'Why it fired' })).toBeVisible({ timeout: 40_000 });
});

test('a client that the vendor refuses is "refused", names the connection and who can help, and not the secret', async ({
  page,
  stack,
}) => {
  stack.simulator.disableClient(true);
  await page.goto(lastDay);
  await expect(page.getByText(/Cannot say yet\. Norrvik USM refused this connection's credentials at/)).toBeVisible({
    timeout: 15_000,
  });
  await expect(page.getByRole('main')).toContainText('An administrator has to replace them.');
  // The rail asks every 15 s.
  await expect(page.getByRole('region', { name: 'Norrvik USM', exact: true })).toContainText('refused', {
    timeout: 20_000,
  });
  await expect(chipOf(page)).toContainText('refused');
  expect(await page.content()).not.toContain(stack.simulator.clientSecret);
  stack.simulator.disableClient(false);
  await expect(async () => {
    await page.getByRole('button', { name: 'Retry' }).first().click({ timeout: 1000 });
    await expect(rowsOf(page).first()).toBeVisible({ timeout: 2000 });
  }).toPass({ timeout: 30_000 });
});

/** The word beside the source's name above the list. */
function chipOf(page: Page) {
  return page.getByRole('main').getByText('UA', { exact: true }).locator('..').first();
}
