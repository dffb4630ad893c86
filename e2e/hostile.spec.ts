import type { Page } from '@playwright/test';
import { hostileTexts, type UsmSimulator } from '@watchfloor/simulators';
import { clickRow, gridOf, listPath, openList, paneOf, rowsOf } from './fixtures/list.ts';
import { expect, test } from './fixtures/stack.ts';

// The watcher of every test fails it on an error, a violation of the content security policy or a foreign request;
// what is left to look for here is markup that came alive and characters that hide.

test.describe.configure({ timeout: 60_000 });

test('what an attacker writes into alarms stays text on the list and in the pane', async ({ page, stack }) => {
  const { keys, path } = plant(stack.simulator, 60);
  await openList(page, path);
  await expect(rowsOf(page)).toHaveCount(keys.length);
  await expectHarmless(page);
  for (const [index] of keys.entries()) {
    await clickRow(page, index);
    await expect(paneOf(page).getByRole('button', { name: /^Raw record/ })).toBeVisible();
    await expectHarmless(page);
  }
});

test('what an attacker writes stays text on the page of an alarm with every section open', async ({ page, stack }) => {
  const { keys } = plant(stack.simulator, 66);
  for (const key of keys) {
    await page.goto(`/explore/usm-demo/alarms/${key}`);
    const raw = page.getByRole('button', { name: /^Raw record/ });
    await expect(raw).toBeVisible();
    for (const name of [/^Log/, /^Other fields/, /^Raw record/]) {
      const section = page.getByRole('button', { name });
      if (await section.isVisible()) await section.click();
    }
    await expectHarmless(page);
  }
});

test('values of 20,000 characters in every field are shown and stay text @long', async ({ page, stack }) => {
  const { keys } = plant(
    stack.simulator,
    68,
    hostileTexts.filter((text) => text.length > 2000),
  );
  for (const key of keys) {
    await page.goto(`/explore/usm-demo/alarms/${key}`);
    await expect(page.getByRole('button', { name: /^Raw record/ })).toBeVisible({ timeout: 30_000 });
    await expectHarmless(page);
  }
});

test('a record whose every field is hostile, under names that poison objects, is shown like any other', async ({
  page,
  stack,
}) => {
  stack.simulator.faults.next({ kind: 'hostile-record', path: '/alarms', count: 1 });
  await openList(page, listPath('alarms', { from: 'now-24h', to: 'now' }));
  await expectHarmless(page);
  stack.simulator.faults.next({ kind: 'hostile-record', path: '/alarms/', count: 1 });
  await clickRow(page, 2);
  await expect(paneOf(page).getByRole('button', { name: /^Raw record/ })).toBeVisible();
  await expectHarmless(page);
  expect(await page.evaluate(() => 'polluted' in Object.prototype)).toBe(false);
});

test('characters that turn the order of reading round, or hide, are shown as marks', async ({ page, stack }) => {
  const at = Date.now() - 62 * 86_400_000;
  const [key] = stack.simulator.insertAlarms([
    { timestamp_occured: String(at), rule_method: 'invoice\u202Efdp.exe', source_username: 'maja\u200blindqvist' },
  ]);
  await openList(page, listPath('alarms', { from: String(at - 10), to: String(at + 10) }));
  const row = rowsOf(page).first();
  await expect(row.getByTitle('U+202E right-to-left override')).toHaveText('RLO');
  await expect(row.getByTitle('U+200B zero width space')).toHaveText('ZWSP');
  expect(await gridOf(page).innerText()).not.toContain('\u202E');
  await page.goto(`/explore/usm-demo/alarms/${key}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('RLO');
  await page.getByRole('button', { name: /^Raw record/ }).click();
  await expect(page.getByRole('region', { name: 'Raw record' })).toContainText('RLO');
  expect(await page.getByRole('main').innerText()).not.toMatch(/[\u202E\u200B]/);
});

test('a hostile value in a filter, a chip and the address stays text', async ({ page, allowProblem }) => {
  allowProblem(/status of 400/);
  for (const text of hostileTexts.map((one) => one.slice(0, 400))) {
    await page.goto(listPath('alarms', { from: 'now-1h', to: 'now', user: text }));
    await expect(page.getByRole('main').getByRole('list', { name: 'Filters' })).toBeVisible();
    await expectHarmless(page);
  }
});

test('a link to the console of another scheme, or one that shows another host, is not a link', async ({
  page,
  stack,
}) => {
  const { path } = plant(stack.simulator, 64);
  await openList(page, path);
  await clickRow(page, 0);
  await expect(paneOf(page).getByRole('button', { name: /^Raw record/ })).toBeVisible();
  const links = await page.locator('a[href]').evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
  for (const href of links) expect(href).toMatch(/^(\/(?!\/)|https:\/\/attack\.mitre\.org\/)/);
});

test('the watcher sees what the policy stops: an inline style and an inline handler on our own page', async ({
  page,
  allowProblem,
}) => {
  const problems: string[] = [];
  page.on('console', (message) => problems.push(message.text()));
  allowProblem(/Content Security Policy|TrustedScript/);
  await openList(page, listPath('alarms', { from: 'now-24h', to: 'now' }));
  const refused = await page.evaluate(() => {
    const element = document.createElement('p');
    document.body.append(element);
    element.setAttribute('style', 'color: red');
    try {
      element.setAttribute('onclick', "document.title='owned'");
    } catch (error) {
      return String(error);
    }
    return 'taken';
  });
  expect(refused).toContain('TrustedScript');
  await expect.poll(() => problems.join('\n')).toMatch(/Content Security Policy/);
});

/** Twenty thousand characters in ten fields are a test of their own. */
const shortened = hostileTexts.map((text) => text.slice(0, 2000));

/** Alarms that carry each hostile text in their title, their ends, their user and their log. */
function plant(simulator: UsmSimulator, daysBack: number, texts = shortened) {
  const at = Date.now() - daysBack * 86_400_000;
  const keys = simulator.insertAlarms(
    texts.map((text, index) => ({
      timestamp_occured: String(at - index),
      rule_method: text,
      rule_strategy: text,
      rule_intent: text,
      source_name: text,
      destination_name: text,
      source_username: text,
      status: text,
      request_user_agent: text,
      rule_attack_id: text,
      log: text,
      highlight_fields: ['log', text],
      console_url: text,
      events: [{ event_name: text, source_name: text, log: text }],
    })),
  );
  return { keys, path: listPath('alarms', { from: String(at - 1000), to: String(at + 1000) }) };
}

async function expectHarmless(page: Page): Promise<void> {
  const found = await page.evaluate(() => ({
    title: document.title,
    // The page's own scripts come from its own files.
    scripts: [...document.querySelectorAll('script')].filter((script) => script.src === '').length,
    handlers: [...document.querySelectorAll('*')].filter((element) =>
      element.getAttributeNames().some((name) => name.startsWith('on')),
    ).length,
    images: document.querySelectorAll('body img').length,
    schemes: [...document.querySelectorAll('[href], [src]')]
      .map((element) => element.getAttribute('href') ?? element.getAttribute('src') ?? '')
      .filter((url) => /^\s*(javascript|data|vbscript):/i.test(url)),
  }));
  expect(found).toEqual({
    title: expect.stringContaining('Watchfloor'),
    scripts: 0,
    handlers: 0,
    images: 0,
    schemes: [],
  });
}
