import type { BrowserContext, Page } from '@playwright/test';
import { expect, test } from './fixtures/four-vendors.ts';
import { clickRow, explorePath, paneOf, rowsOf } from './fixtures/list.ts';

// Neither Secure Endpoint nor Leen has a call for one record: a link has to find it again through the list, days later,
// in another browser, and however many records came since.

const dayMs = 86_400_000;

for (const { name, list, params, title, insert } of [
  {
    name: 'Secure Endpoint',
    list: 'secure-endpoint-demo/events',
    params: { from: 'now-24h', to: 'now', host: 'NVK-LT-0417' },
    title: 'Quarantine Failure',
    insert: 'endpoint',
  },
  {
    name: 'Leen',
    list: 'leen-demo/idp-alerts',
    params: { from: 'now-7d', to: 'now', user: 'svc-backup' },
    title: 'Service account svc-backup on a new device',
    insert: 'identity',
  },
] as const) {
  test(`a link to a record of ${name} opens four days later, in a fresh browser, behind hundreds of new records`, async ({
    page,
    browser,
    vendored,
  }) => {
    const { endpoint, identity } = vendored.vendors;
    await page.goto(explorePath(list, params));
    await clickRow(page, rowsOf(page).filter({ hasText: title }).first());
    await expect(paneOf(page).getByRole('heading', { name: 'Why it fired' })).toBeVisible();
    const href = (await paneOf(page).getByRole('link', { name: 'Open page' }).getAttribute('href')) ?? '';
    const why = await paneOf(page).getByRole('heading', { name: 'Why it fired' }).locator('..').innerText();

    const clocks = [endpoint.clock, identity.clock];
    for (const clock of clocks) clock.advance(4 * dayMs);
    if (insert === 'endpoint') {
      const seconds = Math.floor(Date.now() / 1000);
      endpoint.insertEvents(
        Array.from({ length: 400 }, (_, index) => ({ event_type: 'Quarantine Failure', timestamp: seconds - index })),
      );
    } else {
      identity.insertFindings(
        Array.from({ length: 400 }, (_, index) => ({ severity: 'LOW', time: Date.now() - index })),
      );
    }
    try {
      const fresh = await browser.newContext({ baseURL: vendored.url });
      await expectRecord(fresh, href, why);
      // As a person pastes it who had only the record's own address.
      await expectRecord(fresh, new URL(href, vendored.url).pathname, why);
      await fresh.close();
    } finally {
      for (const clock of clocks) clock.advance(-4 * dayMs);
    }
  });
}

async function expectRecord(context: BrowserContext, href: string, why: string): Promise<void> {
  const page: Page = await context.newPage();
  await page.goto(href);
  const sentence = why.split('\n').at(-1) ?? '';
  await expect(page.getByRole('main')).toContainText(sentence, { timeout: 15_000 });
  await page.close();
}
