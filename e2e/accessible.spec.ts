import { expectAccessible } from './fixtures/accessible.ts';
import { clickRow, listPath, openList, paneOf } from './fixtures/list.ts';
import { openAllSections } from './fixtures/reading.ts';
import { expect, test } from './fixtures/stack.ts';

const lastDay = listPath('alarms', { from: 'now-24h', to: 'now', severity: 'high', not_status: 'closed' });

// Each look takes axe a second or two, on a machine that does other things several.
test.describe.configure({ timeout: 90_000 });

test.use({ viewport: { width: 1440, height: 600 } });

test('the list, its pane, its menus and dialogs have no violation that axe knows', async ({ page }) => {
  await openList(page, lastDay);
  await clickRow(page, 2);
  await expect(paneOf(page).getByRole('heading', { name: 'Why it fired' })).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expectAccessible(page, 'list with pane');
  await page.keyboard.press('Shift+F10');
  await expect(page.getByRole('menu')).toBeVisible();
  await expectAccessible(page, 'menu of a cell');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await expectAccessible(page, 'help');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectAccessible(page, 'palette');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Columns', exact: true }).click();
  await expectAccessible(page, 'columns');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /Last 24 h/ }).click();
  await page.getByRole('dialog', { name: 'Time range' }).getByRole('button', { name: 'Calendar' }).click();
  await expect(page.getByRole('grid').nth(1)).toBeVisible();
  await expectAccessible(page, 'time range');
});

test('an alarm on its own page, every section open, has no violation that axe knows', async ({ page, stack }) => {
  const [key] = stack.simulator.oracle.alarms({ source_username: 'maja.lindqvist', priority_label: 'high' });
  await page.goto(`/explore/usm-demo/alarms/${key}`);
  await expect(page.getByRole('heading', { name: 'Why it fired' })).toBeVisible();
  await openAllSections(page);
  await expectAccessible(page, 'page of an alarm');
});

test('events, an empty list and what was asked have no violation that axe knows', async ({ page }) => {
  await openList(page, listPath('events', { from: 'now-24h', to: 'now' }));
  await page.getByRole('button', { name: 'What was asked' }).click();
  await expectAccessible(page, 'events');
  await page.goto(listPath('alarms', { from: 'now-24h', to: 'now', rule_method: 'none of this name', nonsense: '1' }));
  await expect(page.getByText('No alarms match.', { exact: true })).toBeVisible({ timeout: 15_000 });
  await expectAccessible(page, 'empty list');
});

test('a source that failed, with and without rows, has no violation that axe knows', async ({
  page,
  stack,
  allowProblem,
}) => {
  allowProblem(/status of 50[234]/);
  await openList(page, listPath('alarms', { from: 'now-30d', to: 'now' }));
  await stack.stopSimulator();
  await page.getByRole('grid').evaluate((grid) => {
    grid.scrollTop = grid.scrollHeight;
  });
  await expect(
    page
      .getByRole('main')
      .getByRole('button', { name: /Retry|Asking/ })
      .first(),
  ).toBeVisible({
    timeout: 20_000,
  });
  await expectAccessible(page, 'failed with rows');
  await page.goto(lastDay);
  await expect(page.getByText(/^Cannot say yet\./)).toBeVisible({ timeout: 20_000 });
  await expectAccessible(page, 'failed without rows');
});

test('the check fails on a page that is not accessible, and where only the other theme cannot be read', async ({
  page,
}) => {
  await openList(page, lastDay);
  await page.evaluate(() => document.body.append(document.createElement('button')));
  await expect(expectAccessible(page, 'a button without a name')).rejects.toThrow(/button-name/);
  await page.reload();
  await openList(page, lastDay);
  await page.evaluate(() => {
    const styles = new CSSStyleSheet();
    styles.replaceSync(`.planted { background: #fff; color: #000 }
      @media (prefers-color-scheme: dark) { .planted { color: #eee } }`);
    document.adoptedStyleSheets.push(styles);
    const planted = document.createElement('p');
    planted.className = 'planted';
    planted.textContent = 'Who can read this?';
    document.querySelector('main')?.append(planted);
  });
  await expect(expectAccessible(page, 'planted')).rejects.toThrow(/planted, dark[^]*color-contrast/);
});
