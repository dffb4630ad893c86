import type { ViewContent } from '@watchfloor/contract';
import { describe, expect, it } from 'vitest';
import { chooseBase } from './drafts.ts';

const content = (severity: string): ViewContent => ({
  target: { kind: 'connection', connection: 'usm', resource: 'alarms' },
  filters: { severity: { include: [severity], exclude: [] } },
  range: null,
  order: null,
  columns: null,
  density: null,
});
const same = (a: ViewContent, b: ViewContent) => JSON.stringify(a) === JSON.stringify(b);
const choose = (
  newest: string,
  version: number,
  kept: { content: ViewContent; version: number } | undefined,
  shown: string,
) => chooseBase({ content: content(newest), version }, kept, (one) => same(one, content(shown)), same);

describe('what an open view is compared with', () => {
  it('is the view as it is kept, where nothing is known of an earlier one', () => {
    expect(choose('high', 3, undefined, 'low')).toEqual({ content: content('high'), version: 3 });
  });

  it('stays what it was when a colleague saves meanwhile', () => {
    const kept = { content: content('high'), version: 3 };
    expect(choose('critical', 4, kept, 'high')).toEqual(kept);
    expect(choose('critical', 4, kept, 'low')).toEqual(kept);
  });

  it('is the newest again as soon as that one is on the screen', () => {
    const kept = { content: content('high'), version: 3 };
    expect(choose('critical', 4, kept, 'critical')).toEqual({ content: content('critical'), version: 4 });
  });

  it('follows a version that changed the name or the sharing only', () => {
    const kept = { content: content('high'), version: 3 };
    expect(choose('high', 5, kept, 'low')).toEqual({ content: content('high'), version: 5 });
  });

  it('is never later than what is kept', () => {
    const kept = { content: content('critical'), version: 9 };
    expect(choose('high', 5, kept, 'low')).toEqual({ content: content('high'), version: 5 });
  });
});
