import type { Browser, BrowserContext, Page } from '@playwright/test';
import type { Params } from '@watchfloor/contract';
import { askAs, mustAsk } from './fixtures/ask.ts';
import { type CuttingProxy, startCuttingProxy } from './fixtures/cutting-proxy.ts';
import { fixedRange, gridOf, paneOf, rowsOf } from './fixtures/list.ts';
import { cellOf, openQueue, pillOf, readQueue, selectedRow, totalOf } from './fixtures/queue.ts';
import { openAs, signedIn } from './fixtures/sign-in.ts';
import { expect, test } from './fixtures/stack.ts';

// What others decide and what arrives shows by itself: one stream for all tabs of a browser, or asking where there is none.

test.describe.configure({ timeout: 90_000 });
test.use({ findingDays: 3, simulatorOptions: { alarms: 300, events: 0 } });

/** Nothing comes to it while a test looks. */
/** What nobody has decided: another test may have, of the rest. */
const settled = (): Params => ({
  ...fixedRange('now-3d', 'now-1h').params,
  status: 'new',
  owner: 'none',
  order: 'time-desc',
});

test.beforeEach(async ({ stack }) => {
  await expect
    .poll(async () => (await readQueue(stack.url, { from: 'now-2d', to: 'now', rows: '1' })).sources[0]?.state, {
      timeout: 60_000,
    })
    .toBe('complete');
});

test('a colleague’s decision shows in place with who and when, in the row and in the open finding, and nothing moves', async ({
  page,
  browser,
  stack,
  allowProblem,
}) => {
  const params = { ...settled(), status: 'new' };
  const ana = await openAs(browser, stack.url, 'analyst');
  await openQueue(page, params);
  await openQueue(ana, params);
  for (const tab of [page, ana]) await tab.keyboard.press('j');
  const uid = (await selectedRow(page).getAttribute('data-row')) ?? '';
  const row = gridOf(page).locator(`[data-row="${uid}"]`);
  await expect(paneOf(page).getByText('nobody')).toBeVisible();
  await untilLive(page);
  // The page’s one policy lets its own worker through and no other script.
  allowProblem(/TrustedScriptURL|trusted-types|TrustedTypePolicy/);
  expect(await tryOtherScripts(page)).toEqual({ text: 'refused', again: 'refused', other: 'refused' });
  const total = await totalOf(page);

  await ana.keyboard.press('e');
  await expect(cellOf(row, 'work')).toContainText(/In progress\s*AR/, { timeout: 2_000 });
  await expect(page.getByRole('status').filter({ hasText: /^Ana Ruiz took this \d+ s ago\.$/ })).toHaveCount(1);
  await expect(row, 'it matches no more, and stays').toHaveClass(/text-muted/);
  await expect(paneOf(page)).toContainText('changed by Ana Ruiz');
  await expect(paneOf(page).getByRole('list', { name: 'History' })).toContainText('Ana Ruiz took it');
  await cellOf(row, 'work').locator('span').first().hover();
  await expect(cellOf(row, 'work').locator('span').first()).toHaveAttribute('title', /^Ana Ruiz, \d+ s ago/);
  expect(await totalOf(page)).toBe(total);

  // Made on what is shown: no conflict.
  await page.keyboard.press('c');
  await page.keyboard.press('2');
  await expect(cellOf(ana.locator(`[data-row="${uid}"]`), 'work')).toContainText('Resolved', { timeout: 2_000 });
  await expect(page.getByRole('list', { name: 'Conflicts' })).toHaveCount(0);
  await expect(pillOf(page), 'what is shown in place does not wait').toHaveCount(0);
  await expect(pillOf(ana)).toHaveCount(0);
  await ana.context().close();
});

/** A dozen in the long run; the few of the short one share as many do. */
const tabCount = process.env.WATCHFLOOR_LONG === '1' ? 12 : 4;

test(`${tabCount} tabs live on one stream: what arrives brings the pill to all of them, and tabs that close leave nothing`, async ({
  browser,
  stack,
}) => {
  const context = await browser.newContext({ baseURL: stack.url, storageState: await signedIn(stack.url, 'lead') });
  const before = await openStreams(stack.url);
  const tabs: Page[] = [];
  for (let index = 0; index < tabCount; index += 1) {
    const tab = await context.newPage();
    await openQueue(tab, { from: 'now-1d', to: 'now', order: 'time-desc' });
    tabs.push(tab);
  }
  for (const tab of tabs) await untilLive(tab);
  expect(await openStreams(stack.url)).toBe(before + 1);
  stack.simulator.insertAlarms([{ timestamp_occured: String(Date.now() - 500), rule_method: 'Seen by all' }]);
  for (const tab of tabs) await expect(pillOf(tab)).toContainText(/new/, { timeout: 30_000 });
  expect(await openStreams(stack.url)).toBe(before + 1);
  for (const tab of tabs) await tab.close();
  await expect.poll(() => openStreams(stack.url)).toBe(before);
  await context.close();
});

test('a stream that is cut is said with the time; what happens meanwhile shows all the same, and it comes back', async ({
  browser,
  stack,
}) => {
  const proxy = await startCuttingProxy(stack.url);
  const { context, page } = await openThrough(proxy, browser, stack.url);
  const ana = await openAs(browser, stack.url, 'analyst');
  // What arrives late between the two is in the page's list as well.
  await openQueue(ana, settled());
  await openQueue(page, settled());
  await untilLive(page);
  proxy.cut();
  const words = page.getByRole('status').filter({ hasText: /^Live updates stopped at \d\d:\d\d:\d\d\./ });
  await expect(words).toContainText('Asking every 3 s instead');
  await decideNext(ana, page, 10_000);
  proxy.mend();
  await expect(words).toHaveCount(0, { timeout: 40_000 });
  await decideNext(ana, page, 10_000);
  await context.close();
  await ana.context().close();
  await proxy.close();
});

