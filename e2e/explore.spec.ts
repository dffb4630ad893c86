import type { ExploreAnswer } from '@watchfloor/contract';
import {
  chipsOf,
  clickRow,
  expectRows,
  filtersOf,
  fixedRange,
  formatCount,
  gridOf,
  listPath,
  openList,
  panelOf,
  paneOf,
  rowsOf,
  selectedKey,
} from './fixtures/list.ts';
import { expect, test } from './fixtures/stack.ts';

test('Explore opens with the alarms that are open or in review, of the last day, and says so in the address', async ({
  page,
  stack,
}) => {
  const answered = page.waitForResponse((response) => response.url().includes('/api/explore/usm-demo/alarms?'));
  await page.goto('/');
  await page.getByRole('navigation').getByRole('link', { name: 'Alarms', exact: true }).click();
  await expect(page).toHaveURL(/\/explore\/usm-demo\/alarms\?status=open&status=in_review&from=now-24h&to=now$/);
  await expect(chipsOf(page).getByRole('listitem')).toHaveText(['StatusOpen or In review']);
  await expect(page.getByRole('group', { name: 'Time range' })).toContainText('Last 24 h');
  const { range } = (await (await answered).json()) as ExploreAnswer;
  const expected = stack.simulator.oracle.alarms({
    status: ['open', 'in_review'],
    timestamp_occured_gte: range.from ?? 0,
    timestamp_occured_lte: range.to,
  });
  expect(expected.length).toBeGreaterThan(100);
  await expectRows(page, expected);
});

test('events open with those that are not suppressed, of the last hour', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('navigation').getByRole('link', { name: 'Events' }).click();
  await expect(page).toHaveURL(/\/events\?suppressed=false&from=now-1h&to=now$/);
  await expect(chipsOf(page).getByRole('listitem')).toHaveText(['SuppressedNo']);
  await expect(gridOf(page)).toHaveAccessibleName('Norrvik USM events');
});

const panels = [
  { panel: 'Status', value: 'Closed', url: 'status=closed', oracle: { status: 'closed' } },
  {
    panel: 'Priority label',
    value: 'Medium',
    url: 'priority_label=medium',
    oracle: { priority_label: 'medium' },
  },
  { panel: 'Severity', value: 'High', url: 'severity=high', oracle: { priority_label: 'high' } },
  {
    panel: 'Event type',
    value: 'System Compromise',
    url: 'event_type=System+Compromise',
    oracle: { rule_intent: 'System Compromise' },
  },
];

for (const { panel, value, url, oracle } of panels) {
  test(`the panel "${panel}" filters to exactly the alarms that the vendor has under "${value}"`, async ({
    page,
    stack,
  }) => {
    const range = fixedRange('now-18d', 'now-10d');
    await openList(page, listPath('alarms', range.params));
    const box = panelOf(page, panel).getByRole('checkbox', { name: value, exact: true });
    await box.click();
    await expect(box).toBeChecked();
    expect(page.url()).toContain(url);
    await expect(chipsOf(page).getByRole('listitem')).toHaveText([`${panel}${value}`]);
    const expected = stack.simulator.oracle.alarms({ ...range.oracle, ...oracle });
    expect(expected.length).toBeGreaterThan(0);
    await expectRows(page, expected);
  });
}

test('two values of a panel mean either, two panels mean both', async ({ page, stack }) => {
  const range = fixedRange('now-18d', 'now-10d');
  await openList(page, listPath('alarms', range.params));
  await panelOf(page, 'Severity').getByRole('checkbox', { name: 'High', exact: true }).click();
  await panelOf(page, 'Severity').getByRole('checkbox', { name: 'Medium', exact: true }).click();
  await panelOf(page, 'Status').getByRole('checkbox', { name: 'In review', exact: true }).click();
  await expect(chipsOf(page).getByRole('listitem')).toHaveText(['SeverityHigh or Medium', 'StatusIn review']);
  const { oracle } = stack.simulator;
  await expectRows(page, oracle.alarms({ ...range.oracle, priority_label: ['high', 'medium'], status: 'in_review' }));
});

