import type { Page } from '@playwright/test';
import type { Params, QueueFacetsAnswer, QueueFindingAnswer } from '@watchfloor/contract';
import { expectAccessible } from './fixtures/accessible.ts';
import { getJson } from './fixtures/api.ts';
import { expect, test } from './fixtures/four-vendors.ts';
import { chipsOf, fixedRange, gridOf, panelOf, paneOf, readToEnd, rowsOf } from './fixtures/list.ts';
import {
  cellOf,
  decideOf,
  openQueue,
  pillOf,
  queuePath,
  readQueue,
  selectedRow,
  stripOf,
  totalOf,
  untilWhole,
} from './fixtures/queue.ts';
import { openAs } from './fixtures/sign-in.ts';

// One list over all vendors: what it shows, what it counts, what is decided in it, and what it says of a vendor that is away.

test.describe.configure({ timeout: 120_000 });
test.use({ findingDays: 30 });

const week = { from: 'now-7d', to: 'now' };
/** It does not move while a test looks, and nothing comes to it any more. */
const settled = (): Params => fixedRange('now-6d', 'now-1h').params;
const open: Params = { not_status: ['resolved', 'suppressed'] };

test.beforeEach(async ({ vendored }) => {
  await untilWhole(vendored.url, week);
});

test('everybody begins with what needs a decision; the rail leads to the shipped questions, and g q back', async ({
  page,
}) => {
  await page.goto('/');
  await expect(page).toHaveURL(
    /\/queue\?not_status=resolved&not_status=suppressed&severity=fatal.*&from=now-72h&to=now&order=work$/,
  );
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Needs a decision');
  await expect(page).toHaveTitle(/Needs a decision · Watchfloor$/);
  await expect(rowsOf(page).first()).toBeVisible();
  const severities = await cellsOf(page, 'severity');
  expect(severities[0], 'worst first').toMatch(/^Critical/);
  expect(severities.every((word) => /^(Fatal|Critical|High|Unknown|Other)/.test(word))).toBe(true);

  const rail = page.getByRole('navigation').getByRole('region', { name: 'Queue', exact: true });
  for (const name of ['Mine', 'Nobody’s yet', 'Malware not stopped', 'Identity risk', 'Compromise and delivery']) {
    await rail.getByRole('link', { name, exact: true }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText(name);
    await expect(rail.getByRole('link', { name, exact: true })).toHaveAttribute('aria-current', 'page');
    await expect(page.getByText('Part of this link was left out.')).toHaveCount(0);
  }
  await page.keyboard.press('g');
  await page.keyboard.press('q');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Needs a decision');
});

test('findings of all four vendors stand in one list, each row once, and its end agrees with the total', async ({
  page,
  vendored,
}) => {
  const params = {
    ...settled(),
    order: 'time-desc',
    severity: ['fatal', 'critical', 'high', 'medium', 'unknown', 'other'],
  };
  const answer = await readQueue(vendored.url, params);
  await openQueue(page, params);
  expect(await totalOf(page)).toBe(answer.total);
  const marks = new Set(await cellsOf(page, 'source'));
  const read = await readToEnd(page, 60_000);
  expect(read.faults).toEqual([]);
  expect(read.rowsInDomMax).toBeLessThan(80);
  expect(read.keys.length).toBe(answer.totalRows);
  expect(read.keys.length).toBe(new Set(read.keys).size);
  for (const text of await cellsOf(page, 'source')) marks.add(text);
  const facets = await getJson<QueueFacetsAnswer>(
    vendored.url,
    `/api/queue/facets?${new URLSearchParams(settled() as Record<string, string>)}`,
  );
  const sources = facets.facets.find(({ filter }) => filter === 'source')?.values.map(({ value }) => value) ?? [];
  expect(sources).toEqual(
    expect.arrayContaining(['usm-demo', 'kuma-demo', 'kuma-south', 'secure-endpoint-demo', 'leen-demo']),
  );
  for (const [vendor, mark] of [
    ['usm-anywhere', 'UA'],
    ['kuma', 'KU'],
    ['secure-endpoint', 'SE'],
    ['leen', 'LN'],
  ] as const) {
    await openQueue(page, { ...settled(), vendor });
    for (const cell of await cellsOf(page, 'source')) expect(cell).toMatch(new RegExp(`^${mark}`));
  }
});

test('while a question is read, the rows before it stay as long as no skeleton would show, and cannot be chosen', async ({
  page,
}) => {
  await openQueue(page, settled());
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/api/queue?*severity=high*', async (route) => {
    await released;
    await route.continue();
  });
  const box = panelOf(page, 'Severity').getByRole('checkbox', { name: 'High', exact: true });
  const told = await box.evaluate(async (input) => {
    const rows = () => document.querySelectorAll<HTMLElement>('[role=grid] [data-row]');
    const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    const before = rows().length;
    (input as HTMLElement).click();
    await wait(60);
    const held = rows().length;
    // One that stands in the answer as well.
    const high = [...rows()].find((row) =>
      row.querySelector('[data-column=severity]')?.textContent?.startsWith('High'),
    );
    high?.querySelector<HTMLElement>('a')?.click();
    await wait(600);
    return { before, held, after: rows().length, clicked: high?.dataset.row };
  });
  expect(told).toEqual({ before: told.before, held: told.before, after: 0, clicked: expect.any(String) });
  expect(told.before).toBeGreaterThan(5);
  await expect(gridOf(page)).toHaveAttribute('aria-busy', 'true');
  release();
  await expect(rowsOf(page).first()).toBeVisible();
  expect((await cellsOf(page, 'severity')).every((word) => word.startsWith('High'))).toBe(true);
  await expect(page).toHaveURL(/severity=high/);
  expect(page.url(), 'a row that only stood there was not selected').not.toContain('sel=');
  // Nor do the keys go on from it.
  const first = (await rowsOf(page).first().getAttribute('data-row')) ?? '';
  expect(told.clicked).toBe(first);
  await page.keyboard.press('j');
  await expect(selectedRow(page)).toHaveAttribute('data-row', first);
});

