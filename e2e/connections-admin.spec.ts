import type { Page } from '@playwright/test';
import { type AdminConnectionsAnswer, adminConnectionsAnswerSchema } from '@watchfloor/contract';
import { expectAccessible } from './fixtures/accessible.ts';
import { askApi, getJson, ownPage } from './fixtures/api.ts';
import { expect, test } from './fixtures/four-vendors.ts';
import { explorePath, gridOf, rowsOf } from './fixtures/list.ts';
import { cookieHeader, signedIn } from './fixtures/sign-in.ts';

const actions = (page: Page, label: string) => page.getByRole('button', { name: `Actions for ${label}` });
const rowOf = (page: Page, label: string) =>
  page.getByRole('row').filter({ has: page.getByRole('link', { name: label, exact: true }) });
const list = (url: string) => getJson<AdminConnectionsAnswer>(url, '/api/connections');

async function choose(page: Page, label: string, action: string): Promise<void> {
  await actions(page, label).click();
  await page.getByRole('menuitem', { name: action }).click();
}

/** What one test leaves behind must not be met by the next. */
async function removeAll(url: string): Promise<void> {
  for (const { id, version, origin } of (await list(url)).connections) {
    if (origin === 'file') continue;
    const headers = { ...ownPage, 'x-watchfloor': '1', ...cookieHeader(url) };
    const response = await fetch(`${url}/api/connections/${id}?version=${version}`, { method: 'DELETE', headers });
    expect(response.status).toBe(200);
  }
}

async function change(url: string, id: string, given: Record<string, unknown>): Promise<void> {
  const { version } = (await list(url)).connections.find((one) => one.id === id) ?? { version: 0 };
  const headers = { ...ownPage, 'x-watchfloor': '1', 'content-type': 'application/json', ...cookieHeader(url) };
  const body = JSON.stringify({ version, ...given });
  const response = await fetch(`${url}/api/connections/${id}`, { method: 'PATCH', headers, body });
  expect(response.status).toBe(200);
}

test.afterEach(async ({ vendored }) => removeAll(vendored.url));

test('an administrator adds a connection, reads its rows, pauses, resumes and removes it; its secret stays on the server', async ({
  page,
  vendored,
}) => {
  const { endpoint } = vendored.vendors;
  const bodies: Promise<string>[] = [];
  const sent: string[] = [];
  page.on('request', (request) => void sent.push(request.postData() ?? ''));
  page.on('response', (response) => {
    if (response.url().includes('/api/')) bodies.push(response.text().catch(() => ''));
  });
  await page.goto('/connections');
  await page.getByRole('button', { name: 'Add a connection' }).click();
  await page.getByLabel('Vendor').selectOption({ label: 'Secure Endpoint' });
  await page.getByLabel('Label').fill('Endpoint EMEA');
  await expect(page.getByLabel('Id', { exact: true })).toHaveValue('endpoint-emea');
  await page.getByLabel('API address').fill(endpoint.baseUrl);
  await page.getByLabel('Client ID').fill(endpoint.clientId);
  await page.getByLabel('API key', { exact: true }).fill(endpoint.apiKey);
  await page.getByRole('button', { name: 'Test connection' }).click();
  await expect(page.getByRole('status', { name: 'Test' })).toContainText(/Answers\. \d+ ms\./);
  await expectAccessible(page, 'a new connection');
  await page.getByRole('button', { name: 'Add', exact: true }).click();

  await expect(page).toHaveURL(/\/connections$/);
  const row = rowOf(page, 'Endpoint EMEA');
  await expect(row).toContainText('Secure Endpoint');
  await row.getByRole('link', { name: 'Events', exact: true }).click();
  await expect(gridOf(page)).toHaveAccessibleName('Endpoint EMEA events');
  await page.goto(explorePath('endpoint-emea/events', { from: 'now-24h', to: 'now' }));
  await expect(rowsOf(page).first()).toBeVisible();

  await page.goto('/connections');
  await choose(page, 'Endpoint EMEA', 'Pause');
  await expect(row).toContainText('Paused by an administrator');
  await expect(page.getByRole('navigation').getByText('paused')).toBeVisible();
  const calls = endpoint.requests.length;
  const { sources } = await getJson<{ sources: { code?: string }[] }>(
    vendored.url,
    '/api/explore/endpoint-emea/events',
  );
  expect(sources[0]?.code).toBe('paused');
  expect(endpoint.requests.length).toBe(calls);
  await choose(page, 'Endpoint EMEA', 'Resume');
  await expect(row).not.toContainText('Paused');

  await choose(page, 'Endpoint EMEA', 'Edit');
  await expect(page).toHaveURL(/\/connections\/endpoint-emea\/settings$/);
  await expect(page.getByRole('group', { name: 'API key' })).toContainText('Set');
  const shown = await page.content();
  await page.getByRole('link', { name: 'Connections', exact: true }).first().click();

  await choose(page, 'Endpoint EMEA', 'Remove…');
  const dialog = page.getByRole('dialog', { name: 'Remove a connection' });
  await expect(dialog).toContainText('Events');
  await expect(dialog).toContainText('saved views');
  await page.keyboard.press('Escape');
  await expect(actions(page, 'Endpoint EMEA')).toBeFocused();
  await choose(page, 'Endpoint EMEA', 'Remove…');
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect(row).toHaveCount(0);
  await expect(page.getByRole('region', { name: 'Endpoint EMEA' })).toHaveCount(0);

  // The key of the connection in the file is the same one: neither may leave the server.
  const answers = await Promise.all(bodies);
  expect(sent.join(''), 'what is looked for was typed and sent').toContain(JSON.stringify(endpoint.apiKey));
  expect(answers.length).toBeGreaterThan(5);
  for (const text of [...answers, shown, await page.content()]) expect(text).not.toContain(endpoint.apiKey);
  expect(answers.join('')).toContain('"secretsSet":{"api_key":true}');
});

