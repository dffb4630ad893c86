import { gzipSync } from 'node:zlib';
import type { BrowserContext, CDPSession } from '@playwright/test';
import { fixedRange, gridOf, listPath, openList, panelOf } from '../fixtures/list.ts';
import { expect, test } from '../fixtures/stack.ts';
import { kb, mb, median, ms, percentile, printTable } from './measures.ts';

test.use({
  simulatorOptions: { alarms: 12_000, events: 20_000 },
  viewport: { width: 1920, height: 1080 },
  // A trace takes a picture of every change.
  trace: 'off',
});

const pxPerFrame = 400;
const filterClicks = 45;

test('12,000 alarms scrolled to the end', async ({ page, stack }) => {
  const range = fixedRange('now-40d');
  const expected = stack.simulator.oracle.alarms(range.oracle).length;
  const devtools = await page.context().newCDPSession(page);
  await openList(page, listPath('alarms', range.params));
  const heapBefore = await heapOf(devtools);
  const scroll = await gridOf(page).evaluate(scrollToEnd, pxPerFrame);
  const heapAfter = await heapOf(devtools);
  printTable(`${expected} alarms scrolled to the end at 1920×1080, ${pxPerFrame} px a frame`, [
    ['measure', 'value', 'aim'],
    ['frames p50', ms(percentile(scroll.frames, 0.5)), ''],
    ['frames p95', ms(percentile(scroll.frames, 0.95)), '50 ms'],
    ['frames p99', ms(percentile(scroll.frames, 0.99)), ''],
    ['longest frame', ms(Math.max(...scroll.frames)), ''],
    ['long tasks (over 50 ms)', `${scroll.longTasks.length}, longest ${ms(Math.max(0, ...scroll.longTasks))}`, ''],
    ['rows in the DOM, most', `${scroll.rowsMax}`, 'under 80'],
    ['layout shift', scroll.shift.toFixed(4), '0.01'],
    ['heap before, after', `${mb(heapBefore)}, ${mb(heapAfter)}`, ''],
    [
      'time',
      `${(scroll.tookMs / 1000).toFixed(1)} s, ${Math.round(scroll.frames.length / (scroll.tookMs / 1000))} frames/s`,
      '',
    ],
  ]);
  expect(scroll.places, 'the end was reached').toBe(expected);
});

test('a click on a filter until its rows are painted', async ({ page }) => {
  const range = fixedRange('now-30d');
  await openList(page, listPath('alarms', range.params));
  const fresh: Paint[] = [];
  const cached: Paint[] = [];
  const names = ['Critical', 'High', 'Medium', 'Low'];
  // Each box is clicked three times: to a set of labels that was not there yet, back, and there again from the cache.
  for (let click = 0; click < filterClicks; click += 1) {
    const name = names[grayBit(Math.floor(click / 3))] ?? 'Low';
    const paint = await panelOf(page, 'Severity')
      .getByRole('checkbox', { name: new RegExp(`^(not )?${name}$`) })
      .evaluate(clickToPaint);
    (paint.requestMs === null ? cached : fresh).push(paint);
  }
  const own = fresh.map(({ totalMs, requestMs }) => totalMs - (requestMs ?? 0));
  const row = (name: string, values: number[], aim: string) => [
    name,
    `${values.length}`,
    ms(percentile(values, 0.5)),
    ms(percentile(values, 0.95)),
    aim,
  ];
  printTable('A click on a filter until its rows are painted', [
    ['', 'clicks', 'p50', 'p95', 'aim p95'],
    row(
      'asked anew, all in all',
      fresh.map(({ totalMs }) => totalMs),
      '',
    ),
    row('asked anew, without the request', own, '150 ms'),
    row(
      'from the cache',
      cached.map(({ totalMs }) => totalMs),
      '100 ms',
    ),
  ]);
});

test('the first row of a cold page, and what it loads', async ({ browser, stack }) => {
  const path = `${stack.url}${listPath('alarms', { from: 'now-24h', to: 'now', status: ['open', 'in_review'] })}`;
  const firstRows: number[] = [];
  let scripts: Script[] = [];
  for (let run = 0; run < 7; run += 1) {
    const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
    try {
      const { firstRowMs, loaded } = await loadCold(context, path);
      firstRows.push(firstRowMs);
      scripts = loaded;
    } finally {
      await context.close();
    }
  }
  const initial = scripts.filter(({ isInitial }) => isInitial);
  const later = scripts.filter(({ isInitial }) => !isInitial);
  const total = (all: readonly Script[]) => all.reduce((sum, { gzipped }) => sum + gzipped, 0);
  printTable('A cold page', [
    ['measure', 'value', 'aim'],
    ['first row, median of 7', ms(median(firstRows)), '1.2 s'],
    ['first row, slowest', ms(Math.max(...firstRows)), ''],
    ['initial JS, gzipped', `${kb(total(initial))} in ${initial.length} files`, '260 KB'],
    ['JS loaded after that, gzipped', `${kb(total(later))} in ${later.length} files`, ''],
    ['largest later file, gzipped', kb(Math.max(0, ...later.map(({ gzipped }) => gzipped))), '130 KB'],
  ]);
});