test('each count of a facet is the total that choosing it leads to, and excluding it leaves the rest', async ({
  page,
}) => {
  const params = settled();
  await openQueue(page, params);
  const all = await totalOf(page);
  expect(all).toBeGreaterThan(200);
  for (const [panel, value] of [
    ['Severity', 'High'],
    ['Severity', 'Low'],
    ['Status', 'New'],
    ['Source', 'Norrvik KUMA'],
    ['Vendor', 'Secure Endpoint'],
    ['Outcome', 'Not stopped'],
  ] as const) {
    await openQueue(page, params);
    const opener = page.getByRole('region', { name: 'Filters' }).getByRole('button', { name: panel, exact: true });
    if ((await opener.getAttribute('aria-expanded')) === 'false') await opener.click();
    const item = panelOf(page, panel)
      .getByRole('listitem')
      .filter({ has: page.getByRole('checkbox', { name: value, exact: true }) });
    // Counts come after the rows.
    await expect(item).toContainText(/\d/);
    const count = Number(((await item.innerText()).match(/([\d,]+)\s*$/m)?.[1] ?? 'none').replaceAll(',', ''));
    expect(count, `${panel} ${value} has findings`).toBeGreaterThan(0);
    await item.hover();
    await item.getByRole('button', { name: `Only ${value} in ${panel}` }).click();
    await expect(chipsOf(page).getByRole('listitem')).toHaveText([`${panel}${value}`]);
    await expect.poll(() => totalOf(page), { message: `only ${value}` }).toBe(count);
    await expect(item, 'a chosen value keeps its count').toContainText(count.toLocaleString('en'));
    await item.hover();
    await item.getByRole('button', { name: `Exclude ${value} in ${panel}` }).click();
    await expect.poll(() => totalOf(page), { message: `all but ${value}` }).toBe(all - count);
  }
});

test('j and k move, the pane follows; Back and a reload keep the finding; the chart zooms by key', async ({ page }) => {
  await openQueue(page, { ...settled(), severity: 'high', order: 'time-desc' });
  for (const key of ['j', 'j', 'j', 'k']) await page.keyboard.press(key);
  await expect(selectedRow(page)).toHaveAttribute('aria-rowindex', '3');
  const uid = (await selectedRow(page).getAttribute('data-row')) ?? '';
  await expect(paneOf(page).getByRole('heading', { level: 2 })).toContainText(await titleOf(page));
  await expect(paneOf(page).getByRole('heading', { name: /^(Why it fired|What happened)$/ })).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`sel=${encodeURIComponent(uid).replaceAll('%3A', ':')}`));
  await page.reload();
  await expect(selectedRow(page)).toHaveAttribute('data-row', uid);
  await gridOf(page).focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/queue\/findings\//);
  await page.goBack();
  await expect(selectedRow(page)).toHaveAttribute('data-row', uid);
  await page.keyboard.press('Escape');
  await expect(paneOf(page)).toBeHidden();

  const before = await totalOf(page);
  const chart = page.getByRole('slider', { name: /^Findings by time and severity/ });
  await chart.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/from=\d{4}-\d\d-\d\dT/);
  await expect(rowsOf(page).first().or(page.getByText('No findings match.'))).toBeVisible();
  expect(await totalOf(page)).toBeLessThan(before);
});

