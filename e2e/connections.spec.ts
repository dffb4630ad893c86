import type { Page } from '@playwright/test';
import type { SourcesAnswer } from '@watchfloor/contract';
import { getJson } from './fixtures/api.ts';
import { expect, test } from './fixtures/four-vendors.ts';
import { explorePath, gridOf, rowsOf } from './fixtures/list.ts';
import { expectReadable } from './fixtures/reading.ts';

const expected = [
  { label: 'Norrvik USM', vendor: 'USM Anywhere', mark: 'UA', lists: ['Alarms', 'Events'] },
  { label: 'Norrvik KUMA', vendor: 'KUMA', mark: 'KU', lists: ['Alerts'] },
  { label: 'Norrvik KUMA South', vendor: 'KUMA', mark: 'KU', lists: ['Alerts'] },
  { label: 'Norrvik Endpoint', vendor: 'Secure Endpoint', mark: 'SE', lists: ['Events'] },
  { label: 'Norrvik Identity', vendor: 'Leen', mark: 'LN', lists: ['Identity findings'] },
];

test('the page lists every connection with its vendor, state, last answer and lists', async ({ page }) => {
  for (const list of ['usm-demo/alarms', 'leen-demo/idp-alerts']) {
    await page.goto(explorePath(list, { from: 'now-24h', to: 'now' }));
    await expect(rowsOf(page).first()).toBeVisible();
  }
  await page.getByRole('navigation').getByRole('link', { name: 'Connections' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Connections');
  for (const head of ['Connection', 'State', 'Last answer', 'Last error'])
    await expect(page.getByRole('columnheader', { name: head, exact: true })).toBeVisible();
  for (const { label, vendor, mark, lists } of expected) {
    const row = rowOf(page, label);
    await expect(row).toContainText(vendor);
    await expect(row.getByText(mark, { exact: true })).toBeVisible();
    for (const list of lists) await expect(row.getByRole('link', { name: list, exact: true })).toBeVisible();
  }
  for (const label of ['Norrvik USM', 'Norrvik Identity'])
    await expect(rowOf(page, label)).toContainText(/Answers\s*\d\d:\d\d:\d\d\s*\d+ s ago/);
  await expectReadable(page.getByRole('main'));
});

test('nothing of the page is cut off, in both themes, on a wide and on a narrow screen', async ({ page }) => {
  await page.goto('/connections');
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const width of [1920, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      for (const { label } of expected) await expect(rowOf(page, label)).toBeInViewport({ ratio: 1 });
      const cut = await page.getByRole('main').evaluate((main) => main.scrollWidth - main.clientWidth);
      expect(cut, `pixels that do not fit, ${colorScheme}, ${width} wide`).toBeLessThanOrEqual(0);
    }
  }
});

test('a list of the page opens with its own filters', async ({ page }) => {
  await page.goto('/connections');
  await rowOf(page, 'Norrvik KUMA South').getByRole('link', { name: 'Alerts' }).click();
  await expect(gridOf(page)).toHaveAccessibleName('Norrvik KUMA South alerts');
  await expect(page).toHaveURL(/not_status=closed/);
});

test('what went wrong last stands there in words, with its time, and no secret', async ({ page, vendored }) => {
  const { endpoint } = vendored.vendors;
  endpoint.disableClient(true);
  try {
    await page.goto(explorePath('secure-endpoint-demo/events', { from: 'now-2h', to: 'now' }));
    await expect(page.getByText('Cannot say yet. Norrvik Endpoint')).toBeVisible({ timeout: 15_000 });
    await page.goto('/connections');
    const row = rowOf(page, 'Norrvik Endpoint');
    await expect(row).toContainText(/Refuses the credentials for \d+ s\. An administrator has to replace them\./);
    const { connections } = await getJson<SourcesAnswer>(vendored.url, '/api/sources');
    const told = connections.find(({ id }) => id === 'secure-endpoint-demo')?.health.lastError?.message ?? '';
    expect(told.length).toBeGreaterThan(10);
    await expect(row).toContainText(told);
    await expect(row.getByRole('cell').last()).toContainText(/\d\d:\d\d:\d\d/);
    expect(await page.content()).not.toContain(endpoint.apiKey);
  } finally {
    endpoint.disableClient(false);
  }
});

const rowOf = (page: Page, label: string) =>
  page.getByRole('row').filter({ has: page.getByText(label, { exact: true }) });
