import type { Page } from '@playwright/test';
import type { Params, QueueFindingAnswer } from '@watchfloor/contract';
import { expectAccessible } from './fixtures/accessible.ts';
import { getJson } from './fixtures/api.ts';
import { expect, test } from './fixtures/four-vendors.ts';
import { fixedRange } from './fixtures/list.ts';
import { decideOf, openQueue, readQueue, selectedRow, untilWhole } from './fixtures/queue.ts';

// A finding of the queue on a page of its own: all of it, its decisions, and the way back.

test.describe.configure({ timeout: 120_000 });
test.use({ findingDays: 2 });

const params = (): Params => ({
  ...fixedRange('now-30h', 'now-1h').params,
  severity: 'high',
  order: 'time-desc',
  not_status: ['resolved', 'suppressed'],
});
const known = (page: Page) => page.getByRole('complementary', { name: 'What is known here' });

test.beforeEach(async ({ vendored }) => {
  await untilWhole(vendored.url, { from: 'now-40h', to: 'now' });
});

test('Enter opens it, j and k go on in the list, keys decide, and Esc leads back to where the list stood', async ({
  page,
  vendored,
}) => {
  const { rows } = await readQueue(vendored.url, { ...params(), rows: '10' });
  await openQueue(page, params());
  for (const _ of [1, 2]) await page.keyboard.press('j');
  const uid = (await selectedRow(page).getAttribute('data-row')) ?? '';
  expect(uid).toBe(rows[1]?.uid);
  await page.keyboard.press('Enter');
  const heading = page.getByRole('heading', { level: 1 });
  await expect(heading).toContainText(rows[1]?.title ?? '');
  await expect(page.getByText(/^2 of \d+$/)).toBeVisible();
  await page.keyboard.press('o');
  await expect(
    known(page).getByRole('region', { name: 'Around it' }).getByRole('list', { name: 'Values' }),
  ).toBeVisible();
  await expectAccessible(page, 'a finding’s page');

  await page.keyboard.press('e');
  await expect(decideOf(page).getByRole('button', { name: /^Take/ })).toHaveCount(0);
  await expect(known(page).getByRole('list', { name: 'History' })).toContainText('Frida Holm took it');
  await page.keyboard.press('c');
  await page.keyboard.press('2');
  await expect(page.getByText(/^3 of \d+$/), 'and next').toBeVisible();
  await page.keyboard.press('k');
  await expect(page.getByText('State Resolved')).toBeVisible();
  const { row } = await getJson<QueueFindingAnswer>(vendored.url, `/api/queue/findings/${encodeURIComponent(uid)}`);
  expect(row.mark).toMatchObject({ state: 'resolved', verdict: 'benign', version: 2 });
  await page.keyboard.press('o');
  await page.keyboard.press('Escape');
  await expect(selectedRow(page), 'the list as it was, on the same finding').toHaveAttribute('data-row', uid);
  await expect(selectedRow(page)).toHaveAttribute('aria-rowindex', '3');
});

test('its address alone shows it, also when its vendor has it no more; one that is not kept says so', async ({
  page,
  vendored,
  allowProblem,
}) => {
  allowProblem(/40[34]/);
  const [key = ''] = vendored.vendors.usm.insertAlarms([{ rule_method: 'Alone', status: 'open' }]);
  const asked = { q: 'alone', source: 'usm-demo', from: 'now-1h', to: 'now' };
  await expect
    .poll(async () => (await readQueue(vendored.url, asked)).total, { timeout: 30_000, intervals: [500] })
    .toBe(1);
  const uid = (await readQueue(vendored.url, asked)).rows[0]?.uid ?? '';
  vendored.vendors.usm.remove('alarms', [key]);
  await page.goto(`/queue/findings/${encodeURIComponent(uid)}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Alone');
  await expect(page.getByText(/Norrvik USM no longer has this alarm \(asked [\d:]+\)\./).first()).toBeVisible();
  await expect(page.getByRole('region', { name: 'The copy kept here' })).toBeVisible();
  await expect(decideOf(page).getByRole('button', { name: /^Take/ }), 'it can be decided all the same').toBeVisible();
  await expectAccessible(page, 'a finding that its vendor has no more');
  await page.getByRole('link', { name: 'To the queue' }).click();
  await expect(page).toHaveURL(/\/queue\?/);

  await page.goto('/queue/findings/usm-demo%3Aalarms%3Anobody');
  await expect(page.getByRole('heading', { name: 'No such finding is kept.' })).toBeVisible();
});