test('one key takes, two close and go on, one takes back; the row stays, dimmed, until the list is read anew', async ({
  page,
  vendored,
}) => {
  const params = { ...open, ...settled(), severity: 'high', order: 'time-desc', source: 'leen-demo' };
  await openQueue(page, params);
  const before = await totalOf(page);
  await page.keyboard.press('j');
  const uid = (await selectedRow(page).getAttribute('data-row')) ?? '';
  const row = gridOf(page).locator(`[data-row="${uid}"]`);
  await page.keyboard.press('e');
  await expect(cellOf(row, 'work')).toContainText(/In progress\s*FH/);
  await expect(page.getByRole('status').filter({ hasText: 'Taken: yours, in progress' })).toBeVisible();
  await expect(decideOf(page).getByRole('button', { name: /^Take/ })).toHaveCount(0);
  await expect(paneOf(page).getByRole('list', { name: 'History' })).toContainText('Frida Holm took it');

  await page.keyboard.press('c');
  await page.keyboard.press('2');
  await expect(selectedRow(page), 'the next finding').toHaveAttribute('aria-rowindex', '3');
  await expect(cellOf(row, 'work')).toContainText('Resolved');
  await expect(row).toHaveClass(/text-muted/);
  expect((await findingOf(vendored.url, uid)).row.mark).toMatchObject({
    state: 'resolved',
    verdict: 'benign',
    version: 2,
  });
  expect(await totalOf(page), 'the list stays as it was read').toBe(before);

  await page.keyboard.press('z');
  await expect(cellOf(row, 'work')).toContainText(/In progress/);
  await expect(selectedRow(page)).toHaveAttribute('data-row', uid);
  await expect.poll(async () => (await findingOf(vendored.url, uid)).row.mark.state).toBe('in_progress');
  await expect(paneOf(page).getByRole('list', { name: 'History' })).toContainText('took that back');

  await page.keyboard.press('n');
  await page.getByRole('textbox', { name: 'Note' }).fill('Approved, CHG-20418');
  await page.keyboard.press('Control+Enter');
  await expect(paneOf(page).getByRole('list', { name: 'History' })).toContainText('Approved, CHG-20418');
  await page.keyboard.press('c');
  await page.keyboard.press('2');
  await expect(cellOf(row, 'work')).toContainText('Resolved');
  await page.keyboard.press('r');
  await expect(row, 'read anew it is gone').toHaveCount(0);
  const covered = await readQueue(vendored.url, params);
  await expect.poll(() => totalOf(page)).toBe(covered.total);
  expect(covered.total).toBeLessThan(before);
});

test('fifty keys pressed faster than the page draws decide each row once, and none is left out', async ({
  page,
  vendored,
}) => {
  const params = { ...open, ...settled(), severity: ['low', 'medium'], order: 'time-desc', source: 'usm-demo' };
  const { rows } = await readQueue(vendored.url, params);
  const wanted = rows.slice(0, 25);
  expect(wanted.length, 'there is enough to decide').toBe(25);
  await openQueue(page, params);
  await page.keyboard.press('j');
  await expect(selectedRow(page)).toHaveCount(1);
  // All at once: not one of them is drawn before the next is pressed.
  await gridOf(page).evaluate((grid, presses) => {
    for (let press = 0; press < presses; press += 1) {
      for (const key of ['c', '5'])
        grid.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    }
  }, wanted.length);
  await expect
    .poll(async () => {
      const found = await Promise.all(wanted.map(({ uid }) => findingOf(vendored.url, uid)));
      return found.map(({ row: { mark }, history }) => `${mark.verdict} ${history.length}`);
    })
    .toEqual(wanted.map(() => 'duplicate 1'));
});

