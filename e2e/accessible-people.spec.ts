import type { Page } from '@playwright/test';
import { expectAccessible } from './fixtures/accessible.ts';
import { askAs } from './fixtures/ask.ts';
import { panelOf } from './fixtures/list.ts';
import { expect, test } from './fixtures/stack.ts';
import { clearViews, doWithView, makeView, openMenu, openView, viewBarOf } from './fixtures/views.ts';

// Signing in, people, the audit log and views: in every state that axe can judge.

test.describe.configure({ timeout: 90_000 });

test('signing in, with a wrong password and a link that is used, has no violation that axe knows', async ({
  browser,
  stack,
  allowProblem,
}) => {
  allowProblem(/status of 4\d\d/);
  const context = await browser.newContext({
    baseURL: stack.url,
    storageState: { cookies: [], origins: [] },
  });
  const page = await context.newPage();
  await page.goto('/sign-in');
  await expect(page.getByRole('button', { name: /Ana Ruiz/ })).toBeVisible();
  await expectAccessible(page, 'sign-in');
  await page.getByLabel('Mail address').fill('nobody@norrvik.test');
  await page.getByLabel('Password', { exact: true }).fill('not the password');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('not right');
  await expectAccessible(page, 'wrong password');
  await page.goto(`/sign-in#${'x'.repeat(43)}`);
  await expect(page.getByRole('button', { name: 'Sign in another way' })).toBeVisible();
  await expectAccessible(page, 'a link that is not good');
  await context.close();
});

test(`people, their dialogs and the audit log have no violation that axe knows`, async ({ page }) => {
  await page.goto('/people');
  await expect(page.getByRole('row', { name: /Ana Ruiz/ })).toBeVisible();
  await expectAccessible(page, 'people');
  await page.getByRole('button', { name: 'Add a person' }).click();
  await expect(page.getByRole('dialog', { name: 'Add a person' })).toBeVisible();
  await page.getByRole('dialog').getByRole('radio', { name: 'These connections' }).check();
  await page.getByRole('button', { name: 'Add and show the link' }).click();
  await expectAccessible(page, 'adding a person, with mistakes');
  await close(page);
  await page.getByRole('button', { name: 'Jonas Lindqvist', exact: true }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectAccessible(page, 'changing a person');
  await close(page);
  await page.goto('/audit');
  const details = page.getByRole('button', { name: /^Details of / });
  await details.first().click();
  await details.nth(1).click();
  await expectAccessible(page, 'audit log');
});

test(`views, their menu and their dialogs have no violation that axe knows`, async ({ page, stack, allowProblem }) => {
  allowProblem(/status of 409/);
  const ask = await askAs(stack.url, 'admin');
  await clearViews(ask);
  const view = await makeView(ask, 'Looked at by axe', { sharing: 'everyone' });
  await makeView(ask, 'A second one');
  await page.goto('/views');
  await expect(page.getByRole('main').getByRole('link', { name: 'Looked at by axe' })).toBeVisible();
  await expectAccessible(page, 'views');
  await openMenu(page, 'Looked at by axe');
  await expectAccessible(page, 'menu of a view');
  await page.keyboard.press('Escape');
  for (const [action, title] of [
    ['Rename…', 'Rename the view'],
    ['Share…', 'Share the view'],
  ] as const) {
    await doWithView(page, 'Looked at by axe', action);
    await expect(page.getByRole('dialog', { name: title })).toBeVisible();
    await expectAccessible(page, title);
    await close(page);
  }
  await openView(page, 'Looked at by axe');
  await panelOf(page, 'Status').getByRole('checkbox', { name: 'Open', exact: true }).click();
  await viewBarOf(page).getByRole('button', { name: 'Save as…' }).click();
  await expect(page.getByRole('dialog', { name: 'Save as a view' })).toBeVisible();
  await expectAccessible(page, 'a view with unsaved changes, saving it as another');
  await close(page);
  const colleague = await askAs(stack.url, 'lead');
  const content = { ...view.content, filters: { severity: { include: ['low'], exclude: [] } } };
  expect((await colleague('PATCH', `/api/views/${view.id}`, { version: view.version, content })).status).toBe(200);
  await viewBarOf(page).getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('dialog', { name: 'The view was changed in the meantime' })).toBeVisible();
  await expectAccessible(page, 'a conflict');
});

async function close(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
}
