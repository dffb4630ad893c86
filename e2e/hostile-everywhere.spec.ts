import type { BrowserContext, Page } from '@playwright/test';
import { type Alive, watchWhatRuns } from './fixtures/alive.ts';
import { askAs } from './fixtures/ask.ts';
import { expect, test, type Vendored } from './fixtures/four-vendors.ts';
import { namings, toRounds } from './fixtures/hostile-names.ts';
import { hostileStrings } from './fixtures/hostile-strings.ts';
import { clickRow, explorePath, gridOf, openList, paneOf, readToEnd } from './fixtures/list.ts';
import { openAllSections } from './fixtures/reading.ts';

// Thousands of strings that would run, hide or call out, in every place that shows what somebody else wrote: 500 of
// them in the ordinary suite, 10,000 with WATCHFLOOR_LONG=1. The watcher of every test also fails it on an error on the
// console and on a request to any other host.

const isLong = process.env.WATCHFLOOR_LONG === '1';
const strings = hostileStrings(isLong ? 10_000 : 500);
const perRecord = 125;
test.use({ sizes: { alarms: 50, usmEvents: 50, alerts: 50, endpointEvents: 50, findings: 50 } });
test.describe.configure({ timeout: isLong ? 2_400_000 : 120_000 });

let alive: Alive;
test.beforeEach(async ({ context }) => {
  alive = await watchWhatRuns(context);
});
test.afterEach(() => {
  test.info().annotations.push({ type: 'hostile', description: `${strings.length} strings, ${alive.ran.size} ran` });
});

test('the control: the same strings in a page without the protection run, a thousand and more of them', async ({
  browser,
}) => {
  test.skip(!isLong, 'a thousand needs all of them');
  const ran = await countUnprotected(await browser.newContext(), hostileStrings(10_000));
  test.info().annotations.push({ type: 'control', description: `${ran} of 10,000 ran` });
  expect(ran).toBeGreaterThan(1000);
});

test('the control, small: the same strings in a page without the protection run', async ({ browser }) => {
  const ran = await countUnprotected(await browser.newContext(), strings.slice(0, 500));
  test.info().annotations.push({ type: 'control', description: `${ran} of ${Math.min(500, strings.length)} ran` });
  expect(ran).toBeGreaterThan(50);
});

test('as titles, users and hosts of a list that is read to its end', async ({ page, vendored }) => {
  const at = Date.now() - 60 * 86_400_000;
  vendored.vendors.usm.insertAlarms(
    strings.map((text, index) => ({
      timestamp_occured: String(at - index),
      rule_method: text,
      rule_strategy: text,
      source_name: text,
      destination_name: text,
      source_username: text,
    })),
  );
  const range = { from: String(at - strings.length), to: String(at) };
  await openList(page, explorePath('usm-demo/alarms', range));
  const read = await readToEnd(page, isLong ? 600_000 : 60_000);
  expect(read.keys.length).toBe(strings.length);
  await expectNothingRan(page);
});

for (const { name, list, params, insert } of [
  { name: 'USM Anywhere alarms', list: 'usm-demo/alarms', params: {}, insert: insertAlarms },
  { name: 'USM Anywhere events', list: 'usm-demo/events', params: {}, insert: insertUsmEvents },
  { name: 'KUMA', list: 'kuma-demo/alerts', params: {}, insert: insertAlerts },
  { name: 'Secure Endpoint', list: 'secure-endpoint-demo/events', params: {}, insert: insertEndpointEvents },
  { name: 'Leen', list: 'leen-demo/idp-alerts', params: { order: 'time-desc' }, insert: insertFindings },
] as const) {
  test(`as every field of a record of ${name}, in the list, the pane and the page`, async ({ page, vendored }) => {
    const packs = toPacks(strings);
    const range = insert(vendored, packs);
    await openList(page, explorePath(list, { ...range, ...params }));
    await clickRow(page, 0);
    const shown = new Set<string>();
    for (let seen = 1; ; seen++) {
      await expect(paneOf(page).getByRole('button', { name: /^Raw record/ })).toBeVisible({ timeout: 20_000 });
      await openFolded(page, paneOf(page));
      for (const [, n] of (await paneOf(page).innerText()).matchAll(/ran\((\d+)\)/g)) shown.add(n ?? '');
      // Every tenth also as a page: the sections are the same, their frame is another.
      if (seen % 10 === 1) await lookAtPage(page);
      if (seen >= packs.length) break;
      const before = page.url();
      await gridOf(page).focus();
      await page.keyboard.press('j');
      await expect.poll(() => page.url()).not.toBe(before);
    }
    await expectNothingRan(page);
    const due = strings.filter((text) => /ran\(\d+\)/.test(text)).length;
    test.info().annotations.push({ type: 'shown', description: `${shown.size} of ${due} calls read in the pane` });
    expect(shown.size, 'strings that were really on the screen, as text').toBeGreaterThan(due / 2);
  });
}

