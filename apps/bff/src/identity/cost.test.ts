import { expect, it } from 'vitest';
import { fakeApp } from '../testing/fake-app.ts';
import { openBrowser } from './testing/browser.ts';
import { createStage } from './testing/stage.ts';

const rounds = 600;
/** The aim is 1 ms on an idle machine; the limit leaves room for one that runs other tests at the same time. */
const addedMsMax = 4;

it('the session and role check costs a request little: both kinds in one run, turn by turn', async () => {
  const stage = await createStage();
  await stage.addPerson('Ana Ruiz', 'analyst');
  const replica = stage.replica();
  const browser = await stage.signIn(replica, 'Ana Ruiz');
  const { principal } = (await replica.identity.sessions.find(tokenOf(browser.cookies))) ?? expect.fail('No session.');
  const without = openBrowser(fakeApp({ principal, database: stage.database }).app);
  const ask = async ({ ask: send }: typeof browser) => {
    const startedAt = performance.now();
    const { status } = await send('GET', '/api/sources');
    expect(status).toBe(200);
    return performance.now() - startedAt;
  };
  const times = { with: [] as number[], without: [] as number[] };
  for (let i = 0; i < rounds; i++) {
    times.with.push(await ask(browser));
    times.without.push(await ask(without));
  }
  process.stderr.write(`with ${median(times.with.slice(100))} without ${median(times.without.slice(100))}\n`);
  const added = median(times.with.slice(100)) - median(times.without.slice(100));
  await stage.close();
  expect(added, `${added.toFixed(3)} ms`).toBeLessThan(addedMsMax);
  // Control: the one kind does ask the database and the other does not.
  expect(added).toBeGreaterThan(0);
}, 60_000);

const tokenOf = (cookies: ReadonlyMap<string, string>) =>
  decodeURIComponent([...cookies.values()][0] ?? '').split('.')[0] ?? '';

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