test('without a shared worker a tab asks by itself, and shows the same', async ({ page, browser, stack }) => {
  await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'SharedWorker'));
  const ana = await openAs(browser, stack.url, 'analyst');
  // What arrives late between the two is in the page's list as well.
  await openQueue(ana, settled());
  await openQueue(page, settled());
  await expect(page.getByText('Asking for changes every 3 s')).toBeVisible();
  await decideNext(ana, page, 10_000);
  await ana.context().close();
});

test('says that nothing is new while that is so, and names what arrived late', async ({ page, stack }) => {
  await openQueue(page, { from: 'now-1d', to: 'now', order: 'time-desc' });
  const quiet = page.getByText(/^Nothing new since \d\d:\d\d:\d\d\. The only source answered \d+ s ago$/);
  await expect(quiet).toBeVisible();
  const happened = Date.now() - 40 * 60_000;
  stack.simulator.insertAlarms([{ timestamp_occured: String(happened), rule_method: 'Came late' }]);
  const around = { kind: 'read', from: happened - 1_000, to: happened + 1_000 };
  await mustAsk(await askAs(stack.url, 'admin'), 'POST', '/api/sources/usm-demo/alarms/tasks', around);
  const late = page.getByText(/^1 arrived late; it happened 4[01] min ago$/);
  await expect(late).toBeVisible({ timeout: 20_000 });
  await expect(quiet).toHaveCount(0);
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(page).toHaveURL(/order=arrived-desc/);
  await expect(rowsOf(page).first()).toContainText('Came late');
  await expect(late).toHaveCount(0);
});

test('@long a vendor that was away is said to be back, with what came meanwhile', async ({
  page,
  stack,
  allowProblem,
}) => {
  allowProblem(/status of 50[234]/);
  await openQueue(page, { from: 'now-1d', to: 'now', order: 'time-desc' });
  await expect(page.getByText(/^Nothing new since/)).toBeVisible();
  await stack.stopSimulator();
  await expect(page.getByRole('status').filter({ hasText: /(could not be asked|is left alone)/ })).toBeVisible({
    timeout: 60_000,
  });
  stack.simulator.insertAlarms([1, 2, 3].map((minute) => ({ timestamp_occured: String(Date.now() - minute * 1_000) })));
  await stack.restartSimulator();
  const back = page.getByRole('status').filter({ hasText: /is back since \d\d:\d\d:\d\d\./ });
  await expect(back).toContainText('3 findings from the gap were added.', { timeout: 60_000 });
  await page.keyboard.press('r');
  await expect(back).toHaveCount(0);
});

test('@long who signs out in one tab is signed out in the others, and their stream ends', async ({
  browser,
  stack,
}) => {
  const context = await browser.newContext({ baseURL: stack.url, storageState: await signedIn(stack.url, 'viewer') });
  const before = await openStreams(stack.url);
  const [one, two] = [await context.newPage(), await context.newPage()];
  for (const tab of [one, two]) {
    await openQueue(tab, settled());
    await untilLive(tab);
  }
  await one.getByRole('button', { name: /^Account: / }).click();
  await one.getByRole('menuitem', { name: 'Sign out', exact: true }).click();
  await expect(one).toHaveURL(/\/sign-in/);
  await expect(two).toHaveURL(/\/sign-in/, { timeout: 15_000 });
  await expect.poll(() => openStreams(stack.url), { timeout: 15_000 }).toBe(before);
  await context.close();
});

/** Takes the finding on which the colleague stands, and waits until the other sees it. */
async function decideNext(colleague: Page, page: Page, timeout: number): Promise<void> {
  const before =
    (await selectedRow(colleague).count()) === 0 ? '' : await selectedRow(colleague).getAttribute('data-row');
  await colleague.keyboard.press('j');
  await expect(selectedRow(colleague)).not.toHaveAttribute('data-row', before ?? '');
  const uid = (await selectedRow(colleague).getAttribute('data-row')) ?? '';
  await colleague.keyboard.press('e');
  await expect(cellOf(gridOf(page).locator(`[data-row="${uid}"]`), 'work')).toContainText(/In progress\s*AR/, {
    timeout,
  });
}

async function openThrough(
  proxy: CuttingProxy,
  browser: Browser,
  url: string,
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ baseURL: proxy.url, storageState: await signedIn(url, 'lead') });
  return { context, page: await context.newPage() };
}

/** The page has a stream: it is told of changes as they happen. */
async function untilLive(page: Page): Promise<void> {
  await expect(page.getByRole('main')).toHaveAttribute('data-live', 'live');
}

async function openStreams(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^watchfloor_streams_open (\d+)$/m.exec(text)?.[1] ?? Number.NaN);
}

/** What a script on the page gets of the policy that lets the worker through. */
async function tryOtherScripts(page: Page): Promise<Record<string, string>> {
  return page.evaluate(() => {
    const said = (run: () => unknown) => {
      try {
        run();
        return 'allowed';
      } catch (error) {
        return error instanceof TypeError ? 'refused' : String(error);
      }
    };
    const types = (
      globalThis as unknown as { trustedTypes: { createPolicy: (name: string, rules: object) => unknown } }
    ).trustedTypes;
    return {
      text: said(() => new SharedWorker('/assets/other.js')),
      again: said(() => types.createPolicy('watchfloor', { createScriptURL: (text: string) => text })),
      other: said(() => types.createPolicy('other', {})),
    };
  });
}