for (const { what, pages, perRound, prepare } of namings) {
  test(`as names of ${what}, on every page that shows them`, async ({ page, vendored }) => {
    const ask = await askAs(vendored.url, 'admin');
    const pool = await prepare(ask, Math.min(perRound, strings.length));
    for (const round of toRounds(strings, isLong ? perRound : perRound / 4)) {
      await pool.rename(round);
      for (const path of pages) {
        await page.goto(path);
        await expect(page.getByRole('main').getByRole('button').first()).toBeVisible({ timeout: 30_000 });
      }
      await expectNothingRan(page);
      // The log says every change with the name before and after; it repeats itself, so a look at the last is enough.
      if (!isLong) await lookAround(page);
    }
    await lookAround(page);
    await pool.clear();
  });
}

test('as a value of a filter in the address, in its chip and in the panel', async ({ page, allowProblem }) => {
  allowProblem(/status of 400/);
  const some = strings.filter((text) => text.length < 400);
  for (const [index, text] of (isLong ? some.filter((_, place) => place % 50 === 0) : some.slice(0, 14)).entries()) {
    const name = ['user', 'rule_method', 'q', 'view', 'sel', 'order', 'nonsense'][index % 7] ?? '';
    await page.goto(explorePath('usm-demo/alarms', { from: 'now-1h', to: 'now', [name]: text }));
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  }
  await expectNothingRan(page);
});

async function expectNothingRan(page: Page): Promise<void> {
  // What loads late, such as a broken picture's handler, has had its time.
  await page.waitForTimeout(200);
  expect([...alive.ran], 'strings that ran').toEqual([]);
  expect(alive.violations, 'what the policy had to stop').toEqual([]);
  expect(await page.evaluate(() => 'polluted' in Object.prototype)).toBe(false);
}

/** Where names of all kinds meet: the log with its details, the palette, the page of signing in. */
async function lookAround(page: Page): Promise<void> {
  await page.goto('/audit');
  const details = page.getByRole('button', { name: /^Details of / });
  for (let row = 0; row < 5; row++) await details.nth(row).click();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.goto('/sign-in');
  await expect(page.getByRole('button').first()).toBeVisible();
  await expectNothingRan(page);
}

async function openFolded(page: Page, shown: ReturnType<typeof paneOf>): Promise<void> {
  for (const name of [/^Other fields/, /^Raw record/]) {
    const closed = shown.getByRole('button', { name, expanded: false });
    if ((await closed.count()) > 0) await closed.first().click();
  }
  await page.mouse.wheel(0, 2000);
}

async function lookAtPage(page: Page): Promise<void> {
  const href = (await paneOf(page).getByRole('link', { name: 'Open page' }).getAttribute('href')) ?? '';
  const other = await page.context().newPage();
  await other.goto(new URL(href, page.url()).href);
  await expect(other.getByRole('heading', { level: 1 })).toBeVisible({ timeout: 20_000 });
  await openAllSections(other);
  await other.close();
}

type Pack = Readonly<Record<string, string>>;

/** Fields under names that no vendor has: each record page lists them under "Other fields" and in the raw record. */
function toPacks(texts: readonly string[]): Pack[] {
  return Array.from({ length: Math.ceil(texts.length / perRecord) }, (_, index) =>
    Object.fromEntries(
      texts.slice(index * perRecord, (index + 1) * perRecord).map((text, place) => [`extra_${place}`, text]),
    ),
  );
}

const pick = (pack: Pack, place: number) => pack[`extra_${place}`] ?? '';
const daysAgo = (days: number) => Date.now() - days * 86_400_000;

