import type { Page } from '@playwright/test';
import { expectAccessible } from './fixtures/accessible.ts';
import { expect, test } from './fixtures/four-vendors.ts';
import { clickRow, explorePath, openList, paneOf, rowsOf } from './fixtures/list.ts';
import { openAllSections } from './fixtures/reading.ts';

// What the further vendors brought: their lists with a pane, a record's page with every section open, the page of the
// connections.

test.describe.configure({ timeout: 90_000 });

const records = [
  { list: 'kuma-demo/alerts', params: { from: 'now-24h', to: 'now', host: 'NVK-LT-0417' }, title: 'Kerberoasting' },
  {
    list: 'secure-endpoint-demo/events',
    params: { from: 'now-24h', to: 'now', host: 'NVK-LT-0417' },
    title: 'Quarantine Failure',
  },
  { list: 'leen-demo/idp-alerts', params: { from: 'now-24h', to: 'now', user: 'svc-backup' }, title: 'svc-backup' },
];

test.use({ viewport: { width: 1440, height: 600 } });

for (const { list, params, title } of records) {
  test(`${list} with its pane, and the record's page with every section open, have no violation that axe knows`, async ({
    page,
  }) => {
    await openList(page, explorePath(list, params));
    await clickRow(page, rowsOf(page).filter({ hasText: title }).first());
    await expect(paneOf(page).getByRole('heading', { name: 'Why it fired' })).toBeVisible();
    await expectAccessible(page, 'list with pane');
    await paneOf(page).getByRole('link', { name: 'Open page' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await openAll(page);
    await expectAccessible(page, 'page of a record');
  });
}

test('the connections, one of them failing, have no violation that axe knows', async ({ page, vendored }) => {
  const { kumaSouth } = vendored.vendors;
  kumaSouth.access.disabled = true;
  try {
    await page.goto(explorePath('kuma-south/alerts', { from: 'now-24h', to: 'now' }));
    await expect(page.getByText(/^Cannot say yet\./)).toBeVisible({ timeout: 20_000 });
    await page.goto('/connections');
    await expect(page.getByRole('main')).toContainText('Refuses the credentials');
    await expectAccessible(page, 'connections');
  } finally {
    kumaSouth.access.disabled = false;
  }
});

async function openAll(page: Page): Promise<void> {
  const asked = page.getByRole('main').getByRole('button', { name: /^Load (events|same-named)/ });
  while ((await asked.count()) > 0) {
    const count = await asked.count();
    await asked.first().click();
    await expect.poll(() => asked.count()).toBeLessThan(count);
  }
  await openAllSections(page);
}
