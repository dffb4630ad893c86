import { expectAccessible } from './fixtures/accessible.ts';
import { expect, test } from './fixtures/four-vendors.ts';
import { fixedRange, rowsOf } from './fixtures/list.ts';
import { openQueue, queuePath, readQueue, totalOf, untilWhole } from './fixtures/queue.ts';

// The box of the queue: completions and their keys, the place of a mistake, and one language in box, address and API.

test.describe.configure({ timeout: 90_000 });
test.use({ findingDays: 2 });

const range = fixedRange('now-6h', 'now').params;

test.beforeEach(async ({ vendored }) => {
  await untilWhole(vendored.url, { from: 'now-40h', to: 'now' });
});

test('by keys alone a search is written from completions, asked, and finds what the API finds; the help tells the language', async ({
  page,
  vendored,
}) => {
  await openQueue(page, range);
  const all = await totalOf(page);
  const box = page.getByRole('combobox', { name: 'Search queue' });
  await page.keyboard.press('/');
  await expect(box).toBeFocused();
  await page.keyboard.type('maja -out');
  const options = page.getByRole('listbox', { name: 'Completions' }).getByRole('option');
  await expect(options).toHaveText([/^outcome:/]);
  await page.keyboard.press('Tab');
  await expect(box).toHaveValue('maja -outcome:');
  await expect(options.filter({ hasText: 'not_stopped' })).toHaveText(/\d/);
  await expectAccessible(page, 'completions');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(options.nth(1)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(box).toHaveValue('maja -outcome:not_stopped ');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/q=maja\+-outcome:not_stopped&/);

  const q = 'maja -outcome:not_stopped';
  const answer = await readQueue(vendored.url, { ...range, q });
  expect(answer.total).toBeGreaterThan(0);
  expect(answer.total, 'control: the search takes something away').toBeLessThan(all);
  await expect.poll(() => totalOf(page)).toBe(answer.total);
  const whole = await readQueue(vendored.url, { ...range, q: 'maja' });
  const stopped = await readQueue(vendored.url, { ...range, q: 'maja outcome:not_stopped' });
  expect(answer.total + stopped.total).toBe(whole.total);

  await page.getByRole('button', { name: 'How to search' }).click();
  const help = page.getByRole('dialog', { name: 'How to search' });
  await expect(help).toContainText('severity>=high');
  await expectAccessible(page, 'help of the search');
  await page.keyboard.press('Escape');
  await expect(help).toHaveCount(0);
});

test('words of the raw record are found, by the address as by the box', async ({ page, vendored }) => {
  const listed = await readQueue(vendored.url, { ...range, q: 'raw:"port scanning"' });
  expect(listed.total).toBeGreaterThan(0);
  await openQueue(page, { ...range, q: 'raw:"port scanning"' });
  expect(await totalOf(page)).toBe(listed.total);
  await expect(page.getByRole('combobox', { name: 'Search queue' })).toHaveValue('raw:"port scanning"');
});

test('a mistake shows at its place with what to do, and the list keeps standing until it is put right', async ({
  page,
  allowProblem,
}) => {
  await openQueue(page, range);
  const total = await totalOf(page);
  const box = page.getByRole('combobox', { name: 'Search queue' });
  await page.keyboard.press('/');
  await page.keyboard.type('maja sevrity:high');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('search').getByRole('alert')).toHaveText(
    'There is no field “sevrity”. Did you mean severity? To look for the text itself, put it in quotes.',
  );
  await expect(page.locator('[data-mistake]')).toHaveText('sevrity');
  await expect(box).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page, 'a mistake in the search');
  await expect(page).not.toHaveURL(/q=/);
  await expect(rowsOf(page).first()).toBeVisible();
  expect(await totalOf(page)).toBe(total);

  for (let back = 0; back < 'sevrity:high'.length; back += 1) await page.keyboard.press('Backspace');
  await expect(page.getByRole('search').getByRole('alert')).toHaveCount(0);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/q=maja&/);

  // In an address it is refused with its place, and said the same way.
  allowProblem(/status of 400/);
  const refused = await page.evaluate(
    async (path) => {
      const response = await fetch(path);
      return { status: response.status, problem: (await response.json()) as unknown };
    },
    `/api${queuePath({ ...range, q: 'maja sevrity:high' })}`,
  );
  expect(refused).toMatchObject({
    status: 400,
    problem: { code: 'bad_parameter', errors: [{ parameter: 'q', at: 5, length: 7 }] },
  });
  await page.goto(queuePath({ ...range, q: 'maja sevrity:high' }));
  await expect(page.locator('[data-mistake]')).toHaveText('sevrity');
});
