import { expect, test, type Vendors } from './fixtures/four-vendors.ts';
import { explorePath, fixedRange, readToEnd, rowsOf } from './fixtures/list.ts';

// Every list read to its end by scrolling, as a person would; the whole size with WATCHFLOOR_LONG=1.

const isLong = process.env.WATCHFLOOR_LONG === '1';

test.use({
  sizes: isLong
    ? { alarms: 12_000, usmEvents: 12_000, alerts: 12_000, endpointEvents: 12_000, findings: 12_000 }
    : { alarms: 300, usmEvents: 600, alerts: 400, endpointEvents: 600, findings: 300 },
  viewport: { width: 1920, height: 1080 },
});

interface Walk {
  list: string;
  params?: Readonly<Record<string, string>>;
  /** Keys as the rows have them, of all that the vendor holds in the range. */
  due: (vendors: Vendors, range: ReturnType<typeof fixedRange>) => string[];
}

const walks: readonly Walk[] = [
  { list: 'usm-demo/alarms', due: ({ usm }, { oracle }) => usm.oracle.alarms(oracle) },
  { list: 'usm-demo/events', due: ({ usm }, { oracle }) => usm.oracle.events(oracle) },
  { list: 'kuma-demo/alerts', due: ({ kuma }) => kuma.oracle.alerts() },
  {
    list: 'secure-endpoint-demo/events',
    // A row's key has the same parts, which none of these records fills with other than letters, digits and hyphens.
    due: ({ endpoint }) => endpoint.oracle.events().map((key) => key.replaceAll('|', '.')),
  },
  {
    list: 'leen-demo/idp-alerts',
    params: { order: 'time-desc' },
    due: ({ identity }) => identity.oracle.findings(),
  },
];

for (const { list, params, due } of walks) {
  test(`${list} read to its end gives every record of the vendor once, with few rows in the page`, async ({
    page,
    vendored,
  }) => {
    test.setTimeout(isLong ? 300_000 : 60_000);
    const range = fixedRange('now-90d');
    const expected = due(vendored.vendors, range);
    const startedAt = Date.now();
    await page.goto(explorePath(list, { ...range.params, ...params }));
    // A vendor without an order is read whole before its first row can be shown.
    await expect(rowsOf(page).first()).toBeVisible({ timeout: isLong ? 120_000 : 15_000 });
    const read = await readToEnd(page, isLong ? 240_000 : 40_000);
    test.info().annotations.push({ type: 'rows', description: `${read.keys.length} in ${Date.now() - startedAt} ms` });
    expect(read.faults).toEqual([]);
    expect(read.keys.length, 'no row twice').toBe(new Set(read.keys).size);
    const seen = new Set(read.keys);
    expect(
      expected.filter((key) => !seen.has(key)),
      'records that were not shown',
    ).toEqual([]);
    expect(read.keys.length, 'and no other').toBe(expected.length);
    expect(read.rowsInDomMax).toBeLessThan(80);
  });
}