test('an excluded value is struck out with NOT, turns round at its chip, and goes with its cross', async ({
  page,
  stack,
}) => {
  const range = fixedRange('now-10d', 'now-8d');
  const { oracle } = stack.simulator;
  const all = oracle.alarms(range.oracle);
  const low = oracle.alarms({ ...range.oracle, priority_label: 'low' });
  await openList(page, listPath('alarms', range.params));

  const severity = panelOf(page, 'Severity');
  await severity.getByRole('checkbox', { name: 'Low', exact: true }).hover();
  await severity.getByRole('button', { name: 'Exclude Low in Severity' }).click();
  expect(page.url()).toContain('not_severity=low');
  await expect(chipsOf(page).getByRole('listitem')).toHaveText(['NOTSeverityLow']);
  await expectRows(
    page,
    all.filter((key) => !low.includes(key)),
  );

  await chipsOf(page).getByRole('button', { name: /^NOT/ }).click();
  await expect(chipsOf(page).getByRole('listitem')).toHaveText(['SeverityLow']);
  await expectRows(page, low);

  await chipsOf(page).getByRole('button', { name: 'Remove Severity Low' }).click();
  await expect(chipsOf(page)).toBeHidden();
  await expectRows(page, all);
});

test('question after question is asked once and answered, however many were looked at before', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.pathname.startsWith('/api/explore/') && !url.searchParams.has('cursor')) asked.push(url.search);
  });
  const range = fixedRange('now-18d', 'now-10d');
  await openList(page, listPath('alarms', range.params));
  // Gray code: each click makes a set of severities that was not there yet.
  const clicks = ['Low', 'High', 'Low', 'Medium', 'Low', 'High', 'Low', 'Unknown', 'Low', 'High', 'Low'];
  for (const name of clicks) {
    const before = page.url();
    await panelOf(page, 'Severity').getByRole('checkbox', { name, exact: true }).click();
    await expect(page).not.toHaveURL(before);
    await expect(gridOf(page)).toHaveAttribute('aria-busy', 'false');
  }
  await page.goBack();
  await expect(rowsOf(page).first()).toBeVisible();
  const counts = Map.groupBy(asked, (search) => search);
  expect(
    Math.max(...[...counts.values()].map((all) => all.length)),
    'a list is asked again only after it was forgotten',
  ).toBe(1);
  expect(asked.length).toBe(clicks.length + 1);
});

test('"only" leaves one value of a panel, whatever was chosen before', async ({ page }) => {
  const range = fixedRange('now-18d', 'now-10d');
  await openList(page, listPath('alarms', { ...range.params, severity: ['high', 'low'] }));
  const severity = panelOf(page, 'Severity');
  await severity.getByRole('checkbox', { name: 'Medium', exact: true }).hover();
  await severity.getByRole('button', { name: 'Only Medium in Severity' }).click();
  await expect(chipsOf(page).getByRole('listitem')).toHaveText(['SeverityMedium']);
});

test('events filter by event_type and severity as the vendor has them', async ({ page, stack }) => {
  const range = fixedRange('now-8h');
  const { oracle } = stack.simulator;
  await openList(page, listPath('events', range.params));
  const name = await rowsOf(page).first().locator('[data-column=title]').innerText();
  const type = filtersOf(page).getByRole('combobox', { name: 'Event type is' });
  await type.fill(name.split('\n')[0] ?? '');
  await type.press('Enter');
  await expect(chipsOf(page).getByRole('listitem')).toHaveText([`Event type${name.split('\n')[0]}`]);
  await expectRows(page, oracle.events({ ...range.oracle, event_name: name.split('\n')[0] }));
  // The vendor gives its events no severity unless they say so.
  await panelOf(page, 'Severity').getByRole('checkbox', { name: 'Unknown', exact: true }).click();
  await expectRows(page, oracle.events({ ...range.oracle, event_name: name.split('\n')[0] }));
});

