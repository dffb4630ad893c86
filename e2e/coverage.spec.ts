import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import type { CoverageAnswer, Problem } from '@watchfloor/contract';
import { expectAccessible } from './fixtures/accessible.ts';
import { getJson } from './fixtures/api.ts';
import { askAs, mustAsk } from './fixtures/ask.ts';
import { usmConnections } from './fixtures/connections.ts';
import { openAs } from './fixtures/sign-in.ts';
import { expect, type Stack, test } from './fixtures/stack.ts';

// The page of a connection: what was read of it and what was not, against a real vendor that is slow, gone or changed.

const dayMs = 86_400_000;
const path = '/connections/usm-demo';

test.use({ findingDays: 30 });
test.describe.configure({ timeout: 120_000 });

const alarmsOf = (page: Page) => page.getByRole('region', { name: 'Alarms', exact: true });
/** How complete the list is, in a sentence. */
const sentenceOf = (page: Page) => alarmsOf(page).getByRole('paragraph').first();
const stripOf = (page: Page) => alarmsOf(page).getByRole('slider', { name: /^Coverage of/ });
const askedOf = (page: Page) => alarmsOf(page).getByRole('list', { name: 'Asked for', exact: true });
const complete = /^Complete for the last 30 days; \d+ s behind\.$/;

async function openComplete(page: Page): Promise<void> {
  await page.goto(path);
  await expect(sentenceOf(page)).toHaveText(complete, { timeout: 60_000 });
}

/** @param quick as the menu of ranges calls it */
async function chooseRange(page: Page, quick: string): Promise<void> {
  await alarmsOf(page)
    .getByRole('group', { name: 'Time range' })
    .getByRole('button', { name: /^Last / })
    .click();
  await page.getByRole('dialog', { name: 'Time range' }).getByRole('button', { name: quick, exact: true }).click();
}

test('a new connection is read newest first: the strip grows from its right end until nothing is hatched', async ({
  page,
  stack,
}) => {
  const { simulator, url } = stack;
  const admin = await askAs(url, 'admin');
  simulator.beforeRequest = () => sleep(300);
  await addConnection(stack);
  try {
    await page.goto('/connections/usm-added');
    await expect(sentenceOf(page)).toHaveText(/^Reading (begins|back: )/);
    const parts = stripOf(page).locator('[data-state]');
    const never = stripOf(page).locator('[data-state=never]');
    const read = stripOf(page).locator('[data-state=read]');
    await expect(read.first()).toBeAttached({ timeout: 30_000 });
    await expect(never).toHaveCount(1);
    const [gap, done, strip] = await Promise.all([
      never.boundingBox(),
      read.last().boundingBox(),
      stripOf(page).boundingBox(),
    ]);
    if (!gap || !done || !strip) throw new Error('the strip is not drawn');
    expect(gap.x - strip.x, 'what is not read yet is the older end').toBeLessThan(2);
    expect(done.x, 'what is read is the newer one').toBeGreaterThan(gap.x);
    await expect(sentenceOf(page)).toHaveText(/^Reading back: [\d,]+ findings, complete back to .+\.$/);

    simulator.beforeRequest = undefined;
    await expect(sentenceOf(page)).toHaveText(complete, { timeout: 60_000 });
    await expect(never).toHaveCount(0);
    expect(await parts.count(), 'one stretch, and the seconds since').toBeLessThanOrEqual(2);
    await alarmsOf(page).getByRole('button', { name: 'As a table' }).click();
    const table = alarmsOf(page).getByRole('region', { name: /as a table$/ });
    await expect(table.getByRole('row').filter({ hasText: 'never read' })).toHaveCount(0);
    await expect(table.getByRole('row').filter({ hasText: 'read whole' }).first()).toContainText(/\d+ (s|min) ago/);
    const kept = simulator.oracle.alarms({ timestamp_occured_gte: Date.now() - 29 * dayMs }).length;
    const answer = await getJson<CoverageAnswer>(url, '/api/sources/usm-added/coverage');
    expect(answer.sources[0]?.kept.findings).toBeGreaterThanOrEqual(kept);
    await expect(alarmsOf(page).getByText(answer.sources[0]?.kept.findings.toLocaleString('en') ?? '')).toBeVisible();
  } finally {
    const { connections } = await mustAsk<{ connections: { id: string; version: number }[] }>(
      admin,
      'GET',
      '/api/connections',
    );
    const version = connections.find(({ id }) => id === 'usm-added')?.version;
    await mustAsk(admin, 'DELETE', `/api/connections/usm-added?version=${version}`);
  }
});

