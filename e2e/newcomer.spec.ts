import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, expect, type Page, test } from '@playwright/test';
import { findFreePort, startDemo } from './fixtures/demo-command.ts';
import { chipsOf, panelOf, rowsOf } from './fixtures/list.ts';
import { watchForProblems } from './fixtures/page-problems.ts';
import { expectView, openView, railOf, saveAs, viewBarOf } from './fixtures/views.ts';

// The whole way of somebody who was told one command, with two people in two browsers, and over a restart.

test.describe.configure({ timeout: 240_000 });

const provisioned = ['Open alarms', 'Events, last hour', 'KUMA not closed', 'Endpoint threats', 'Identity by severity'];
const mine = 'Night shift: high alarms';

test('a newcomer runs the demo, saves a view, shares it, and a colleague finds it, also after a restart', async ({
  browser,
}) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'watchfloor-newcomer-'));
  // As root the database is another user's, who has to get in.
  await chmod(dataDir, 0o711);
  const port = await findFreePort();
  let demo = await startDemo(dataDir, port);
  const problems: string[] = [];
  try {
    const frida = await openPage(browser, demo.url, problems);
    await frida.goto(demo.link);
    await expect(frida.getByRole('button', { name: /Account: Frida Holm/ })).toBeVisible();
    expect(frida.url(), 'the secret of the link has left the address').not.toContain('#');
    await expect(railOf(frida).getByRole('link')).toContainText(['All', ...provisioned]);

    await openView(frida, 'Open alarms');
    await expect(rowsOf(frida).first()).toBeVisible();
    await panelOf(frida, 'Severity').getByRole('checkbox', { name: 'High', exact: true }).click();
    await expect(frida.getByRole('heading', { level: 1 })).toContainText('Unsaved changes');
    await viewBarOf(frida).getByRole('button', { name: 'Save as mine…' }).click();
    await saveAs(frida, { name: mine, sharedWith: 'Everyone' });
    await expectFilters(frida);

    const ana = await openPage(browser, demo.url, problems);
    await ana.goto('/sign-in');
    await ana.getByRole('button', { name: /Ana Ruiz/ }).click();
    await expect(ana.getByRole('button', { name: /Account: Ana Ruiz/ })).toBeVisible();
    await openView(ana, mine);
    await expectFilters(ana);
    await expect(rowsOf(ana).first()).toBeVisible();

    await demo.stop();
    demo = await startDemo(dataDir, port);
    for (const page of [frida, ana]) {
      await page.goto('/');
      await expect(railOf(page).getByRole('link')).toContainText(['All', ...provisioned, mine]);
      await openView(page, mine);
      await expectFilters(page);
      await expect(rowsOf(page).first()).toBeVisible();
    }
    await expect(frida.getByRole('button', { name: /Account: Frida Holm/ })).toBeVisible();
    await expect(ana.getByRole('button', { name: /Account: Ana Ruiz/ })).toBeVisible();
    // Who shared it: the colleague is told, the owner keeps it.
    await ana.goto('/views');
    await expect(ana.getByRole('row', { name: new RegExp(mine) })).toContainText('shared by Frida Holm');
    await frida.goto('/views');
    await expect(frida.getByRole('row', { name: new RegExp(mine) })).toContainText('yours, shared: everyone');
    // The printed link of a start is worth one use.
    const second = await openPage(browser, demo.url, problems);
    await second.goto(demo.link);
    await expect(second.getByRole('button', { name: /Account: Frida Holm/ })).toBeVisible();
    const third = await openPage(browser, demo.url, problems);
    await third.goto(demo.link);
    await expect(third.getByRole('heading', { name: 'This link is not good any more' })).toBeVisible();
  } finally {
    for (const context of browser.contexts()) await context.close();
    await demo.stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
  // A browser logs the answer that says "not signed in", the used link, and what a stopped server does not answer.
  const expected = /status of (401|410|404|409|400)|ERR_CONNECTION|ERR_INCOMPLETE|ERR_EMPTY_RESPONSE|Failed to fetch/;
  expect(problems.filter((problem) => !expected.test(problem))).toEqual([]);
});

async function openPage(browser: Browser, url: string, problems: string[]): Promise<Page> {
  const context = await browser.newContext({ baseURL: url });
  const own = watchForProblems(context, url);
  context.on('close', () => void problems.push(...own));
  return context.newPage();
}

async function expectFilters(page: Page): Promise<void> {
  await expectView(page, mine);
  await expect(chipsOf(page).getByRole('listitem')).toHaveText(['StatusOpen or In review', 'SeverityHigh']);
  await expect(page).toHaveURL(/severity=high/);
  await expect(page.getByRole('group', { name: 'Time range' })).toContainText('Last 24 h');
  await expect(viewBarOf(page)).toBeHidden();
}
