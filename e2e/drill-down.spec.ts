import type { DetailAnswer } from '@watchfloor/contract';
import { startUsmSimulator, type UsmSimulator } from '@watchfloor/simulators';
import { askApi, askVendor, getJson } from './fixtures/api.ts';
import { usmConnections } from './fixtures/connections.ts';
import { clickRow, gridOf, listPath, openList, paneOf, selectedKey } from './fixtures/list.ts';
import { startServer } from './fixtures/server.ts';
import { expect, test } from './fixtures/stack.ts';

const majas = listPath('alarms', { from: 'now-24h', to: 'now', user: 'maja.lindqvist', q: 'beacon' });

test.use({ connectionOptions: { settings: { console_url: 'https://norrvik.alienvault.example' } } });

test('an alarm says why it fired, with its facts above the fold and its events in the order of time', async ({
  page,
}) => {
  await openList(page, majas);
  await clickRow(page, 0);
  const pane = paneOf(page);
  await expect(pane.getByRole('heading', { level: 2 })).toContainText('Beaconing to a Rare Domain');
  await expect(pane.getByRole('heading', { name: 'Why it fired' })).toBeInViewport();
  await expect(pane).toContainText('“Beaconing to a Rare Domain” (System Compromise) fired on maja.lindqvist');
  await expect(pane).toContainText('10 of 143 events');
  for (const fact of ['maja.lindqvist', 'NVK-LT-0417', 'cdn-sync.example', '203.0.113.45', 'T1071.001'])
    await expect(pane.getByText(fact, { exact: true }).first()).toBeInViewport();
  const links = pane.locator('ol').getByRole('link');
  await expect(links).toHaveCount(10);
  const times = (await links.allInnerTexts()).map((text) => /\d\d:\d\d:\d\d/.exec(text)?.[0] ?? text);
  expect(times).toEqual(times.toSorted());
});

test('an event opens from its alarm in the pane, and its alarm leads back', async ({ page }) => {
  await openList(page, majas);
  await clickRow(page, 0);
  const key = await selectedKey(page);
  const pane = paneOf(page);
  await pane.locator('ol').getByRole('link').nth(4).click();
  await expect(pane.getByRole('heading', { name: 'What happened' })).toBeVisible();
  await expect(pane).toContainText('Norrvik USM event');
  await pane.getByRole('button', { name: /^Its alarm/ }).click();
  await pane.getByRole('link', { name: /Beaconing to a Rare Domain/ }).click();
  await expect(pane.getByRole('heading', { name: 'Why it fired' })).toBeVisible();
  expect(await selectedKey(page)).toBe(key);
  await expect(page).not.toHaveURL(/peek=/);
});

test('"Back to the alarm" and the browser\'s Back leave an event that was opened from it', async ({ page }) => {
  await openList(page, majas);
  await clickRow(page, 0);
  const pane = paneOf(page);
  await pane.locator('ol').getByRole('link').first().click();
  await pane.getByRole('link', { name: 'Back to the alarm' }).click();
  await expect(pane.getByRole('heading', { name: 'Why it fired' })).toBeVisible();
  await pane.locator('ol').getByRole('link').first().click();
  await expect(pane.getByRole('heading', { name: 'What happened' })).toBeVisible();
  await page.goBack();
  await expect(pane.getByRole('heading', { name: 'Why it fired' })).toBeVisible();
});