test('a vendor that is unplugged is named, with since when and what is missing, and is complete again when it is back', async ({
  page,
  stack,
}) => {
  await openComplete(page);
  await stack.stopSimulator();
  await expect(sentenceOf(page)).toHaveText(
    /^Not read since \d\d:\d\d:\d\d: Norrvik USM could not be asked\. .+ Its alarms after \d\d:\d\d:\d\d are missing\./,
    { timeout: 30_000 },
  );
  const errors = page.getByRole('region', { name: 'Recent errors' });
  await expect(errors.getByRole('row').nth(1)).toContainText(/\d\d:\d\d:\d\d.*(once|×\d+ since).*Nothing listens/);
  await expect(errors.getByRole('row').nth(1)).toContainText('It is asked again by itself.');
  await expect(page.getByRole('banner').or(page.locator('header')).first()).toContainText(/Fails for \d+ s/);
  await expect(sentenceOf(page), 'what is not known is not called complete').not.toContainText('Complete');
  await expect(alarmsOf(page).getByRole('status').first(), 'it is read out').toContainText('Not read since');

  await stack.restartSimulator();
  await expect(sentenceOf(page)).toHaveText(complete, { timeout: 60_000 });
  await expect(stripOf(page).locator('[data-state=never]')).toHaveCount(0);
  await expect(errors.getByRole('row').nth(1), 'what went wrong is still told').toContainText('Nothing listens');
});

test('an analyst verifies: no difference; and what the vendor changed or dropped behind our back is named, field by field', async ({
  browser,
  stack,
}) => {
  const page = await openAs(browser, stack.url, 'analyst');
  await openComplete(page);
  await chooseRange(page, 'Last 7 d');
  await alarmsOf(page).getByRole('button', { name: 'Verify', exact: true }).click();
  const latest = askedOf(page).getByRole('listitem').first();
  await expect(latest).toContainText(/^[\d,]+ findings compared, byte for byte: no difference\./, { timeout: 40_000 });
  await expect(latest).toContainText('asked by Ana Ruiz');
  const compared = Number((await latest.innerText()).replaceAll(',', '').match(/^\d+/)?.[0]);
  expect(compared, 'control: there was something to compare').toBeGreaterThan(50);

  // Closed ones are not read again for hours: only a comparison can find these.
  const old = { timestamp_occured_gte: Date.now() - 5 * dayMs, timestamp_occured_lte: Date.now() - 3 * dayMs };
  const [changed, dropped] = stack.simulator.oracle.alarms({ ...old, status: 'closed' });
  if (changed === undefined || dropped === undefined) throw new Error('the vendor has no closed alarms of that time');
  stack.simulator.mutate('alarms', [changed], { rule_method: 'Changed <b>behind</b> our back' });
  stack.simulator.remove('alarms', [dropped]);
  await alarmsOf(page).getByRole('button', { name: 'Verify', exact: true }).click();
  await expect(askedOf(page).getByRole('listitem').first()).toContainText(/byte for byte: 2 differences\./, {
    timeout: 60_000,
  });
  const differences = alarmsOf(page).getByRole('table', { name: 'Differences' });
  const ofChanged = differences.getByRole('row').filter({ hasText: 'other values' }).first();
  await expect(ofChanged).toContainText('Changed <b>behind</b> our back');
  await expect(ofChanged.getByTitle(`usm-demo:alarms:${changed}`)).toBeVisible();
  await expect(differences.getByRole('table').getByRole('row', { name: /^title/ })).toContainText('"Changed <b>behind');
  const ofDropped = differences.getByRole('row').filter({ hasText: 'not at the vendor' }).first();
  await expect(ofDropped.getByTitle(`usm-demo:alarms:${dropped}`)).toBeVisible();
  await expectAccessible(page, 'a verify that found differences');

  await alarmsOf(page).getByRole('button', { name: 'Read this range now' }).click();
  await expect(askedOf(page).getByRole('listitem').first()).toContainText(/^Read whole: [\d,]+ findings\./, {
    timeout: 40_000,
  });
  await page.context().close();
});

test('reading a range says how far it is, to everybody who looks, and stops when it is told to', async ({
  page,
  browser,
  stack,
}) => {
  await openComplete(page);
  const viewer = await openAs(browser, stack.url, 'viewer');
  await viewer.goto(path);
  stack.simulator.beforeRequest = () => sleep(700);
  await chooseRange(page, 'Last 30 d');
  await alarmsOf(page).getByRole('button', { name: 'Read this range now' }).click();
  const task = askedOf(page).getByRole('listitem').first();
  await expect(task).toContainText(/^Looked through [\d,]+ back to .+\./, { timeout: 30_000 });
  await expect(askedOf(viewer).getByRole('listitem').first()).toContainText('asked by Frida Holm');
  await expect(viewer.getByRole('button', { name: 'Stop' })).toHaveCount(0);
  await task.getByRole('button', { name: 'Stop' }).click();
  await expect(task).toContainText(/^Stopped at \d\d:\d\d:\d\d\. Looked through [\d,]+/);
  await expect(task.getByRole('button', { name: 'Stop' })).toHaveCount(0);
  await viewer.context().close();
});