test('a failing test is asked about once, and the mistakes of the server stand at their fields', async ({
  page,
  vendored,
  allowProblem,
}) => {
  allowProblem(/status of 400/);
  const { kuma } = vendored.vendors;
  await page.goto('/new-connection');
  await page.getByLabel('Vendor').selectOption({ label: 'KUMA' });
  await page.getByLabel('Label').fill('KUMA EMEA');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByLabel('API address')).toBeFocused();
  await expect(page.getByLabel('API address')).toHaveAccessibleDescription('Is needed.');
  await page.getByLabel('API address').fill('http://10.1.2.3/api/v1');
  await page.getByLabel('Token', { exact: true }).fill('not-the-token');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByLabel('API address')).toBeFocused();
  await expect(page.getByLabel('API address')).toHaveAccessibleDescription(/private|allow|https/i);
  await expect(page.getByRole('alert').getByText('To correct: API address.')).toBeVisible();

  await page.getByLabel('API address').fill(kuma.baseUrl);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const doubt = page.getByRole('dialog', { name: 'The test failed' });
  await expect(doubt).toContainText(/refused/);
  await doubt.getByRole('button', { name: 'Back to the form' }).click();
  await expect(page.getByLabel('Token', { exact: true })).toHaveValue('not-the-token');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await doubt.getByRole('button', { name: 'Save all the same' }).click();
  await expect(rowOf(page, 'KUMA EMEA')).toContainText('KUMA');
});