test('what the vendor cannot filter is filtered here, and the panel says so', async ({ page, stack }) => {
  const range = fixedRange('now-3d');
  await openList(page, listPath('alarms', range.params));
  const user = filtersOf(page).getByRole('button', { name: /^User/ });
  await user.click();
  await expect(filtersOf(page)).toContainText('USM Anywhere cannot filter by user: its rows are filtered here.');
  const box = filtersOf(page)
    .getByRole('combobox', { name: 'User is' })
    .or(filtersOf(page).getByRole('textbox', { name: 'User is' }));
  await box.fill('maja.lindqvist');
  await box.press('Enter');
  await expect(chipsOf(page).getByRole('listitem')).toHaveText(['Usermaja.lindqvistfiltered here']);
  await expectRows(page, stack.simulator.oracle.alarms({ ...range.oracle, source_username: 'maja.lindqvist' }));
});

test('a reload, Back and a pasted link bring back filters, order, range and the selected row', async ({
  page,
  context,
}) => {
  const range = fixedRange('now-18d', 'now-10d');
  await openList(page, listPath('alarms', { ...range.params, order: 'time-asc' }));
  await panelOf(page, 'Severity').getByRole('checkbox', { name: 'Medium', exact: true }).click();
  await expect(chipsOf(page).getByRole('listitem')).toHaveText(['SeverityMedium']);
  await clickRow(page, 3);
  const key = await selectedKey(page);
  await expect(paneOf(page)).toBeVisible();
  const link = page.url();
  expect(link).toContain(`sel=${key}`);

  await page.reload();
  await expect(paneOf(page)).toBeVisible();
  await expect(chipsOf(page).getByRole('listitem')).toHaveText(['SeverityMedium']);
  await expect.poll(() => selectedKey(page)).toBe(key);

  await panelOf(page, 'Status').getByRole('checkbox', { name: 'Closed', exact: true }).click();
  await expect(chipsOf(page).getByRole('listitem')).toHaveText(['SeverityMedium', 'StatusClosed']);
  await page.goBack();
  await expect(chipsOf(page).getByRole('listitem')).toHaveText(['SeverityMedium']);
  await expect(page).toHaveURL(link);

  const other = await context.newPage();
  await other.goto(link);
  await expect(paneOf(other)).toBeVisible();
  await expect(chipsOf(other).getByRole('listitem')).toHaveText(['SeverityMedium']);
  await expect(other.getByRole('combobox', { name: 'Order' })).toHaveValue('time-asc');
  await expect.poll(() => selectedKey(other)).toBe(key);
});

test('a link with parameters that are wrong, old or of another list shows the rest and names what was left out', async ({
  page,
  stack,
}) => {
  const range = fixedRange('now-18d', 'now-10d');
  const bad = { severity: ['high', 'blue'], kill_chain: 'x', suppressed: 'perhaps', order: 'sideways', 'a b': '1' };
  await openList(page, listPath('alarms', { ...range.params, ...bad }));
  const notice = page.getByRole('status').filter({ hasText: 'Part of this link was left out.' });
  for (const named of ['kill_chain', 'blue', 'perhaps', 'order', 'a b']) await expect(notice).toContainText(named);
  await expect(chipsOf(page).getByRole('listitem')).toHaveText(['SeverityHigh']);
  await expectRows(page, stack.simulator.oracle.alarms({ ...range.oracle, priority_label: 'high' }));
  await page.getByRole('button', { name: 'Clean the address' }).click();
  await expect(notice).toBeHidden();
  await expect(page).not.toHaveURL(/kill_chain|blue|perhaps|sideways/);
});

for (const [name, params] of Object.entries({
  'upside down': { from: 'now', to: 'now-1h' },
  'not a time': { from: 'yesterday', to: '2026-13-40T00:00:00Z' },
})) {
  test(`a range that is ${name} is named and the usual one shown`, async ({ page }) => {
    await openList(page, listPath('alarms', params));
    await expect(page.getByRole('status').filter({ hasText: 'Part of this link was left out.' })).toContainText('from');
    await expect(page.getByRole('group', { name: 'Time range' })).toContainText('Last 24 h');
  });
}

test('an address that names no list says so and leads to the queue', async ({ page }) => {
  await page.goto('/explore/usm-demo/incidents');
  await expect(page.getByText('Norrvik USM has no list of this name.')).toBeVisible();
  await page.goto('/explore/somebody/alarms');
  await expect(page.getByText('There is no connection of this name.')).toBeVisible();
  await page.getByRole('link', { name: 'Go to the queue' }).click();
  await expect(page).toHaveURL(/\/queue\?/);
});

