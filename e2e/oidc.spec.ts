import { test as base, type Cookie, expect, type Page } from '@playwright/test';
import { startUsmSimulator } from '@watchfloor/simulators';
import { usmConnections } from './fixtures/connections.ts';
import { findFreePort } from './fixtures/demo-command.ts';
import { client, type IdentityProvider, startIdentityProvider } from './fixtures/identity-provider.ts';
import { chipsOf } from './fixtures/list.ts';
import { startServer } from './fixtures/server.ts';

// Sign-in by a real provider in a real browser, at http://localhost, from its button to the page that was asked for.

interface Stage {
  /** As a person types it: the name that the browser treats as safe. */
  url: string;
  provider: IdentityProvider;
}

const test = base.extend<{ watched: string[] }, { alarms: number; stage: Stage }>({
  alarms: [300, { option: true, scope: 'worker' }],
  stage: [
    async ({ alarms }, use) => {
      const port = await findFreePort();
      const url = `http://localhost:${port}`;
      const provider = await startIdentityProvider([`${url}/api/sign-in/oidc/callback`]);
      const simulator = await startUsmSimulator({ alarms, events: 100 });
      try {
        const server = await startServer(usmConnections(simulator), {
          demo: false,
          env: { WATCHFLOOR_PORT: String(port), E2E_OIDC_SECRET: client.secret },
          settings: toSettings(provider.issuer),
        });
        await use({ url, provider });
        await server.close();
      } finally {
        await simulator.close();
        await provider.close();
      }
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ stage }, use) => use(stage.url),
  /** Violations of the policy, as Chromium reports them on the console, on any page of ours. */
  watched: [
    async ({ context, stage }, use) => {
      // The provider's own pages ask for a typeface on the internet.
      await context.route(/^https:\/\//, (route) => route.abort());
      const violations: string[] = [];
      context.on('console', (message) => {
        const isOurs = message.location().url.startsWith(stage.url);
        if (isOurs && /Content Security Policy|TrustedHTML/.test(message.text())) violations.push(message.text());
      });
      context.on('weberror', (error) => violations.push(error.error().message));
      await use(violations);
      expect(violations).toEqual([]);
    },
    { auto: true },
  ],
});

test.describe.configure({ timeout: 90_000 });

const toSettings = (issuer: string) => `identity:
  oidc:
    issuer: ${issuer}
    client_id: ${client.id}
    client_secret: \${E2E_OIDC_SECRET}
    label: Norrvik ID
    scopes: [profile, email, groups]
    role_claim: groups
    roles: { soc-analysts: analyst, soc-admins: admin }
`;

const asked = '/explore/usm-demo/alarms?severity=high&from=now-7d&to=now';

test('the provider’s button leads there and back to the page that was asked for, with the role of the claim', async ({
  page,
  context,
  stage,
}) => {
  stage.provider.claimsOf.set('jonas', {
    name: 'Jonas Lindqvist',
    email: 'jonas@norrvik.test',
    groups: 'soc-analysts',
  });
  await page.goto(asked);
  await expect(page.getByRole('heading', { name: /No administrator yet|Sign in/ })).toBeVisible();
  await page.getByRole('link', { name: 'Norrvik ID' }).click();
  await page.waitForURL(`${stage.provider.issuer}/interaction/**`);
  const [lax] = (await context.cookies(stage.url)).filter(({ name }) => /oidc/i.test(name));
  expect(lax).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Lax', path: expect.stringMatching(/^\//) });
  expect((lax?.expires ?? 0) - Date.now() / 1000, 'seconds it lives').toBeLessThanOrEqual(300);

  await signInThere(page, 'jonas');
  await expect(page.getByRole('button', { name: /Account: Jonas Lindqvist/ })).toContainText('Analyst');
  await expect(page).toHaveURL(stage.url + asked);
  await expect(chipsOf(page).getByRole('listitem')).toHaveText(['SeverityHigh']);
  const cookies = await context.cookies(stage.url);
  expect(cookies).toMatchObject([{ name: '__Host-watchfloor' }]);
  expectSessionCookie(cookies[0]);
  expect(await page.evaluate(() => document.cookie)).toBe('');

  // Reopened by the address alone, as from a bookmark; and not from another site's link with the first request.
  await page.goto('about:blank');
  await page.goto('/');
  await expect(page.getByRole('button', { name: /Account: Jonas Lindqvist/ })).toBeVisible();
});

test('the role follows the claim at the next sign-in, and a new session takes the place of the old one', async ({
  page,
  context,
  stage,
}) => {
  const say = (groups: string) =>
    stage.provider.claimsOf.set('mei', { name: 'Mei Tanaka', email: 'mei@norrvik.test', groups: [groups] });
  say('soc-analysts');
  await signIn(page, 'mei');
  await expect(page.getByRole('button', { name: /Account: Mei Tanaka/ })).toContainText('Analyst');
  const before = (await context.cookies(stage.url))[0]?.value;
  await page.getByRole('button', { name: /Account: Mei Tanaka/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out', exact: true }).click();
  await expect(page.getByRole('link', { name: 'Norrvik ID' })).toBeVisible();
  expect((await context.cookies(stage.url)).filter(({ name }) => name === '__Host-watchfloor')).toEqual([]);
  // Whoever signs in anew also signs in anew at the provider.
  await context.clearCookies({ domain: '127.0.0.1' });
  say('soc-admins');
  await signIn(page, 'mei');
  await expect(page.getByRole('button', { name: /Account: Mei Tanaka/ })).toContainText('Administrator');
  await page.getByRole('navigation').getByRole('link', { name: 'People' }).click();
  await expect(page.getByRole('row', { name: /Mei Tanaka/ })).toContainText('Identity provider');
  expect((await context.cookies(stage.url))[0]?.value).not.toBe(before);
});

test('whom the provider gives no role is told so, and stays outside', async ({ page, context, stage }) => {
  stage.provider.claimsOf.set('guest', { name: 'A guest', email: 'guest@norrvik.test', groups: ['canteen'] });
  await page.goto('/sign-in');
  await page.getByRole('link', { name: 'Norrvik ID' }).click();
  await signInThere(page, 'guest');
  await expect(page.getByRole('alert').filter({ hasText: 'gives you no role in Watchfloor' })).toBeVisible();
  expect((await context.cookies(stage.url)).filter(({ name }) => name === '__Host-watchfloor')).toEqual([]);
  const status = await page.evaluate(async () => (await fetch('/api/sources')).status);
  expect(status).toBe(401);
});

test('who cancels at the provider is told so, and can begin again', async ({ page, stage }) => {
  await page.goto('/sign-in');
  await page.getByRole('link', { name: 'Norrvik ID' }).click();
  await page.waitForURL(`${stage.provider.issuer}/interaction/**`);
  await page.getByRole('link', { name: /Cancel/ }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'did not let you in' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Norrvik ID' })).toBeVisible();
});

async function signIn(page: Page, subject: string): Promise<void> {
  await page.goto('/');
  await page.getByRole('link', { name: 'Norrvik ID' }).click();
  await signInThere(page, subject);
}

/** The provider's own pages: a name, then the consent. */
async function signInThere(page: Page, subject: string): Promise<void> {
  await page.getByPlaceholder('Enter any login').fill(subject);
  await page.getByPlaceholder('and password').fill('any');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
}

function expectSessionCookie(cookie: Cookie | undefined): void {
  expect(cookie).toMatchObject({
    name: expect.stringMatching(/^__Host-/),
    httpOnly: true,
    secure: true,
    sameSite: 'Strict',
    path: '/',
    domain: 'localhost',
  });
}