test('by keys alone: the strip names its parts, takes one as the range, and verify runs', async ({ page }) => {
  await openComplete(page);
  const strip = stripOf(page);
  await strip.focus();
  await page.keyboard.press('Home');
  await expect(strip).toHaveAttribute('aria-valuetext', /^\d+ \w+ \d\d:\d\d – .+: read whole, last .+ ago$/);
  await page.keyboard.press('End');
  await expect(strip).toHaveAttribute('aria-valuetext', /(not read yet|read whole, last .+ ago)$/);
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  const range = alarmsOf(page).getByRole('group', { name: 'Time range' });
  await expect(range.getByRole('button', { name: / – / })).toBeVisible();
  const verify = alarmsOf(page).getByRole('button', { name: 'Verify', exact: true });
  for (let press = 0; press < 12 && !(await verify.evaluate((one) => one === document.activeElement)); press += 1)
    await page.keyboard.press('Tab');
  await expect(verify).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(askedOf(page).getByRole('listitem').first()).toContainText(/^(Waits|Nothing|Looked|[\d,]+ findings)/);
  await page.keyboard.press('r');
  await expect(page.getByRole('button', { name: /^Refresh/ })).toBeEnabled();
});

test('a viewer sees how complete it is and can have the newest read, and asks for nothing else', async ({
  browser,
  stack,
}) => {
  const page = await openAs(browser, stack.url, 'viewer');
  await openComplete(page);
  await page.getByRole('button', { name: /^Refresh/ }).click();
  await expect(page.getByRole('button', { name: /^Refresh/ })).toBeEnabled();
  for (const name of ['Verify', 'Read this range now', 'Stop'])
    await expect(page.getByRole('button', { name, exact: true })).toHaveCount(0);
  await expect(page.getByRole('main').getByRole('link', { name: 'Settings' })).toHaveCount(0);
  const viewer = await askAs(stack.url, 'viewer');
  const body = { kind: 'verify', from: Date.now() - dayMs, to: Date.now() };
  const refused = await viewer<Problem>('POST', '/api/sources/usm-demo/alarms/tasks', body);
  expect([refused.status, refused.body.code]).toEqual([403, 'role_missing']);
  await page.context().close();
});

test('names in the table and in the rail lead to it, and it to the settings and back', async ({ page }) => {
  await page.goto('/connections');
  await page.getByRole('table').getByRole('link', { name: 'Norrvik USM', exact: true }).click();
  await expect(page).toHaveURL(path);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Norrvik USM');
  await expect(page.getByRole('main')).toContainText('Events: read live in Explore, never kept.');
  await page.getByRole('main').getByRole('link', { name: 'Settings' }).click();
  await expect(page.getByLabel('API address')).toBeVisible();
  await page.getByRole('link', { name: 'Coverage' }).click();
  await expect(sentenceOf(page)).toBeVisible();
  await page.goto('/connections');
  await page.getByRole('navigation').getByRole('link', { name: 'Norrvik USM', exact: true }).click();
  await expect(page).toHaveURL(path);
});

test('an address of no connection says so', async ({ page, allowProblem }) => {
  allowProblem(/status of 404/);
  await page.goto('/connections/none-such');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is no connection of this name.');
});

test('complete, with its tables open, and failing, it has no violation that axe knows, and nothing is cut off', async ({
  page,
  stack,
}) => {
  await openComplete(page);
  for (const width of [1920, 1280, 1200]) {
    await page.setViewportSize({ width, height: 900 });
    const regions = page.getByRole('main').or(page.getByRole('region', { name: 'Coverage', exact: true }));
    for (const region of await regions.all())
      expect(await region.evaluate((one) => one.scrollWidth - one.clientWidth), `${width} px`).toBeLessThanOrEqual(0);
  }
  await expectAccessible(page, 'complete');
  for (const button of await page.getByRole('button', { name: 'As a table' }).all()) await button.click();
  await stripOf(page).focus();
  await page.keyboard.press('Home');
  await expectAccessible(page, 'with its tables');
  await stack.stopSimulator();
  await expect(sentenceOf(page)).toContainText('Not read since', { timeout: 30_000 });
  await expectAccessible(page, 'failing');
});

/** A second connection to the same vendor, of which nothing is kept yet. */
async function addConnection({ simulator, url }: Stack): Promise<void> {
  const [given] = usmConnections(simulator);
  if (!given) throw new Error('no connection');
  const { id: _, vendor, label: __, ...settings } = given.settings;
  const admin = await askAs(url, 'admin');
  const secrets = { [given.secretField]: given.secret };
  const body = { id: 'usm-added', vendor, label: 'Norrvik added', tenant: null, settings, secrets };
  await mustAsk(admin, 'POST', '/api/connections', body);
}
