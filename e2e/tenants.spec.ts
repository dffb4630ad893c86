import type { Browser, Page, Request } from '@playwright/test';
import type { LinkAnswer, PeopleAnswer, Problem, View } from '@watchfloor/contract';
import { type Ask, askAs, mustAsk } from './fixtures/ask.ts';
import { gridOf } from './fixtures/list.ts';
import { type DemoRole, openAs } from './fixtures/sign-in.ts';
import { expect, test } from './fixtures/stack.ts';
import { clearViews, railOf } from './fixtures/views.ts';

// One installation for several tenants: whoever is limited to one of them learns nothing of the other.

test.use({ connectionOptions: { connections: 2 } });
test.describe.configure({ timeout: 90_000 });

const secretView = 'Watched at the other tenant';
/** How the second tenant could show itself: the id and the label of its connection, what a view of it is called. */
const traces = ['usm-demo-2', 'Norrvik USM 2', secretView];

let admin: Ask;
let link: LinkAnswer;
let view: View;
test.beforeEach(async ({ stack }) => {
  admin = await askAs(stack.url, 'admin');
  await limit('analyst', ['usm-demo']);
  await clearViews(admin);
  const content = {
    target: { kind: 'connection', connection: 'usm-demo-2', resource: 'alarms' },
    filters: {},
    range: { from: 'now-24h', to: 'now' },
    order: null,
    columns: null,
    density: null,
  };
  view = (
    await mustAsk<{ view: View }>(admin, 'POST', '/api/views', { name: secretView, content, sharing: 'everyone' })
  ).view;
  link = await mustAsk<LinkAnswer>(admin, 'POST', '/api/links', {
    path: '/explore/usm-demo-2/alarms?from=now-24h&to=now',
  });
});

test('a person limited to one tenant sees no trace of the other on any page, in any answer, in any error', async ({
  browser,
  stack,
}) => {
  const limited = await walk(browser, stack.url, 'analyst');
  expect(limited.found).toEqual([]);
  expect(limited.responses).toBeGreaterThan(15);
  // The control: the same walk by somebody who sees both finds each of the traces.
  const whole = await walk(browser, stack.url, 'admin');
  for (const trace of traces) expect(whole.found.join('\n')).toContain(trace);
});

test('what is hidden and what does not exist are answered alike', async ({ stack }) => {
  const ask = await askAs(stack.url, 'analyst');
  for (const [hidden, missing] of [
    ['/api/explore/usm-demo-2/alarms?from=now-1h', '/api/explore/usm-demo-9/alarms?from=now-1h'],
    ['/api/explore/usm-demo-2/alarms/some-key', '/api/explore/usm-demo-9/alarms/some-key'],
    ['/api/explore/usm-demo-2/nothing?from=now-1h', '/api/explore/usm-demo-9/nothing?from=now-1h'],
    [`/api/links/${link.id}`, `/api/links/${[...link.id].toReversed().join('')}`],
  ] as const) {
    const [one, other] = [await ask<Problem>('GET', hidden), await ask<Problem>('GET', missing)];
    expect(one.status, hidden).toBe(404);
    expect(withoutIds(one.body)).toEqual(withoutIds(other.body));
  }
  const change = { version: view.version, name: 'Mine now' };
  expect((await ask('PATCH', `/api/views/${view.id}`, change)).status).toBe(404);
  expect((await ask('DELETE', `/api/views/${view.id}`)).status).toBe(404);
});

