import type { Problem } from '@watchfloor/contract';
import { askAs } from './fixtures/ask.ts';
import { gridOf } from './fixtures/list.ts';
import { type DemoRole, openAs } from './fixtures/sign-in.ts';
import { expect, test } from './fixtures/stack.ts';
import { clearViews, makeView, openMenu, railItem } from './fixtures/views.ts';

// What a role may not do is not offered to it, and refused in words where an address is typed all the same.

interface Offered {
  pages: string[];
  /** Of a view that an administrator shared with everyone. */
  sharedView: string[];
  keepsViews: boolean;
  sharesViews: boolean;
  addsConnections: boolean;
}

const analystOffers = { pages: ['Connections'], sharedView: ['Open at start', 'Copy link', 'Save as mine…'] };
const offered: Record<DemoRole, Offered> = {
  viewer: {
    pages: ['Connections'],
    sharedView: ['Open at start', 'Copy link'],
    keepsViews: false,
    sharesViews: false,
    addsConnections: false,
  },
  analyst: { ...analystOffers, keepsViews: true, sharesViews: false, addsConnections: false },
  lead: {
    pages: ['Connections'],
    sharedView: ['Open at start', 'Copy link', 'Share…', 'Save as mine…', 'Delete'],
    keepsViews: true,
    sharesViews: true,
    addsConnections: false,
  },
  admin: {
    pages: ['Connections', 'People', 'Audit'],
    sharedView: ['Open at start', 'Copy link', 'Rename…', 'Share…', 'Duplicate…', 'Delete'],
    keepsViews: true,
    sharesViews: true,
    addsConnections: true,
  },
};

test.beforeEach(async ({ stack }) => {
  const admin = await askAs(stack.url, 'admin');
  await clearViews(admin);
  await makeView(admin, 'For everybody', { sharing: 'everyone' });
});

for (const [role, offers] of Object.entries(offered) as [DemoRole, Offered][]) {
  test(`the role ${role} is offered what it may do, and nothing that would be refused`, async ({ browser, stack }) => {
    const page = await openAs(browser, stack.url, role);
    await page.goto('/explore/usm-demo/alarms?from=now-24h&to=now');
    await expect(gridOf(page)).toHaveAttribute('aria-busy', 'false');
    const pages = page.getByRole('navigation').getByRole('link', { name: /^(Connections|People|Audit)$/ });
    await expect(pages).toHaveText(offers.pages);
    const save = page.getByRole('button', { name: 'Save as a view' });
    await expect(save).toHaveCount(offers.keepsViews ? 1 : 0);
    if (offers.keepsViews) {
      await save.click();
      const dialog = page.getByRole('dialog', { name: 'Save as a view' });
      await expect(dialog.getByLabel('Name')).toBeVisible();
      await expect(dialog.getByLabel('Who sees it')).toHaveCount(offers.sharesViews ? 1 : 0);
      await page.keyboard.press('Escape');
      await expect(dialog).toBeHidden();
    }
    const menu = await openMenu(page, 'For everybody');
    await expect(menu.getByRole('menuitem')).toHaveText(offers.sharedView);
    await page.keyboard.press('Escape');
    await page.goto('/connections');
    await expect(page.getByRole('row', { name: /Norrvik USM/ })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Add a connection' })).toHaveCount(offers.addsConnections ? 1 : 0);
    await page.context().close();
  });
}

for (const role of ['viewer', 'analyst', 'lead'] as const) {
  test(`the role ${role} that types an administrator's address reads that it may not, and the API answers 403`, async ({
    browser,
    stack,
  }) => {
    const page = await openAs(browser, stack.url, role);
    const refusals: number[] = [];
    page.on('response', (response) => {
      if (/\/api\/(people|audit|vendors|connections)/.test(response.url())) refusals.push(response.status());
    });
    for (const [path, words] of [
      ['/people', /The list of people is for administrators\./],
      ['/audit', /The audit log is for administrators\./],
      ['/new-connection', /for administrators/i],
      ['/connections/usm-demo/settings', /for administrators/i],
    ] as const) {
      await page.goto(path);
      await expect(page.getByRole('main')).toContainText(words);
      await expect(page.getByRole('link', { name: 'Go to the queue' })).toBeVisible();
      await expect(railItem(page, 'For everybody'), 'the rest still works').toBeVisible();
    }
    expect(refusals.filter((status) => status !== 403)).toEqual([]);
    const ask = await askAs(stack.url, role);
    for (const [method, path, body] of [
      ['GET', '/api/people'],
      ['GET', '/api/audit'],
      ['GET', '/api/connections'],
      ['POST', '/api/people', { name: 'Eve', email: 'eve@norrvik.test', role: 'admin' }],
      ['PUT', `/api/people/roles/${role}/access`, { access: null }],
    ] as const) {
      const answer = await ask<Problem>(method, path, body);
      expect(answer.status, `${method} ${path}`).toBe(403);
      expect(answer.body.code).toBe('role_missing');
      expect(answer.body.detail).toMatch(/\w+ .*\./);
    }
    await page.context().close();
  });
}
