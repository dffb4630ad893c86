import { expect, test } from './fixtures/stack.ts';

const nobody = { cookies: [], origins: [] };

test('without a session the API answers nothing, and the page asks to sign in', async ({ browser, allowProblem }) => {
  allowProblem(/401/);
  const context = await browser.newContext({ storageState: nobody });
  const page = await context.newPage();
  const answers: number[] = [];
  page.on('response', (response) => {
    if (/\/api\/(sources|explore|views)/.test(response.url())) answers.push(response.status());
  });
  await page.goto('/explore/usm-demo/alarms');
  await expect(page.getByRole('heading', { name: /sign in/i })).toBeVisible();
  expect(answers.filter((status) => status !== 401)).toEqual([]);
  await context.close();
});

test('a click on a name of the demo signs in, with a cookie that scripts and other sites do not get', async ({
  browser,
  allowProblem,
}) => {
  allowProblem(/401/);
  const context = await browser.newContext({ storageState: nobody });
  const page = await context.newPage();
  await page.goto('/sign-in');
  await page.getByRole('button', { name: /Ana Ruiz/ }).click();
  await expect(page.getByRole('heading', { name: /sign in/i })).toBeHidden();
  const cookies = await context.cookies();
  expect(cookies).toMatchObject([
    { name: '__Host-watchfloor', httpOnly: true, secure: true, sameSite: 'Strict', path: '/' },
  ]);
  expect(await page.evaluate(() => document.cookie)).toBe('');
  await context.close();
});

test('the link that the demo prints signs in once, and is gone from the address', async ({
  browser,
  stack,
  allowProblem,
}) => {
  allowProblem(/401|410/);
  const link =
    stack.server.log.map((line) => /"msg":"sign-in link","url":"([^"]+)"/.exec(line)?.[1]).find(Boolean) ?? '';
  const context = await browser.newContext({ storageState: nobody });
  const page = await context.newPage();
  await page.goto(link);
  await expect(page).not.toHaveURL(/sign-in/);
  expect((await context.cookies()).map(({ name }) => name)).toEqual(['__Host-watchfloor']);
  await context.close();

  const second = await browser.newContext({ storageState: nobody });
  const late = await second.newPage();
  await late.goto(link);
  await expect(late.getByRole('heading', { name: 'This link is not good any more' })).toBeVisible();
  expect(await second.cookies()).toEqual([]);
  await second.close();
});
