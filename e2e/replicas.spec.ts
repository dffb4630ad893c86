import { randomBytes } from 'node:crypto';
import { test as base, expect } from '@playwright/test';
import type { SourcesAnswer } from '@watchfloor/contract';
import { startUsmSimulator, type UsmSimulator } from '@watchfloor/simulators';
import { askWith, mustAsk } from './fixtures/ask.ts';
import { type Balancer, startBalancer } from './fixtures/balancer.ts';
import { usmConnections } from './fixtures/connections.ts';
import { chipsOf, panelOf, rowsOf } from './fixtures/list.ts';
import { startPostgres } from './fixtures/postgres.ts';
import { type Server, startServer } from './fixtures/server.ts';
import { signInAs } from './fixtures/sign-in.ts';
import { expectView, makeView, openView, railItem, saveAs, viewBarOf } from './fixtures/views.ts';

// Two servers on one Postgres behind one address: nobody notices which of them answers, or that one is gone.

interface Pair {
  one: Server;
  two: Server;
  front: Balancer;
  simulator: UsmSimulator;
}

const test = base.extend<{ alarms: number; pair: Pair }>({
  alarms: [600, { option: true }],
  pair: async ({ alarms }, use) => {
    const undo: (() => Promise<void>)[] = [];
    try {
      const database = await startPostgres();
      undo.push(database.stop);
      const simulator = await startUsmSimulator({ alarms, events: 200 });
      undo.push(() => simulator.close());
      const env = { DATABASE_URL: database.url, WATCHFLOOR_KEY: randomBytes(32).toString('base64') };
      // Together, as a deployment starts them: the schema and the people are made once.
      const starts = [1, 2].map(() => startServer(usmConnections(simulator), { env }));
      for (const start of starts) undo.push(async () => (await start).close());
      const [one, two] = await Promise.all(starts);
      if (!one || !two) throw new Error('two servers were asked for');
      const front = await startBalancer([one.url, two.url]);
      undo.push(front.close);
      await use({ one, two, front, simulator });
    } finally {
      for (const step of undo.toReversed()) await step();
    }
  },
  baseURL: async ({ pair }, use) => use(pair.front.url),
});

test.describe.configure({ timeout: 120_000 });

test('two servers behind one address are one Watchfloor: sign-in, lists, views, connections, sign-out, and a kill -9', async ({
  page,
  browser,
  pair,
}) => {
  const { one, two, front, simulator } = pair;
  await page.goto('/sign-in');
  await page.getByRole('button', { name: /Frida Holm/ }).click();
  await expect(page.getByRole('button', { name: /Account: Frida Holm/ })).toBeVisible();
  await page.goto('/explore/usm-demo/alarms?from=now-7d&to=now');
  await expect(rowsOf(page).first()).toBeVisible();
  await panelOf(page, 'Severity').getByRole('checkbox', { name: 'High', exact: true }).click();
  await page.getByRole('button', { name: 'Save as a view' }).click();
  await saveAs(page, { name: 'Seen by both', sharedWith: 'Everyone' });
  expect(Math.min(...front.answered), 'requests that each of the two answered').toBeGreaterThan(3);

  const ana = await (await browser.newContext({ baseURL: front.url })).newPage();
  await ana.goto('/sign-in');
  await ana.getByRole('button', { name: /Ana Ruiz/ }).click();
  await openView(ana, 'Seen by both');
  await expect(chipsOf(ana).getByRole('listitem')).toHaveText(['SeverityHigh']);
  await ana.context().close();

  // What is changed at one is so at the other, without a pause for a shared view and within seconds for a connection.
  const atOne = askWith(one.url, await signInAs(one.url, 'lead'));
  const atTwo = askWith(two.url, await signInAs(two.url, 'admin'));
  await makeView(atOne, 'Made at the first', { sharing: 'everyone' });
  await page.reload();
  await openView(page, 'Made at the first');
  const [given] = usmConnections(simulator);
  if (!given) throw new Error('no connection');
  const { id: _, vendor, label: __, ...settings } = given.settings;
  await mustAsk(atTwo, 'POST', '/api/connections', {
    id: 'usm-added',
    vendor,
    label: 'Added at the second',
    tenant: null,
    settings,
    secrets: { [given.secretField]: given.secret },
  });
  const labelsAtOne = async () =>
    (await mustAsk<SourcesAnswer>(atOne, 'GET', '/api/sources')).connections.map(({ label }) => label);
  await expect.poll(labelsAtOne, { timeout: 10_000 }).toContain('Added at the second');

  // Signed out at one, its old cookie opens nothing at either.
  const cookie = await signInAs(one.url, 'viewer');
  expect(await countAccepted(front.url, cookie, 20), 'control: the cookie is good before').toBe(20);
  await mustAsk(askWith(one.url, cookie), 'DELETE', '/api/session');
  expect(await countAccepted(front.url, cookie, 1000), 'of 1,000 requests with the old cookie').toBe(0);

  await one.kill();
  await page.goto('/');
  await openView(page, 'Seen by both');
  await expectView(page, 'Seen by both');
  await expect(chipsOf(page).getByRole('listitem')).toHaveText(['SeverityHigh']);
  await expect(rowsOf(page).first()).toBeVisible();
  await panelOf(page, 'Status').getByRole('checkbox', { name: 'Open', exact: true }).click();
  await viewBarOf(page).getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).not.toContainText('Unsaved changes');
  await page.reload();
  await expect(railItem(page, 'Seen by both')).toBeVisible();
  await expect(chipsOf(page).getByRole('listitem')).toHaveText(['SeverityHigh', 'StatusOpen']);
});

async function countAccepted(url: string, cookie: string, count: number): Promise<number> {
  const ask = askWith(url, cookie);
  let accepted = 0;
  for (let done = 0; done < count; done += 20) {
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask('GET', '/api/sources')));
    accepted += answers.filter(({ status }) => status !== 401).length;
  }
  return accepted;
}