interface Paint {
  totalMs: number;
  /** Of the page's own request; null where there was none. */
  requestMs: number | null;
}

/** Which of four boxes to click next so that all sixteen sets come by: the bit in which two Gray codes differ. */
function grayBit(step: number): number {
  const next = (step % 16) + 1;
  return next === 16 ? 3 : Math.log2(next & -next);
}

/** In the page: scrolls by so many pixels a frame, waiting where rows are not there yet. */
async function scrollToEnd(grid: Element, px: number) {
  const frames: number[] = [];
  const longTasks: number[] = [];
  let shift = 0;
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.entryType === 'longtask') longTasks.push(entry.duration);
      else shift += (entry as PerformanceEntry & { value: number }).value;
    }
  });
  observer.observe({ entryTypes: ['longtask', 'layout-shift'] });
  const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
  const startedAt = performance.now();
  let rowsMax = 0;
  let before = await nextFrame();
  for (;;) {
    grid.scrollTop += px;
    const now = await nextFrame();
    frames.push(now - before);
    before = now;
    rowsMax = Math.max(rowsMax, grid.querySelectorAll('[data-row]').length);
    const isAtEnd = grid.scrollTop + grid.clientHeight >= grid.scrollHeight - 2;
    if (isAtEnd && (grid.textContent ?? '').includes('End of the range')) break;
    if (now - startedAt > 150_000) break;
  }
  observer.disconnect();
  const places = [...grid.querySelectorAll('[data-row]')].map((row) => Number(row.getAttribute('aria-rowindex')) - 1);
  return { frames, longTasks, shift, rowsMax, places: Math.max(...places), tookMs: performance.now() - startedAt };
}

/** In the page: clicks and waits until other rows were painted. */
async function clickToPaint(box: Element): Promise<Paint> {
  const grid = document.querySelector('[role=grid]');
  const first = () => grid?.querySelector('[data-row]');
  const isPainted = () =>
    grid?.getAttribute('aria-busy') !== 'true' && (first() !== null || (grid?.textContent ?? '').includes('match.'));
  const url = location.href;
  performance.clearResourceTimings();
  const startedAt = performance.now();
  (box as HTMLElement).click();
  const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const limit = startedAt + 20_000;
  while (
    performance.now() < limit &&
    (location.href === url || first()?.getAttribute('aria-rowindex') === null || !isPainted())
  )
    await nextFrame();
  // A frame's callback runs before its paint; the next message comes after it.
  await new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => resolve(), { once: true });
    port1.start();
    requestAnimationFrame(() => port2.postMessage(null));
  });
  const totalMs = performance.now() - startedAt;
  const request = performance
    .getEntriesByType('resource')
    .find((entry) => entry.name.includes('/api/explore/') && entry.startTime >= startedAt);
  return { totalMs, requestMs: request ? request.duration : null };
}

interface Script {
  gzipped: number;
  /** Named by the page itself, or by what it names, before the first row was there. */
  isInitial: boolean;
}

async function loadCold(context: BrowserContext, url: string) {
  const page = await context.newPage();
  const loaded: Promise<{ url: string; gzipped: number }>[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() !== 'script') return;
    loaded.push(response.body().then((body) => ({ url: response.url(), gzipped: gzipSync(body).length })));
  });
  await page.addInitScript(() => {
    const observer = new MutationObserver(() => {
      if (document.querySelector('[data-row]') === null) return;
      observer.disconnect();
      requestAnimationFrame(() => performance.mark('first-row'));
    });
    observer.observe(document, { childList: true, subtree: true });
  });
  await page.goto(url, { waitUntil: 'commit' });
  await page.waitForFunction(() => performance.getEntriesByName('first-row').length > 0);
  const firstRowMs = await page.evaluate(() => performance.getEntriesByName('first-row')[0]?.startTime ?? 0);
  await page.waitForLoadState('networkidle');
  const html = await (await fetch(url)).text();
  const scripts = (await Promise.all(loaded)).map(({ url: script, gzipped }) => ({
    gzipped,
    isInitial: html.includes(new URL(script).pathname),
  }));
  return { firstRowMs, loaded: scripts };
}

async function heapOf(devtools: CDPSession): Promise<number> {
  await devtools.send('HeapProfiler.collectGarbage');
  return (await devtools.send('Runtime.getHeapUsage')).usedSize;
}