test('many of one matter are one row, and a verdict covers them all, as does its undo', async ({ page, vendored }) => {
  const params = { ...fixedRange('now-12h').params, q: '"internal network port scan"', source: 'usm-demo' };
  const { rows, total, totalRows } = await readQueue(vendored.url, params);
  const [row] = rows;
  const count = row?.fold?.count ?? 0;
  expect(count, 'the scanner of the stories').toBeGreaterThan(100);
  const decided = async () => (await readQueue(vendored.url, { ...params, verdict: 'benign' })).total;
  expect(await decided()).toBe(0);

  await openQueue(page, { ...params, order: 'work' });
  await expect(page.getByTitle('Exact, as of when the list was read')).toContainText(
    `${total} findings in ${totalRows} ${totalRows === 1 ? 'row' : 'rows'}`,
  );
  await expect(cellOf(rowsOf(page).first(), 'title')).toContainText(`×${count}`);
  await page.keyboard.press('j');
  await expect(decideOf(page)).toContainText(`all ${count}`);
  await page.keyboard.press('c');
  await page.keyboard.press('2');
  await expect(page.getByRole('status').filter({ hasText: `Closed as benign, ${count} findings` })).toBeVisible();
  await expect.poll(decided).toBe(count);
  await page.keyboard.press('z');
  await expect.poll(decided).toBe(0);
});

test('who decides on an old version is told who was first, and the colleague sees in place what came of it', async ({
  page,
  browser,
  vendored,
  allowProblem,
}) => {
  // A browser logs the answer that says who was first, and what it could not ask.
  allowProblem(/status of 409|net::ERR_FAILED/);
  // Cut off from what others do, one sees the finding as it was.
  await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'SharedWorker'));
  await page.route('**/api/queue/changes*', (route) => route.abort());
  const params = { ...open, ...settled(), severity: 'medium', order: 'time-desc', source: 'leen-demo' };
  const ana = await openAs(browser, vendored.url, 'analyst');
  await openQueue(page, params);
  await openQueue(ana, params);
  for (const tab of [page, ana]) await tab.keyboard.press('j');
  const uid = (await selectedRow(page).getAttribute('data-row')) ?? '';
  await expect(selectedRow(ana)).toHaveAttribute('data-row', uid);
  // Both look at the finding as nobody has decided it.
  await expect(paneOf(page).getByText('nobody')).toBeVisible();
  await ana.keyboard.press('c');
  await ana.keyboard.press('2');
  await expect.poll(async () => (await findingOf(vendored.url, uid)).row.mark.verdict).toBe('benign');

  await page.keyboard.press('e');
  const conflict = page.getByRole('list', { name: 'Conflicts' }).getByRole('listitem');
  await expect(conflict).toContainText(/Ana Ruiz closed this as benign \d+ s ago\. Yours was not saved\./);
  expect((await findingOf(vendored.url, uid)).row.mark).toMatchObject({
    state: 'resolved',
    verdict: 'benign',
    version: 1,
  });
  await expect(conflict.getByRole('alert')).toBeVisible();
  await expectAccessible(page, 'conflict');
  const row = gridOf(page).locator(`[data-row="${uid}"]`);
  await expect(cellOf(row, 'work'), 'what the colleague did is shown').toContainText('Resolved');
  await conflict.getByRole('button', { name: 'Replace' }).click();
  await expect(conflict).toHaveCount(0);
  await expect(cellOf(row, 'work')).toContainText(/In progress\s*FH/);
  await expect.poll(async () => (await findingOf(vendored.url, uid)).row.mark.state).toBe('in_progress');

  const shown = ana.getByRole('grid').locator(`[data-row="${uid}"]`);
  await expect(cellOf(shown, 'work')).toContainText(/In progress\s*FH/);
  await ana.context().close();
});

test('what comes later waits behind the pill, and the list stands still until it is asked for', async ({
  page,
  vendored,
}) => {
  await openQueue(page, { ...week, order: 'time-desc' });
  const first = await rowsOf(page).first().getAttribute('data-row');
  const before = await totalOf(page);
  const at = Date.now() - 500;
  vendored.vendors.usm.insertAlarms(
    ['first', 'second', 'third'].map((word) => ({
      timestamp_occured: String(at),
      rule_method: `Seen for the ${word} time`,
    })),
  );
  await expect(pillOf(page)).toContainText(/[3-9] new/, { timeout: 30_000 });
  await expect(rowsOf(page).first()).toHaveAttribute('data-row', first ?? '');
  expect(await totalOf(page)).toBe(before);
  await page.keyboard.press('r');
  await expect(pillOf(page)).toHaveCount(0);
  await expect.poll(() => totalOf(page)).toBeGreaterThanOrEqual(before + 3);
  await expect(rowsOf(page).filter({ hasText: 'Seen for the third time' })).toBeVisible();
});

