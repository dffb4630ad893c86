import type { UsmSimulator } from '@watchfloor/simulators';
import { walk } from './fixtures/api.ts';
import { fixedRange, type ListName, toKey } from './fixtures/list.ts';
import { expect, test } from './fixtures/stack.ts';

test.use({ simulatorOptions: { alarms: 3000, events: 5000 } });
test.describe.configure({ timeout: 90_000 });

const questions: {
  list: ListName;
  order: string;
  params: Record<string, string | string[]>;
  oracle: Record<string, string | string[]>;
}[] = [
  { list: 'alarms', order: 'time-desc', params: {}, oracle: {} },
  { list: 'alarms', order: 'time-asc', params: {}, oracle: {} },
  {
    list: 'alarms',
    order: 'time-desc',
    params: { status: ['open', 'in_review'], severity: ['high', 'medium'] },
    oracle: { status: ['open', 'in_review'], priority_label: ['high', 'medium'] },
  },
  { list: 'events', order: 'time-desc', params: {}, oracle: {} },
  { list: 'events', order: 'time-asc', params: {}, oracle: {} },
  { list: 'events', order: 'time-desc', params: { suppressed: 'false' }, oracle: { suppressed: 'false' } },
];

for (const { list, order, params, oracle } of questions) {
  test(`a walk through all ${list}, ${order}, ${JSON.stringify(params)}, while records come and go, gives every row of the oracle once`, async ({
    stack,
  }) => {
    const { simulator } = stack;
    const range = fixedRange('now-45d');
    const filter = { ...range.oracle, ...oracle };
    const { seq } = simulator.oracle.journal;
    const changes = changeWhileRead(simulator, list, range.oracle);
    const keys: string[] = [];
    let pages = 0;
    for await (const page of walk(stack.url, list, { ...range.params, ...params, order, rows: '100' })) {
      expect(page.sources[0]?.state, page.sources[0]?.message ?? '').toBe('complete');
      expect(page.unreadable).toEqual([]);
      keys.push(...page.rows.map(({ uid }) => toKey(uid)));
      pages += 1;
    }
    simulator.beforeResponse = undefined;

    expect(pages).toBeGreaterThan(4);
    expect(changes.made, 'records changed under the walk').toBeGreaterThan(10);
    expect(keys.length, 'no row twice').toBe(new Set(keys).size);
    const seen = new Set(keys);
    const due = simulator.oracle.matchedThroughout(list, filter, seq);
    expect(due.length).toBeGreaterThan(400);
    expect(
      due.filter((key) => !seen.has(key)),
      'rows that were there all the time and were not given',
    ).toEqual([]);
    const possible = new Set(simulator.oracle.matchedSometime(list, filter, seq));
    expect(
      keys.filter((key) => !possible.has(key)),
      'rows that never matched',
    ).toEqual([]);
    expect(simulator.violations, "the vendor's limit was kept").toEqual([]);
  });
}

/** With each page: records come all over the range, some close or go. */
function changeWhileRead(
  simulator: UsmSimulator,
  list: ListName,
  {
    timestamp_occured_gte: from,
    timestamp_occured_lte: to,
  }: { timestamp_occured_gte: number; timestamp_occured_lte: number },
) {
  const changes = { made: 0 };
  simulator.beforeResponse = ({ path }) => {
    if (!path.endsWith(`/${list}`)) return;
    const spread = [1, 2, 3].map((index) => {
      const share = ((changes.made + index) * 0.618034) % 1;
      return { timestamp_occured: String(Math.round(from + (to - from) * share)) };
    });
    changes.made += spread.length;
    if (list === 'events') {
      const keys = simulator.insertEvents(spread);
      simulator.remove('events', keys.slice(0, 1));
      return;
    }
    simulator.insertAlarms(spread);
    const open = simulator.oracle.alarms({ status: 'open', timestamp_occured_gte: from, timestamp_occured_lte: to });
    simulator.setStatus(
      [0.2, 0.8].flatMap((share) => open[Math.floor(open.length * share)] ?? []),
      'closed',
    );
  };
  return changes;
}