test('a short link to what its opener may not see leads nowhere, in words', async ({ browser, stack }) => {
  const page = await openAs(browser, stack.url, 'analyst');
  await page.goto(link.short);
  await expect(page.getByRole('heading', { name: 'This link leads nowhere.' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Go to the queue' })).toBeVisible();
  await page.context().close();
  const other = await openAs(browser, stack.url, 'lead');
  await other.goto(link.short);
  await expect(gridOf(other)).toHaveAccessibleName('Norrvik USM 2 alarms');
  await other.context().close();
});

test('a limit that is set while somebody looks ends their session at once', async ({ browser, stack }) => {
  const page = await openAs(browser, stack.url, 'lead');
  await page.goto('/explore/usm-demo-2/alarms?from=now-24h&to=now');
  await expect(gridOf(page)).toHaveAccessibleName('Norrvik USM 2 alarms');
  try {
    await limit('lead', ['usm-demo']);
    await page.getByRole('navigation').getByRole('link', { name: 'Events' }).last().click();
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible({ timeout: 20_000 });
  } finally {
    await limit('lead', null);
  }
  await page.context().close();
});

async function limit(role: DemoRole, access: string[] | null): Promise<void> {
  const { people } = await mustAsk<PeopleAnswer>(admin, 'GET', '/api/people');
  for (const { id, version } of people.filter((person) => person.role === role))
    await mustAsk(admin, 'PATCH', `/api/people/${id}`, { version, access });
}

/** Everywhere a connection could show itself. @returns what was found of the other tenant, with where */
async function walk(browser: Browser, url: string, role: DemoRole) {
  const page = await openAs(browser, url, role);
  const found: string[] = [];
  const pending: Promise<void>[] = [];
  let responses = 0;
  const look = (where: string, text: string) => {
    for (const trace of traces) if (text.includes(trace)) found.push(`${where}: ${trace}`);
  };
  page.on('response', (response) => {
    const path = new URL(response.url()).pathname;
    // The stream of changes has no end; a tab without a worker asks for it itself.
    if (!path.startsWith('/api/') || path === streamPath) return;
    responses++;
    // An answer may repeat what was asked for, which the asker knew.
    const repeated = traces.filter((trace) => response.url().includes(trace));
    pending.push(
      response.text().then(
        (text) => {
          const rest = repeated.reduce((left, trace) => left.replaceAll(trace, ''), text);
          look(`${path} ${response.status()}`, rest);
        },
        () => undefined,
      ),
    );
  });
  const isQuiet = watchQuiet(page);
  const paths = [
    '/',
    '/views',
    '/connections',
    '/connections/usm-demo',
    '/explore/usm-demo/alarms?from=now-24h&to=now',
    '/explore/usm-demo/events?from=now-24h&to=now',
    `/explore/usm-demo/alarms?view=${view.id}&from=now-24h&to=now`,
    link.short,
    '/people',
    '/audit',
  ];
  for (const path of paths) {
    await page.goto(path);
    await expect(railOf(page).or(page.getByRole('main')).first()).toBeVisible();
    await expect.poll(isQuiet).toBe(true);
    look(`page ${path}`, await page.content());
  }
  await page.goto('/');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog')).toBeVisible();
  look('palette', await page.getByRole('dialog').innerText());
  // Addresses of the other tenant, as a colleague might send them.
  for (const path of ['/explore/usm-demo-2/alarms', '/explore/usm-demo-2/alarms/some-key', '/connections/usm-demo-2']) {
    await page.goto(path);
    await expect.poll(isQuiet).toBe(true);
    look(`page ${path}`, (await page.locator('body').innerText()).replaceAll('usm-demo-2', ''));
  }
  await Promise.all(pending);
  await page.context().close();
  return { found, responses };
}

/** Their own address and the number of the request differ by nature. */
function withoutIds(problem: Problem): unknown {
  const { requestId: _, instance: __, ...rest } = problem as Problem & { instance?: string };
  return JSON.parse(JSON.stringify(rest).replaceAll(/usm-demo-\d|[\w-]{16,}/g, ''));
}

const streamPath = '/api/queue/stream';
const quietMs = 500;

/**
 * Whether a page has asked the server for nothing for a while and waits for nothing, the stream of changes apart. What the
 * browser says of the network itself never ends where a shared worker is loaded.
 */
function watchQuiet(page: Page): () => boolean {
  const open = new Set<Request>();
  let lastAt = Date.now();
  page.on('request', (request) => {
    const path = new URL(request.url()).pathname;
    if (!path.startsWith('/api/') || path === streamPath) return;
    lastAt = Date.now();
    open.add(request);
  });
  const onEnd = (request: Request) => {
    if (open.delete(request)) lastAt = Date.now();
  };
  page.on('requestfinished', onEnd);
  page.on('requestfailed', onEnd);
  return () => open.size === 0 && Date.now() - lastAt > quietMs;
}