test('a vendor that is switched off is said by its name, and nothing claims that there are no findings', async ({
  page,
  vendored,
  allowProblem,
}) => {
  allowProblem(/status of 50[234]/);
  const nothing = { ...week, q: 'no finding has these words' };
  await page.goto(queuePath(nothing));
  await expect(
    page.getByText('No findings match.', { exact: true }),
    'control: while all answer it is said',
  ).toBeVisible();
  await expect(page.getByText(/All five sources are read in full up to/)).toBeVisible();

  await vendored.vendors.kuma.setListening(false);
  const chip = stripOf(page).getByRole('listitem').filter({ hasText: 'Norrvik KUMA' }).first();
  await expect(chip).toContainText(/failed/, { timeout: 60_000 });
  await expect(chip.getByRole('link')).toHaveAttribute('href', '/connections/kuma-demo');
  await expect(page.getByText(/Norrvik KUMA (could not be asked|is left alone)/).first()).toBeVisible();
  await expect(page.getByText(/^Nothing new since/)).toHaveCount(0);
  await page.reload();
  await expect(page.getByText('Cannot say yet.', { exact: true })).toBeVisible();
  await expect(page.getByText(/No findings match/)).toHaveCount(0);
  await openQueue(page, { ...week, order: 'time-desc' });
  await expect(
    page
      .getByRole('status')
      .filter({ hasText: /Norrvik KUMA (could not be asked|is left alone)/ })
      .first(),
  ).toBeVisible();
});

test('a finding whose vendor cannot be asked shows the copy that is kept', async ({ page, vendored, allowProblem }) => {
  allowProblem(/status of 50[234]/);
  await openQueue(page, { ...settled(), source: 'kuma-south', order: 'time-desc' });
  await vendored.vendors.kumaSouth.setListening(false);
  await page.keyboard.press('j');
  const copy = paneOf(page).getByRole('region', { name: 'The copy kept here' });
  await expect(copy).toBeVisible({ timeout: 30_000 });
  await expect(copy).toContainText('This is the copy kept here');
  await expect(paneOf(page).getByRole('heading', { level: 2 })).toContainText(await titleOf(page));
});

test('who may only look is offered nothing to decide', async ({ browser, vendored }) => {
  const page = await openAs(browser, vendored.url, 'viewer');
  await openQueue(page, settled());
  await page.keyboard.press('j');
  await expect(paneOf(page).getByRole('heading', { level: 2 })).toBeVisible();
  await expect(decideOf(page)).toHaveCount(0);
  await page.keyboard.press('e');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).not.toContainText('Take it');
  await page.context().close();
});

test(`the queue has no violation that axe knows`, async ({ page }) => {
  await openQueue(page, { ...open, ...settled(), order: 'work' });
  await expectAccessible(page, 'list');
  await page.keyboard.press('j');
  await expect(paneOf(page).getByRole('heading', { name: /^(Why it fired|What happened)$/ })).toBeVisible();
  await page.keyboard.press('e');
  await expect(paneOf(page).getByRole('list', { name: 'History' })).toBeVisible();
  await expectAccessible(page, 'list with pane, a decision and its undo');
  await decideOf(page)
    .getByRole('button', { name: /^Close…/ })
    .click();
  await expect(page.getByRole('menu')).toBeVisible();
  await expectAccessible(page, 'menu of verdicts');
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  await expectAccessible(page, 'note');
  await page.keyboard.press('Escape');
  await page.goto(queuePath({ ...settled(), q: 'no finding has these words', nonsense: '1' }));
  await expect(page.getByText('No findings match.', { exact: true })).toBeVisible();
  await expectAccessible(page, 'empty');
});

const cellsOf = (page: Page, column: string): Promise<string[]> => cellOf(rowsOf(page), column).allInnerTexts();

/** Of the selected row, its title without what stands behind it. */
async function titleOf(page: Page): Promise<string> {
  const title = await cellOf(selectedRow(page), 'title').locator('bdi').first().getAttribute('title');
  return title ?? '';
}

const findingOf = (url: string, uid: string): Promise<QueueFindingAnswer> =>
  getJson<QueueFindingAnswer>(url, `/api/queue/findings/${encodeURIComponent(uid)}`);
