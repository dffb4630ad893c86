import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExploreAnswer, Problem } from '@watchfloor/contract';
import type { UsmSimulator } from '@watchfloor/simulators';
import { askApi, ownPage } from './fixtures/api.ts';
import { clickRow, listPath, openList, paneOf, rowsOf } from './fixtures/list.ts';
import { expect, test } from './fixtures/stack.ts';

const lists = ['/api/sources', '/api/explore/usm-demo/alarms', '/api/explore/usm-demo/events'];

for (const path of lists) {
  test(`${path} answers its own pages only`, async ({ stack }) => {
    const refusals: Record<string, string>[] = [
      {},
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
    ];
    for (const headers of refusals) {
      const response = await askApi(stack.url, path, headers);
      expect(response.status, JSON.stringify(headers)).toBe(403);
      expect(((await response.json()) as Problem).code).toBe('request_refused');
    }
    expect((await askApi(stack.url, path, ownPage)).status).toBe(200);
  });
}

test('a page of another site reads nothing: its requests are refused before any vendor is asked', async ({
  browser,
  stack,
}) => {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.route('http://evil.example/**', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>evil</title>' }),
    );
    await page.goto('http://evil.example/');
    const asked = stack.simulator.requests.length;
    const seen = await page.evaluate(async (url) => {
      const plain = await fetch(url, { mode: 'no-cors' }).then(
        async (response) => response.type + (await response.text()),
        String,
      );
      const cors = await fetch(url).then((response) => response.text(), String);
      return { plain, cors };
    }, `${stack.url}/api/explore/usm-demo/alarms?from=now-25h`);
    expect(seen.plain).not.toContain('rows');
    expect(seen.cors).toContain('Failed to fetch');
    expect(stack.simulator.requests.length).toBe(asked);
  } finally {
    await context.close();
  }
});

const mistakes: Record<string, [path: string, status: number, code: string, named: string]> = {
  'an unknown filter': ['/alarms?kill_chain=x', 400, 'unknown_filter', 'kill_chain'],
  'a range upside down': ['/alarms?from=now&to=now-1h', 400, 'bad_range', 'from'],
  'a malformed cursor': ['/alarms?cursor=abc', 400, 'bad_cursor', ''],
  'a malformed id': ['/alarms/records/not-an-id', 400, 'bad_key', 'key'],
  'an unknown list': ['/incidents', 404, 'unknown_resource', ''],
  'too many rows': ['/alarms?rows=100000', 400, 'bad_parameter', 'rows'],
};

for (const [name, [path, status, code, named]] of Object.entries(mistakes)) {
  test(`${name} is a problem with its code and the parameter that is wrong`, async ({ stack }) => {
    const response = await askApi(stack.url, `/api/explore/usm-demo${path}`);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    const problem = (await response.json()) as Problem;
    expect(problem.code).toBe(code);
    if (named !== '') expect(problem.errors?.map(({ parameter }) => parameter)).toContain(named);
  });
}

test('a cursor serves the question it was made for and no other', async ({ stack }) => {
  const base = '/api/explore/usm-demo/alarms?from=now-30d&to=now';
  const { cursor } = (await (await askApi(stack.url, base)).json()) as ExploreAnswer;
  const response = await askApi(stack.url, `${base}&severity=high&cursor=${encodeURIComponent(cursor ?? '')}`);
  expect(((await response.json()) as Problem).code).toBe('cursor_foreign');
});

test('no credential is in any response of a whole session, in the log or in a built file', async ({
  page,
  stack,
  allowProblem,
}) => {
  allowProblem(/status of (4\d\d|50\d)/);
  const { simulator } = stack;
  const tokens = watchTokens(simulator);
  const seen: { where: string; text: string }[] = [];
  const pending: Promise<void>[] = [];
  page.on('response', (response) => {
    const where = response.url();
    pending.push(
      response.body().then(
        (body) => void seen.push({ where, text: `${JSON.stringify(response.headers())}${body.toString('latin1')}` }),
        () => undefined,
      ),
    );
  });
  // A new token, so that one passes while this test looks.
  simulator.revokeTokens();
  await openList(page, listPath('alarms', { from: 'now-24h', to: 'now', user: 'maja.lindqvist' }));
  await page.getByRole('button', { name: 'What was asked' }).click();
  await clickRow(page, 0);
  await expect(paneOf(page).getByRole('heading', { name: 'Why it fired' })).toBeVisible();
  await page.goto(listPath('events', { from: 'now-1h', to: 'now' }));
  await expect(rowsOf(page).first()).toBeVisible();
  for (const status of [400, 401, 403, 500])
    await expectNothing(() => simulator.faults.next({ kind: 'status', status, path: '/alarms', count: 3 }));
  await expectNothing(() => simulator.disableClient(true));
  simulator.disableClient(false);
  await Promise.all(pending);

  expect(tokens.size, 'a token passed').toBeGreaterThan(0);
  expect(seen.length).toBeGreaterThan(10);
  const secrets = [simulator.clientSecret, ...tokens];
  const texts = [...seen, { where: 'the log', text: stack.server.log.join('\n') }, ...(await readBuilt())];
  expect(findSecrets(texts, secrets)).toEqual([]);
  // The scan can fail: a response, a log line and a file with a credential are each found.
  for (const where of ['response', 'log', 'file'])
    for (const secret of secrets)
      for (const form of formsOf(secret))
        expect(findSecrets([{ where, text: `x${form}y` }], [secret])).toEqual([where]);

  async function expectNothing(spoil: () => void) {
    spoil();
    const response = await askApi(
      stack.url,
      `/api${listPath('alarms', { from: `now-${10 + seen.length}d`, to: 'now' })}`,
    );
    seen.push({ where: 'a failed answer', text: await response.text() });
  }
});

/** The tokens that the server sent to the vendor while the test looks. */
function watchTokens(simulator: UsmSimulator): Set<string> {
  const tokens = new Set<string>();
  simulator.beforeRequest = (request) => {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (token !== undefined) tokens.add(token);
  };
  return tokens;
}

function formsOf(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64');
  return [secret, encodeURIComponent(secret), base64.replace(/=+$/, ''), Buffer.from(secret).toString('hex')];
}

function findSecrets(texts: readonly { where: string; text: string }[], secrets: readonly string[]): string[] {
  const forms = secrets.flatMap(formsOf);
  return texts.filter(({ text }) => forms.some((form) => text.includes(form))).map(({ where }) => where);
}

async function readBuilt(): Promise<{ where: string; text: string }[]> {
  const folder = fileURLToPath(new URL('../apps/web/dist/', import.meta.url));
  const files = (await readdir(folder, { recursive: true })).filter((name) => /\.(js|css|html|json|map)$/.test(name));
  expect(files.length).toBeGreaterThan(3);
  return Promise.all(files.map(async (name) => ({ where: name, text: await readFile(join(folder, name), 'latin1') })));
}