function insertAlarms({ vendors }: Vendored, packs: readonly Pack[]) {
  const at = daysAgo(70);
  vendors.usm.insertAlarms(
    packs.map((pack, index) => ({
      ...pack,
      timestamp_occured: String(at - index),
      rule_method: pick(pack, 0),
      rule_strategy: pick(pack, 1),
      rule_intent: pick(pack, 2),
      source_name: pick(pack, 3),
      destination_name: pick(pack, 4),
      source_username: pick(pack, 5),
      rule_attack_id: pick(pack, 6),
      log: pick(pack, 7),
      highlight_fields: ['log', pick(pack, 8)],
      request_user_agent: pick(pack, 9),
      events: Array.from({ length: 5 }, (_, event) => ({
        event_name: pick(pack, 10 + event),
        source_name: pick(pack, 15 + event),
        log: pick(pack, 20 + event),
      })),
    })),
  );
  return { from: String(at - packs.length), to: String(at) };
}

function insertUsmEvents({ vendors }: Vendored, packs: readonly Pack[]) {
  const at = daysAgo(71);
  vendors.usm.insertEvents(
    packs.map((pack, index) => ({
      ...pack,
      timestamp_occured: String(at - index),
      event_name: pick(pack, 0),
      source_name: pick(pack, 1),
      destination_name: pick(pack, 2),
      source_username: pick(pack, 3),
      log: pick(pack, 4),
    })),
  );
  return { from: String(at - packs.length), to: String(at) };
}

function insertAlerts({ vendors }: Vendored, packs: readonly Pack[]) {
  const at = daysAgo(72);
  vendors.kuma.insertAlerts(
    packs.map((pack, index) => ({
      ...pack,
      firstSeen: new Date(at - index * 1000).toISOString(),
      lastSeen: new Date(at - index * 1000).toISOString(),
      name: pick(pack, 0),
      assignee: pick(pack, 1),
      closingReason: pick(pack, 2),
      classification: pick(pack, 3),
    })),
  );
  return { from: String(at - packs.length * 1000), to: String(at + 1000) };
}

function insertEndpointEvents({ vendors }: Vendored, packs: readonly Pack[]) {
  const seconds = Math.floor(daysAgo(20) / 1000);
  vendors.endpoint.insertEvents(
    packs.map((pack, index) => ({
      ...pack,
      timestamp: seconds - index,
      event_type: 'Threat Detected',
      detection: pick(pack, 0),
      computer: { hostname: pick(pack, 1), user: pick(pack, 2) },
      file: { file_name: pick(pack, 3), file_path: pick(pack, 4), disposition: pick(pack, 5) },
      error: { description: pick(pack, 6) },
    })),
  );
  return { from: String((seconds - packs.length) * 1000), to: String(seconds * 1000 + 999) };
}

function insertFindings({ vendors }: Vendored, packs: readonly Pack[]) {
  const at = daysAgo(3);
  vendors.identity.insertFindings(
    packs.map((pack, index) => ({
      ...pack,
      severity: 'LOW',
      time: at - index * 1000,
      message: pick(pack, 0),
      finding_info: { title: pick(pack, 1), desc: pick(pack, 2) },
    })),
  );
  return { from: String(at - packs.length * 1000), to: String(at + 1000) };
}

/** A page of another origin, without a policy, that takes every string for markup: what ran there is what we stop. */
async function countUnprotected(context: BrowserContext, texts: readonly string[]): Promise<number> {
  const counted = await watchWhatRuns(context);
  const page = await context.newPage();
  await context.route('**/*', (route) =>
    route.request().url() === 'http://unprotected.example/'
      ? route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>control</title><body></body>' })
      : route.fulfill({ status: 404, body: '' }),
  );
  for (let from = 0; from < texts.length; from += 200) {
    await page.goto('http://unprotected.example/');
    await page.evaluate(
      (batch) => {
        for (const text of batch) {
          const place = document.createElement('div');
          document.body.append(place);
          place.append(document.createRange().createContextualFragment(text));
        }
      },
      texts.slice(from, from + 200),
    );
    await page.waitForTimeout(400);
  }
  await context.close();
  return counted.ran.size;
}
