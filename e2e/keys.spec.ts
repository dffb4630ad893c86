import { chipsOf, gridOf, listPath, openList, paneOf, rowsOf, selectedKey } from './fixtures/list.ts';
import { expect, test } from './fixtures/stack.ts';

const lastDay = listPath('alarms', { from: 'now-24h', to: 'now' });

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

test('j and k move the selection, the pane follows, Enter opens the page and Esc leads back', async ({ page }) => {
  await openList(page, lastDay);
  await page.keyboard.press('j');
  const first = await selectedKey(page);
  await expect(paneOf(page)).toBeVisible();
  await page.keyboard.press('j');
  await expect.poll(() => selectedKey(page)).not.toBe(first);
  const second = await selectedKey(page);
  await page.keyboard.press('k');
  await expect.poll(() => selectedKey(page)).toBe(first);
  await expect(gridOf(page), 'the list keeps the focus').toBeFocused();
  await page.keyboard.press('j');
  await expect.poll(() => selectedKey(page)).toBe(second);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/alarms/${second}`));
  await page.keyboard.press('Escape');
  await expect(gridOf(page)).toBeVisible();
  await expect.poll(() => selectedKey(page)).toBe(second);
  await page.keyboard.press('Escape');
  await expect(paneOf(page)).toBeHidden();
});

test('a held j passes row after row and ends on the one it shows', async ({ page }) => {
  await openList(page, lastDay);
  const keys: (string | null)[] = await rowsOf(page).evaluateAll((rows) =>
    rows.map((row) => row.getAttribute('data-row')),
  );
  for (let press = 0; press < 15; press += 1) await page.keyboard.press('j');
  await expect(gridOf(page).locator('[aria-selected=true]')).toHaveAttribute('data-row', keys[14] ?? '');
  const title = await gridOf(page).locator('[aria-selected=true] [data-column=title]').innerText();
  await expect(paneOf(page).getByRole('heading', { level: 2 })).toContainText(title.split('\n')[0] ?? '');
});

test('f keeps the value of the focused cell, Shift+F excludes it', async ({ page }) => {
  await openList(page, lastDay);
  await page.keyboard.press('j');
  // The second cell to the right of the first is the title: priority, time, title.
  for (let press = 0; press < 3; press += 1) await page.keyboard.press('ArrowRight');
  const title = await gridOf(page).locator('[aria-selected=true] [data-column=title] a').innerText();
  await page.keyboard.press('f');
  await expect(page).toHaveURL(/[?&]rule_method=/);
  await expect(chipsOf(page).getByRole('listitem')).toContainText(['Rule method']);
  expect(new URL(page.url()).searchParams.get('rule_method')).toBe(title.split('\n')[0]);
  // The rows of the new question: the next key is for a row among them.
  await expect(gridOf(page).locator('[aria-selected=true]')).toContainText(title.split('\n')[0] ?? '');
  await expect(gridOf(page)).toHaveAttribute('aria-busy', 'false');
  await page.keyboard.press('Shift+F');
  await expect(page).toHaveURL(/[?&]not_rule_method=/);
  await expect(chipsOf(page).getByRole('listitem')).toContainText(['NOTRule method']);
});

test('y copies an outside name defanged, Shift+Y raw, and both say what was copied', async ({ page }) => {
  await openList(page, listPath('alarms', { from: 'now-24h', to: 'now', user: 'maja.lindqvist', q: 'beacon' }));
  await page.keyboard.press('j');
  const cells = await gridOf(page).getByRole('columnheader').allInnerTexts();
  const place = cells.findIndex((text) => text.startsWith('Destination'));
  for (let press = 0; press <= place; press += 1) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('y');
  await expect(page.getByText('Copied cdn-sync[.]example')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('cdn-sync[.]example');
  await page.keyboard.press('Shift+Y');
  await expect(page.getByText('Copied cdn-sync.example')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('cdn-sync.example');
});

test('? lists every key that works here, and each is unlike the others', async ({ page }) => {
  await openList(page, lastDay);
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keys' });
  for (const words of [
    'Next row',
    'Previous row',
    'Open the full page',
    'Close the pane',
    'Only the value of the focused cell',
    'Exclude the value of the focused cell',
    'Copy the focused cell, defanged',
    'Load newer rows',
    'Search',
    'Zoom out',
    'UTC or local time',
    'Row height',
    'Go to Explore',
    'Commands',
  ])
    await expect(help.getByText(words, { exact: true })).toBeVisible();
  const keys = await help.locator('dd').allInnerTexts();
  expect(keys.length).toBe(new Set(keys).size);
  await page.keyboard.press('Escape');
  await expect(help).toBeHidden();
});

test('keys can be switched off, and stay off after a reload', async ({ page }) => {
  await openList(page, lastDay);
  await page.keyboard.press('?');
  await page.getByRole('button', { name: 'Keys are on' }).click();
  await page.keyboard.press('Escape');
  await page.reload();
  await expect(rowsOf(page).first()).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(paneOf(page)).toBeHidden();
});

test('letters that are typed into a field are text', async ({ page }) => {
  await openList(page, lastDay);
  await page.keyboard.press('/');
  const search = page.getByRole('textbox', { name: 'Search alarms' });
  await expect(search).toBeFocused();
  await page.keyboard.type('jkfud?r');
  await expect(search).toHaveValue('jkfud?r');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(paneOf(page)).toBeHidden();
});

test('d changes the height of the rows and u the zone, and a reload keeps both', async ({ page }) => {
  await openList(page, lastDay);
  const height = () =>
    rowsOf(page)
      .first()
      .evaluate((row) => row.getBoundingClientRect().height);
  expect(await height()).toBe(28);
  await page.keyboard.press('d');
  await expect.poll(height).toBe(36);
  await page.keyboard.press('u');
  await expect(page.getByText('Times are in UTC')).toBeVisible();
  await page.reload();
  await expect(rowsOf(page).first()).toBeVisible();
  expect(await height()).toBe(36);
  await page.keyboard.press('u');
  await expect(page.getByText('Times are local')).toBeVisible();
});

test('t z doubles the range, t ← goes back by one width, t a makes it absolute', async ({ page }) => {
  await openList(page, lastDay);
  const range = () => {
    const { searchParams } = new URL(page.url());
    return [searchParams.get('from'), searchParams.get('to')].map((text) => Date.parse(text ?? '') || Number(text));
  };
  await page.keyboard.press('t');
  await page.keyboard.press('a');
  await expect(page).not.toHaveURL(/now/);
  const [from = 0, to = 0] = range();
  expect(to - from).toBeCloseTo(86_400_000, -4);
  await page.keyboard.press('t');
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => range()[1]).toBeLessThanOrEqual(from + 1000);
  await page.keyboard.press('t');
  await page.keyboard.press('z');
  await expect.poll(() => (range()[1] ?? 0) - (range()[0] ?? 0)).toBeGreaterThan(86_400_000 * 1.5);
});

test('from the first page to the events of an alarm and back, with the keyboard alone', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('navigation').getByRole('link', { name: 'Alarms', exact: true })).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('e');
  await expect(page).toHaveURL(/\/explore\/usm-demo\/alarms/);
  await expect(rowsOf(page).first()).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('beacon');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/[?&]q=beacon/);
  await expect(chipsOf(page).getByRole('listitem')).toContainText(['Status', 'Contains']);
  await expect(rowsOf(page).first()).toContainText('Beacon');
  await page.keyboard.press('j');
  await expect(paneOf(page).getByRole('heading', { level: 2 })).toContainText('Beacon');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Beacon');
  const event = page.locator('ol').getByRole('link').first();
  for (let press = 0; press < 60 && !(await event.evaluate((link) => link === document.activeElement)); press += 1)
    await page.keyboard.press('Tab');
  await expect(event, 'Tab reaches the events').toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'What happened' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { name: 'Why it fired' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(gridOf(page)).toBeVisible();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.type('events');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/explore\/usm-demo\/events/);
});

test("Shift+F10 opens a cell's menu, whose items the arrows reach", async ({ page }) => {
  await openList(page, lastDay);
  await page.keyboard.press('j');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+F10');
  const menu = page.getByRole('menu');
  await expect(menu.getByRole('menuitem', { name: /Only this severity/ })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/not_severity=/);
});

test('the arrows go through all commands of the palette, and the list follows them', async ({ page }) => {
  await openList(page, lastDay);
  await page.keyboard.press('ControlOrMeta+k');
  const palette = page.getByRole('dialog', { name: 'Commands' });
  const items = palette.getByRole('menuitem');
  await expect(items.first()).toBeVisible();
  await page.keyboard.press('ArrowDown');
  for (let steps = (await items.count()) - 2; steps > 0; steps -= 1) await page.keyboard.press('ArrowDown');
  const focused = palette.locator('[data-focused]');
  await expect(focused).toBeInViewport({ ratio: 1 });
  await page.keyboard.type('help');
  await expect(focused).toContainText(/keys|help/i);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: /keys/i })).toBeVisible();
});