test('an alarm has a page of its own, whose address alone brings it back, and a way to the list', async ({
  page,
  context,
}) => {
  await openList(page, majas);
  await clickRow(page, 0);
  const key = await selectedKey(page);
  await paneOf(page).getByRole('link', { name: 'Open page' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Beaconing to a Rare Domain');
  await expect(page).toHaveURL(new RegExp(`/alarms/${key}`));
  await expect(page).toHaveTitle('Alarm · Norrvik USM · Watchfloor');
  const alone = await context.newPage();
  await alone.goto(`/explore/usm-demo/alarms/${key}`);
  await expect(alone.getByRole('heading', { level: 1 })).toContainText('Beaconing to a Rare Domain');
  await page.getByRole('link', { name: 'Back to alarms' }).click();
  await expect(gridOf(page)).toBeVisible();
  expect(await selectedKey(page)).toBe(key);
});

test('an event on its own page leads to its alarm and back to the list', async ({ page, stack }) => {
  const key = beaconOf(stack.simulator);
  await page.goto(`/explore/usm-demo/alarms/${key}`);
  await page.locator('ol').getByRole('link').first().click();
  await expect(page).toHaveURL(/\/events\//);
  await page.getByRole('button', { name: /^Its alarm/ }).click();
  await page.getByRole('link', { name: /Beaconing to a Rare Domain/ }).click();
  await expect(page).toHaveURL(new RegExp(`/alarms/${key}`));
});

test("the raw record is the vendor's answer, byte for byte, on the screen and as a download", async ({
  page,
  stack,
}) => {
  const key = beaconOf(stack.simulator);
  const truth = await askVendor(stack.simulator, `/alarms/${key}`);
  const path = `/api/explore/usm-demo/alarms/records/${key}`;
  const raw = await askApi(stack.url, `${path}/raw`);
  expect(await raw.text()).toBe(truth);
  expect(raw.headers.get('content-disposition')).toContain('attachment');
  expect((await getJson<DetailAnswer>(stack.url, path)).raw).toEqual({
    text: truth,
    bytes: Buffer.byteLength(truth),
    truncated: false,
  });

  await page.goto(`/explore/usm-demo/alarms/${key}`);
  await page.getByRole('button', { name: /^Raw record/ }).click();
  const shown = page.getByRole('region', { name: 'Raw record' });
  await expect(shown).toContainText(truth.slice(0, 60));
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download' }).click();
  expect(await readAll(await (await download).createReadStream())).toBe(truth);
});

test('the technique leads to its page at MITRE, the console to the vendor, both by https, with their host, in a new tab', async ({
  page,
}) => {
  await openList(page, majas);
  await clickRow(page, 0);
  const key = await selectedKey(page);
  const technique = paneOf(page).getByRole('link', { name: /attack\.mitre\.org/ });
  await expect(technique).toHaveAttribute('href', 'https://attack.mitre.org/techniques/T1071/001/');
  const vendor = paneOf(page).getByRole('link', { name: /norrvik\.alienvault\.example/ });
  await expect(vendor).toHaveAttribute('href', `https://norrvik.alienvault.example/#/alarm/${key}`);
  for (const link of [technique, vendor]) {
    await expect(link).toHaveAttribute('rel', 'noopener noreferrer');
    await expect(link).toHaveAttribute('target', '_blank');
  }
});

test('without an https console no record has a link to one', async () => {
  const simulator = await startUsmSimulator({ alarms: 5, events: 20 });
  const server = await startServer(usmConnections(simulator));
  try {
    const key = simulator.oracle.alarms()[0];
    const { record } = await getJson<DetailAnswer>(server.url, `/api/explore/usm-demo/alarms/records/${key}`);
    expect(record.consoleUrl).toBeUndefined();
  } finally {
    await Promise.all([server.close(), simulator.close()]);
  }
});

test('a value of an alarm filters its list in and out', async ({ page, stack }) => {
  const key = beaconOf(stack.simulator);
  await openList(page, listPath('alarms', { from: 'now-24h', to: 'now', sel: key }));
  await paneOf(page).getByRole('button', { name: 'Actions for maja.lindqvist' }).first().click();
  await page.getByRole('menuitem', { name: /Only this user/ }).click();
  await expect(page).toHaveURL(/user=maja\.lindqvist/);
  await expect(paneOf(page)).toBeVisible();
});

test('fields that no section knows are still reachable', async ({ page, stack }) => {
  const [key] = stack.simulator.insertAlarms([
    {
      rule_method: 'With a new field',
      field_of_next_year: 'forty-two',
      timestamp_occured: String(Date.now() - 60_000),
    },
  ]);
  await page.goto(`/explore/usm-demo/alarms/${key}`);
  await page.getByRole('button', { name: /^Other fields/ }).click();
  await expect(page.getByRole('main')).toContainText('forty-two');
});

test('an alarm that the vendor no longer has is said to be gone', async ({ page, stack, allowProblem }) => {
  allowProblem(/status of 404/);
  const [key = ''] = stack.simulator.insertAlarms([{ rule_method: 'Short-lived' }]);
  stack.simulator.remove('alarms', [key]);
  await page.goto(`/explore/usm-demo/alarms/${key}`);
  await expect(page.getByRole('main')).toContainText('Norrvik USM no longer has this alarm');
});

function beaconOf({ oracle }: UsmSimulator): string {
  const [key] = oracle.alarms({ source_username: 'maja.lindqvist', rule_method: 'Beaconing to a Rare Domain' });
  if (key === undefined) throw new Error('the story is not told');
  return key;
}

async function readAll(stream: NodeJS.ReadableStream): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString('utf8');
}
