import { readFile } from 'node:fs/promises';
import type { Download, Page } from '@playwright/test';
import type { Params } from '@watchfloor/contract';
import { expectAccessible } from './fixtures/accessible.ts';
import { expect, test } from './fixtures/four-vendors.ts';
import { fixedRange } from './fixtures/list.ts';
import { openQueue, totalOf, untilWhole } from './fixtures/queue.ts';

// A file of all that the list finds: whole, or said not to be.

test.describe.configure({ timeout: 120_000 });
test.use({ findingDays: 2 });

const params = (): Params => ({ ...fixedRange('now-40h', 'now-1h').params, severity: ['critical', 'high', 'medium'] });
const region = 'section[aria-label=Export]';
const panelOf = (page: Page) => page.getByRole('region', { name: 'Export' });

test.beforeEach(async ({ vendored }) => {
  await untilWhole(vendored.url, { from: 'now-40h', to: 'now' });
});

async function choose(page: Page, format: 'CSV' | 'NDJSON'): Promise<void> {
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('menuitem', { name: format }).click();
}
const textOf = async (download: Download) => readFile(await download.path(), 'utf8');

test('a file holds each finding that the list counts once, says so itself, and is confirmed on the screen', async ({
  page,
}) => {
  await openQueue(page, params());
  const total = await totalOf(page);
  expect(total).toBeGreaterThan(30);
  for (const format of ['CSV', 'NDJSON'] as const) {
    const begun = page.waitForEvent('download');
    await choose(page, format);
    const download = await begun;
    expect(download.suggestedFilename()).toMatch(/^watchfloor-findings-\d{8}T\d{6}Z\.(csv|ndjson)$/);
    const lines = (await textOf(download)).trim().split('\n');
    const findings = lines.filter((line) => /^(?:"finding",|\{"line":"finding",)/.test(line));
    const uids = findings.map((line) =>
      format === 'CSV' ? line.split('","')[1] : (JSON.parse(line) as { uid: string }).uid,
    );
    expect(new Set(uids).size, format).toBe(total);
    expect(uids.length).toBe(total);
    expect(lines.at(-1)).toMatch(format === 'CSV' ? /^"end",/ : /^\{"line":"end",/);
    const count = total.toLocaleString('en');
    await expect(panelOf(page)).toContainText(`${count} of ${count} findings written.`);
    await expectAccessible(page, `${format} was written`, region);
  }
  await panelOf(page).getByRole('button', { name: 'Hide' }).click();
  await expect(panelOf(page)).toBeHidden();
});

test('a file that was cut says so and can be kept as it is; one that is stopped says how far it came', async ({
  page,
  allowProblem,
}) => {
  allowProblem(/api\/queue\/export/);
  await openQueue(page, params());
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  await page.route('**/api/queue/export?*', async (route) => {
    const headers = { ...route.request().headers(), 'sec-fetch-site': 'same-origin' };
    const response = await route.fetch({ headers });
    const text = await response.text();
    // The connection ends in the middle of a line.
    await route.fulfill({ response, body: text.slice(0, text.lastIndexOf('"finding"') + 40) });
  });
  await choose(page, 'CSV');
  await expect(panelOf(page)).toContainText(/Cut at \d+ of \d+ findings\. The answer ended before its last line\./);
  await expectAccessible(page, 'a file was cut', region);
  const begun = page.waitForEvent('download');
  await panelOf(page).getByRole('button', { name: 'Save these' }).click();
  expect(await textOf(await begun)).not.toContain('"end",');

  await page.unroute('**/api/queue/export?*');
  await page.route('**/api/queue/export?*', async (route) => {
    await held;
    await route.abort();
  });
  await panelOf(page).getByRole('button', { name: 'Again' }).click();
  await expect(panelOf(page).getByRole('progressbar')).toBeVisible();
  await expectAccessible(page, 'a file is being written', region);
  await page.getByRole('button', { name: 'Stop the export' }).click();
  await expect(panelOf(page)).toContainText('Stopped before it began.');
  release();
});
