import type { Page } from '@playwright/test';
import type { DecisionAnswer, Params } from '@watchfloor/contract';
import { type Ask, askWith, mustAsk } from '../fixtures/ask.ts';
import { type CuttingProxy, startCuttingProxy } from '../fixtures/cutting-proxy.ts';
import { fixedRange } from '../fixtures/list.ts';
import { openQueue, readQueue } from '../fixtures/queue.ts';
import { signedIn, signInAs } from '../fixtures/sign-in.ts';
import { expect, test } from '../fixtures/stack.ts';
import { ms, percentile, printTable } from './measures.ts';

test.use({ findingDays: 3, simulatorOptions: { alarms: 600, events: 0 }, trace: 'off' });

const tabsMax = 12;
const decisions = 60;
const watchMs = 30_000;

test('a colleague’s decision until it is painted, in one tab and in twelve on one stream; what the tabs ask for', async ({
  browser,
  stack,
}) => {
  const proxy = await startCuttingProxy(stack.url);
  const params: Params = { ...fixedRange('now-3d', 'now-1h').params, order: 'time-desc' };
  await expect
    .poll(async () => (await readQueue(stack.url, { ...params, rows: '1' })).sources[0]?.state, { timeout: 60_000 })
    .toBe('complete');
  const context = await browser.newContext({ baseURL: proxy.url, storageState: await signedIn(stack.url, 'lead') });
  const asAna = askWith(stack.url, await signInAs(stack.url, 'analyst'));
  const tabs: Page[] = [];
  const table: string[][] = [];
  for (const count of [1, tabsMax]) {
    while (tabs.length < count) {
      const tab = await context.newPage();
      await openQueue(tab, params);
      await expect(tab.getByRole('main')).toHaveAttribute('data-live', 'live');
      await tab.evaluate(noteWhenPainted);
      tabs.push(tab);
    }
    const quiet = await countAsked(proxy, watchMs);
    const from = performance.now();
    const before = new Map(proxy.asked);
    const delays = await decideAll(tabs, asAna, params, stack.url);
    const busy = toAsked(before, proxy.asked);
    table.push([
      String(count),
      ms(percentile(delays, 0.5)),
      ms(percentile(delays, 0.95)),
      String(proxy.asked.get('/api/queue/stream') ?? 0),
      perMinute(quiet / count, watchMs),
      perMinute(busy / count, performance.now() - from),
    ]);
  }
  // All of them are in front here, which takes as many windows elsewhere.
  printTable(`${decisions} decisions of a colleague, one after the other`, [
    ['tabs', 'painted p50', 'p95', 'streams', 'requests a minute a tab, quiet', 'and while decisions come'],
    ...table,
  ]);
  await context.close();
  await proxy.close();
});

/** @returns from the colleague's answer until it is painted in each tab, ms */
async function decideAll(tabs: readonly Page[], asAna: Ask, params: Params, url: string): Promise<number[]> {
  const { rows } = await readQueue(url, params);
  const shown = await tabs[0]
    ?.locator('[data-row]')
    .evaluateAll((all) => all.map((row) => row.getAttribute('data-row')));
  const wanted = rows.filter(({ uid }) => shown?.includes(uid)).slice(0, 15);
  expect(wanted.length).toBeGreaterThan(5);
  const versions = new Map(wanted.map(({ uid, mark }) => [uid, mark.version]));
  const delays: number[] = [];
  for (let index = 0; index < decisions; index += 1) {
    const { uid = '' } = wanted[index % wanted.length] ?? {};
    // Taken in one round and given back in the next: it shows each time.
    const isTaken = Math.floor(index / wanted.length) % 2 === 0;
    const decision = isTaken ? { kind: 'take' } : { kind: 'assign', owner: null };
    const order = { uid, version: versions.get(uid) ?? 0, key: crypto.randomUUID(), decision };
    const { mark } = await mustAsk<DecisionAnswer>(asAna, 'POST', '/api/queue/decisions', order);
    const answeredAt = Date.now();
    versions.set(uid, mark.version);
    const painted = await Promise.all(tabs.map((tab) => tab.evaluate(whenPainted, { uid, isTaken })));
    delays.push(...painted.map((at) => Math.max(0, at - answeredAt)));
  }
  return delays;
}

/** Notes in the page when the Work cell of each row was painted with what it says. */
function noteWhenPainted(): void {
  const texts = new Map<string, string>();
  const painted = new Map<string, { text: string; at: number }>();
  const look = () => {
    for (const row of document.querySelectorAll('[data-row]')) {
      const uid = row.getAttribute('data-row') ?? '';
      const text = row.querySelector('[data-column=work]')?.textContent ?? '';
      if (texts.get(uid) === text) continue;
      texts.set(uid, text);
      // The frame after the next one begins when this one is on the screen.
      requestAnimationFrame(() => requestAnimationFrame(() => painted.set(uid, { text, at: Date.now() })));
    }
  };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
  Object.assign(globalThis, { painted });
}

/** @returns when the row was painted as one that the colleague took or gave back, epoch ms */
function whenPainted({ uid, isTaken }: { uid: string; isTaken: boolean }): Promise<number> {
  const { painted } = globalThis as unknown as { painted: ReadonlyMap<string, { text: string; at: number }> };
  return new Promise((resolve, reject) => {
    const giveUpAt = Date.now() + 10_000;
    const look = () => {
      const one = painted.get(uid);
      if (one && one.text.startsWith('In progress') && one.text.includes('Ana Ruiz') === isTaken) resolve(one.at);
      else if (Date.now() > giveUpAt) reject(new Error(`Never painted: ${uid}`));
      else setTimeout(look, 20);
    };
    look();
  });
}

async function countAsked(proxy: CuttingProxy, forMs: number): Promise<number> {
  const before = new Map(proxy.asked);
  await new Promise((resolve) => setTimeout(resolve, forMs));
  return toAsked(before, proxy.asked);
}

/** What was asked of the queue in between, of what asks by itself. */
function toAsked(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): number {
  const paths = ['/api/queue', '/api/queue/news', '/api/queue/changes', '/api/queue/stream'];
  return paths.reduce((sum, path) => sum + (after.get(path) ?? 0) - (before.get(path) ?? 0), 0);
}

const perMinute = (asked: number, inMs: number): string => (asked / (inMs / 60_000)).toFixed(1);