test('two administrators change one connection: nothing that was typed is lost, and a moved address asks for its secret', async ({
  page,
  vendored,
  allowProblem,
}) => {
  allowProblem(/status of 409/);
  const { url } = vendored;
  await addKuma(url, vendored.vendors.kuma);
  await page.goto('/connections/kuma-emea/settings');
  await page.getByRole('textbox', { name: 'Label' }).fill('KUMA mine');
  await change(url, 'kuma-emea', { label: 'KUMA theirs', tenant: 'Norrvik' });
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const changed = page.getByRole('list', { name: 'Changed in the meantime' });
  await expect(changed).toContainText('KUMA theirs');
  await expect(page.getByRole('textbox', { name: 'Label' })).toHaveValue('KUMA mine');
  await expect(page.getByLabel('Tenant')).toHaveValue('Norrvik');
  await expectAccessible(page, 'a conflict');
  await page.getByRole('button', { name: 'Take theirs: Label' }).click();
  await expect(page.getByRole('textbox', { name: 'Label' })).toHaveValue('KUMA theirs');
  await page.getByRole('textbox', { name: 'Label' }).fill('KUMA both');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(rowOf(page, 'KUMA both')).toContainText('Norrvik');

  await choose(page, 'KUMA both', 'Edit');
  await page.getByLabel('API address').fill('https://kuma.elsewhere.example:7223/api/v1');
  await expect(page.getByText('Saving clears Token')).toBeVisible();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByLabel('Token', { exact: true })).toBeFocused();
  await page.getByRole('navigation').getByRole('link', { name: 'People' }).click();
  await page.getByRole('dialog', { name: 'Leave without saving' }).getByRole('button', { name: 'Leave' }).click();
  await expect(page).toHaveURL(/\/people$/);
  expect((await list(url)).connections.find(({ id }) => id === 'kuma-emea')?.secretsSet).toEqual({ token: true });
});

test('what another administrator changes appears by itself, without a reload', async ({ page, vendored }) => {
  await page.goto('/connections');
  await addKuma(vendored.url, vendored.vendors.kuma);
  await expect(rowOf(page, 'KUMA EMEA')).toBeVisible({ timeout: 20_000 });
  await expect(actions(page, 'KUMA EMEA')).toBeVisible({ timeout: 20_000 });
});

test('one that another administrator removes while it is edited can be added again as it stands in the form', async ({
  page,
  vendored,
}) => {
  const { kuma } = vendored.vendors;
  await addKuma(vendored.url, kuma);
  await page.goto('/connections/kuma-emea/settings');
  await page.getByRole('textbox', { name: 'Tenant' }).fill('Typed');
  await removeAll(vendored.url);
  await page.getByRole('button', { name: 'Add it again' }).click({ timeout: 20_000 });
  await expect(page.getByRole('textbox', { name: 'Tenant' })).toHaveValue('Typed');
  await page.getByLabel('Token', { exact: true }).fill(kuma.token);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(rowOf(page, 'KUMA EMEA')).toContainText('Typed');
});

test('one of the configuration file is read and tested, not changed', async ({ page }) => {
  await page.goto('/connections');
  await expect(rowOf(page, 'Norrvik USM')).toContainText('From the configuration file');
  await actions(page, 'Norrvik USM').click();
  await expect(page.getByRole('menuitem')).toHaveText(['Settings', 'Test connection']);
  await page.getByRole('menuitem', { name: 'Settings' }).click();
  await expect(page.getByLabel('API address')).toHaveAttribute('readonly');
  await expect(page.getByRole('button', { name: 'Save' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Test connection' }).click();
  await expect(page.getByRole('status', { name: 'Test' })).toContainText(/Answers\. \d+ ms\./);
});

test('who is no administrator sees how they fare, and nothing to change', async ({ browser, vendored }) => {
  const { url } = vendored;
  const context = await browser.newContext({ storageState: await signedIn(url, 'analyst') });
  const page = await context.newPage();
  await page.goto(`${url}/connections`);
  await expect(page.getByRole('row').filter({ hasText: 'Norrvik USM' })).toBeVisible();
  await expect(page.getByRole('main').getByRole('button')).toHaveCount(0);
  await page.goto(`${url}/connections/usm-demo/settings`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('for administrators');
  await context.close();
});

async function addKuma(url: string, { baseUrl, token }: { baseUrl: string; token: string }): Promise<void> {
  const headers = { ...ownPage, 'x-watchfloor': '1', 'content-type': 'application/json', ...cookieHeader(url) };
  const body = JSON.stringify({
    id: 'kuma-emea',
    vendor: 'kuma',
    label: 'KUMA EMEA',
    tenant: null,
    settings: { base_url: baseUrl },
    secrets: { token },
  });
  const response = await fetch(`${url}/api/connections`, { method: 'POST', headers, body });
  expect(response.status).toBe(201);
  adminConnectionsAnswerSchema.parse(await (await askApi(url, '/api/connections')).json());
}
