import { askApi, ownPage } from './fixtures/api.ts';
import { gridOf } from './fixtures/list.ts';
import { signedIn } from './fixtures/sign-in.ts';
import { expect, test } from './fixtures/stack.ts';

const pages = [
  '/',
  '/sign-in',
  '/views',
  '/people',
  '/audit',
  '/connections',
  '/connections/usm-demo',
  '/connections/usm-demo/settings',
  '/new-connection',
  '/l/none',
  '/explore/usm-demo/alarms',
];

test('every page comes with a policy without exceptions, and is asked for anew', async ({ stack }) => {
  for (const path of pages) {
    const { status, headers } = await askApi(stack.url, path, { 'sec-fetch-site': 'none' });
    expect(status, path).toBe(200);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy, path).toContain("default-src 'none'");
    expect(policy, path).toContain("require-trusted-types-for 'script'");
    expect(policy, path).toContain("frame-ancestors 'none'");
    expect(policy, path).not.toMatch(/unsafe-|\*|data:[^;]*script|http:/);
    // RFC 6797, 7.2: not over plain HTTP.
    expect(headers.get('strict-transport-security'), path).toBeNull();
    expect(headers.get('x-content-type-options'), path).toBe('nosniff');
    expect(headers.get('referrer-policy'), path).toMatch(/no-referrer|same-origin/);
    expect(headers.get('cache-control'), path).toMatch(/no-cache|no-store/);
    expect(headers.get('access-control-allow-origin'), path).toBeNull();
  }
});

test('no answer of the API is kept anywhere, whoever asks and whatever it says', async ({ stack }) => {
  for (const path of [
    '/api/session',
    '/api/sources',
    '/api/sources/usm-demo/coverage',
    '/api/views',
    '/api/people',
    '/api/audit',
    '/api/connections',
    '/api/vendors',
    '/api/links/none',
    '/api/explore/usm-demo/alarms?from=now-1h',
    '/api/nothing',
  ]) {
    for (const headers of [ownPage, { ...ownPage, cookie: '' }, {}]) {
      const response = await askApi(stack.url, path, headers);
      expect(response.headers.get('cache-control'), `${path} ${response.status}`).toContain('no-store');
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
      expect(await response.text()).not.toMatch(/\n\s+at .*\.ts/);
    }
  }
});

test('nothing of a session is in what a script can read, and another site brings no session along', async ({
  browser,
  stack,
}) => {
  const context = await browser.newContext({ storageState: await signedIn(stack.url, 'lead') });
  const page = await context.newPage();
  await page.goto(`${stack.url}/explore/usm-demo/alarms?from=now-1h&to=now`);
  await expect(gridOf(page)).toBeVisible();
  const [cookie] = await context.cookies(stack.url);
  const kept = await page.evaluate(() =>
    JSON.stringify([
      document.cookie,
      Object.entries(localStorage),
      Object.entries(sessionStorage),
      history.state,
      location.href,
    ]),
  );
  expect(kept).not.toContain(cookie?.value.slice(0, 16));

  // A link from another site opens the page, which asks by itself; a form of another site changes nothing.
  await page.route('http://evil.example/**', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><form method="post" action="${stack.url}/api/views" enctype="text/plain"><button>go</button></form>`,
    }),
  );
  await page.goto('http://evil.example/');
  const sent = page.waitForRequest(`${stack.url}/api/views`);
  await page.getByRole('button', { name: 'go' }).click();
  const request = await sent;
  expect((await request.allHeaders())['cookie']).toBeUndefined();
  expect((await request.response())?.status()).toBe(403);
  await context.close();
});