test('a relative range stays relative in the address, an absolute one absolute, and the zone is always shown', async ({
  page,
  stack,
}) => {
  await openList(page, listPath('alarms', { from: 'now-24h', to: 'now' }));
  const time = page.getByRole('group', { name: 'Time range' });
  await expect(time).toContainText('UTC');
  await time.getByRole('button', { name: /Last 24 h/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Time range' });
  await dialog.getByRole('button', { name: 'Last 7 d' }).click();
  await expect(page).toHaveURL(/from=now-7d&to=now/);
  await expect(time).toContainText('Last 7 d');

  const range = { from: '2026-01-01T00:00:00+02:00', to: new Date(Date.now() - 20 * 86_400_000).toISOString() };
  await time.getByRole('button', { name: /Last 7 d/ }).click();
  await dialog.getByLabel('From').fill(range.from);
  await dialog.getByLabel('To').fill(range.to);
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await expect(dialog).toBeHidden();
  expect(new URL(page.url()).searchParams.get('from')).toBe(range.from);
  const expected = stack.simulator.oracle.alarms({
    timestamp_occured_gte: Date.parse(range.from),
    timestamp_occured_lte: Date.parse(range.to),
  });
  await expect(page.getByRole('main')).toContainText(`of about ${formatCount(expected.length)} alarms`);
});

test('a typed range that means nothing is refused with the forms that do', async ({ page }) => {
  await openList(page, listPath('alarms', { from: 'now-24h', to: 'now' }));
  await page.getByRole('button', { name: /Last 24 h/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Time range' });
  await dialog.getByLabel('From').fill('last tuesday');
  await expect(dialog).toContainText('Use now-4h');
  await expect(dialog.getByRole('button', { name: 'Apply' })).toBeDisabled();
});

test.describe('in another zone', () => {
  test.use({ timezoneId: 'Asia/Kolkata' });

  test('times are local with their offset, or UTC, by one key', async ({ page }) => {
    const at = Date.UTC(2026, 0, 1, 20, 0, 0);
    await page.goto(listPath('alarms', { from: String(at), to: String(at + 3_600_000) }));
    const time = page.getByRole('group', { name: 'Time range' });
    await expect(time).toContainText('2 Jan 01:30');
    await expect(time).toContainText('UTC+05:30');
    await page.keyboard.press('u');
    await expect(time).toContainText('1 Jan 20:00');
    await expect(time).not.toContainText('+05:30');
  });
});

test('"What was asked" shows the calls to the vendor with their filters, and no credential', async ({
  page,
  stack,
}) => {
  await openList(page, listPath('alarms', { from: 'now-24h', to: 'now', severity: 'high' }));
  await page.getByRole('button', { name: 'What was asked' }).click();
  const panel = page.getByRole('region', { name: 'What Norrvik USM was asked' });
  await expect(panel).toContainText('/api/2.0/alarms');
  await expect(panel).toContainText('priority_label=high');
  await expect(panel).not.toContainText(stack.simulator.clientSecret);
  await expect(panel).not.toContainText(/bearer/i);
});

test('columns that were hidden stay hidden after a reload, and come back', async ({ page }) => {
  await openList(page, listPath('alarms', { from: 'now-24h', to: 'now' }));
  const heading = gridOf(page).getByRole('columnheader', { name: /Intent/ });
  await expect(heading).toBeVisible();
  await page.getByRole('button', { name: 'Columns', exact: true }).click();
  await page.getByRole('dialog').getByRole('checkbox', { name: 'Intent' }).click();
  await page.keyboard.press('Escape');
  await expect(heading).toBeHidden();
  await page.reload();
  await expect(rowsOf(page).first()).toBeVisible();
  await expect(heading).toBeHidden();
  await page.getByRole('button', { name: 'Columns', exact: true }).click();
  await page.getByRole('dialog').getByRole('checkbox', { name: 'Intent' }).click();
  await page.keyboard.press('Escape');
  await expect(heading).toBeVisible();
});
