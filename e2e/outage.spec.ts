import type { Page } from '@playwright/test';
import type { Connection, SourcesAnswer } from '@watchfloor/contract';
import { getJson } from './fixtures/api.ts';
import { expect, test, type Vendored } from './fixtures/four-vendors.ts';
import { explorePath, gridOf, rowsOf } from './fixtures/list.ts';

// One vendor is switched off while analysts look at all: the others do not notice.

const range = { from: 'now-7d', to: 'now' };

const lists = [
  { connection: 'usm-demo', label: 'Norrvik USM', list: 'alarms' },
  { connection: 'kuma-demo', label: 'Norrvik KUMA', list: 'alerts' },
  { connection: 'kuma-south', label: 'Norrvik KUMA South', list: 'alerts' },
  { connection: 'secure-endpoint-demo', label: 'Norrvik Endpoint', list: 'events' },
  { connection: 'leen-demo', label: 'Norrvik Identity', list: 'idp-alerts' },
] as const;
type Listed = (typeof lists)[number];

const simulators = {
  'usm-demo': 'usm',
  'kuma-demo': 'kuma',
  'kuma-south': 'kumaSouth',
  'secure-endpoint-demo': 'endpoint',
  'leen-demo': 'identity',
} as const;

test.describe.configure({ timeout: 120_000 });

for (const down of lists.filter(({ connection }) => connection !== 'kuma-south')) {
  // One stands for all four in the ordinary run.
  const length = down.connection === 'kuma-demo' ? '' : ' @long';
  test(`with ${down.label} switched off, the other lists stay as they are, and it names itself until it is back${length}`, async ({
    context,
    vendored,
    allowProblem,
  }) => {
    allowProblem(/status of 50[234]/);
    const pages = new Map<Listed, Page>();
    for (const list of lists) pages.set(list, await open(await context.newPage(), list));
    const before = new Map<Listed, string[]>();
    for (const [list, page] of pages) before.set(list, await keysOf(page));

    const simulator = vendored.vendors[simulators[down.connection]];
    await simulator.setListening(false);
    // Everybody asks anew while it is away.
    for (const page of pages.values()) await page.keyboard.press('r');

    for (const [list, page] of pages) {
      if (list === down) continue;
      await expect(page.getByRole('button', { name: /^Load newer/ })).toBeEnabled();
      expect(await keysOf(page), `rows of ${list.label}`).toEqual(before.get(list));
      await expect(problemsOn(page), `banner on ${list.label}`).toHaveCount(0);
      await expect(chipOf(page, list.label)).not.toContainText(/failed|partial|limited|refused/);
    }

    const own = pages.get(down);
    if (!own) throw new Error('its list was not opened');
    await expect(problemsOn(own).first()).toContainText(down.label, { timeout: 20_000 });
    expect(await keysOf(own), 'its rows stay').toEqual(before.get(down));
    // A fresh list of it: chip and sentence, and nothing that could be read as "none".
    const anew = await context.newPage();
    await anew.goto(explorePath(`${down.connection}/${down.list}`, { from: 'now-3d', to: 'now' }));
    await expect(anew.getByText(`Cannot say yet. ${down.label}`)).toBeVisible({ timeout: 20_000 });
    await expect(chipOf(anew, down.label)).toContainText(/failed\s*since \d\d:\d\d:\d\d/);
    await expect(anew.getByText(/match\./)).toBeHidden();

    const connections = await context.newPage();
    await connections.goto('/connections');
    await expect(rowOf(connections, down.label)).toContainText(/Fails for \d+ (s|min)\./);
    await expect(rowOf(connections, down.label)).not.toContainText('None since the start');
    for (const other of lists.filter((list) => list !== down))
      await expect(rowOf(connections, other.label)).toContainText('Answers');

    await simulator.setListening(true);
    await expect(rowsOf(anew).first()).toBeVisible({ timeout: 40_000 });
    await expect(chipOf(anew, down.label)).not.toContainText('failed');
    await expect(async () => {
      await own.keyboard.press('r');
      await expect(problemsOn(own)).toHaveCount(0, { timeout: 3000 });
    }).toPass({ timeout: 40_000 });
    expect(await keysOf(own)).toEqual(before.get(down));
    await connections.reload();
    await expect(rowOf(connections, down.label)).toContainText('Answers');
  });
}

test('two connections of one vendor stand side by side, each with its own rows, state and credential', async ({
  page,
  vendored,
}) => {
  const { kuma, kumaSouth } = vendored.vendors;
  const [north, south] = [lists[1], lists[2]];
  await open(page, north);
  const northKeys = await keysOf(page);
  await open(page, south);
  const southKeys = await keysOf(page);
  expect(northKeys.length).toBeGreaterThan(5);
  expect(southKeys.length).toBeGreaterThan(5);
  expect(northKeys.filter((key) => southKeys.includes(key))).toEqual([]);
  await expect(page.getByRole('main')).toContainText('Norrvik KUMA South');
  expect(kuma.token).not.toBe(kumaSouth.token);
  // A refusal at the one is nothing to the other.
  kumaSouth.access.disabled = true;
  try {
    await page.goto(explorePath('kuma-south/alerts', { from: 'now-3d', to: 'now' }));
    await expect(page.getByText('Cannot say yet. Norrvik KUMA South')).toBeVisible({ timeout: 15_000 });
    await expect(chipOf(page, south.label)).toContainText('refused');
    await page.goto(explorePath('kuma-demo/alerts', { from: 'now-3d', to: 'now' }));
    await expect(rowsOf(page).first()).toBeVisible();
    await expect(chipOf(page, north.label)).not.toContainText('refused');
    const health = await healthOf(vendored);
    expect(health.get('kuma-south')?.state).toBe('refused');
    expect(health.get('kuma-demo')?.state).toBe('answering');
  } finally {
    kumaSouth.access.disabled = false;
  }
});

async function open(page: Page, { connection, list }: Listed): Promise<Page> {
  await page.goto(explorePath(`${connection}/${list}`, range));
  await expect(rowsOf(page).first()).toBeVisible();
  await expect(gridOf(page)).toHaveAttribute('aria-busy', 'false');
  return page;
}

/** The records at the top; a banner takes the last ones' room. */
const keysOf = (page: Page): Promise<string[]> =>
  rowsOf(page).evaluateAll((rows) => rows.slice(0, 15).map((row) => row.getAttribute('data-row') ?? ''));

/** Banners above the rows; the amount is a status as well, and is none. */
const problemsOn = (page: Page) =>
  page
    .getByRole('main')
    .getByRole('status')
    .filter({ hasText: /could not|failed|missing|limit|refused|Cannot say/ });

/** What the strip of sources says of a connection. */
const chipOf = (page: Page, label: string) =>
  page
    .getByRole('list', { name: 'Sources' })
    .getByRole('listitem')
    .filter({ has: page.getByText(label, { exact: true }) });

const rowOf = (page: Page, label: string) =>
  page.getByRole('row').filter({ has: page.getByText(label, { exact: true }) });

async function healthOf({ url }: Vendored): Promise<Map<string, Connection['health']>> {
  const { connections } = await getJson<SourcesAnswer>(url, '/api/sources');
  return new Map(connections.map(({ id, health }) => [id, health]));
}
