import type { Filter, SourceRecord } from '@watchfloor/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createValueCounter, toPanelOrder } from './facet-values.ts';

const filter = (name: string, values: string[] = []): Filter => ({
  name,
  label: name,
  type: 'enum',
  values: values.map((value) => ({ value, label: value })),
  open: true,
  multi: true,
  appliedBy: 'vendor',
  match: 'exact',
});
const row = (change: Partial<SourceRecord>) =>
  ({ severity: 'high', cells: {}, happened: null, ...change }) as SourceRecord;

describe('the filter panel', () => {
  it('starts with status, priority, severity and type', () => {
    const names = ['user', 'event_type', 'severity', 'sensor', 'status', 'priority_label'].map((name) => filter(name));
    expect(toPanelOrder(names).map((one) => one.name)).toEqual([
      'status',
      'priority_label',
      'severity',
      'event_type',
      'user',
      'sensor',
    ]);
  });

  it('counts what vendors spell differently as the declared value', () => {
    const rows = [row({ vendorStatus: 'In Review' }), row({ vendorStatus: 'in_review' }), row({ vendorStatus: 'odd' })];
    const counts = createValueCounter([filter('status', ['open', 'in_review'])], [])(rows).get('status');
    expect(Object.fromEntries(counts ?? [])).toEqual({ in_review: 2, odd: 1 });
  });

  it('reads other filters from the column that feeds them', () => {
    const column = {
      name: 'user',
      label: 'User',
      kind: 'text' as const,
      widthPx: 1,
      shown: true,
      filter: 'source_username',
    };
    const counts = createValueCounter(
      [filter('source_username')],
      [column],
    )([row({ cells: { user: 'maja' } }), row({ cells: { user: null } })]);
    expect(counts.get('source_username')?.get('maja')).toBe(1);
  });
});

describe('counting as a list grows', () => {
  it('gives what counting all rows at once gives', () => {
    const statuses = fc.array(fc.constantFrom('open', 'closed', undefined), { minLength: 1 });
    fc.assert(
      fc.property(fc.array(statuses), (pages) => {
        const count = createValueCounter([filter('status')], []);
        let rows: SourceRecord[] = [];
        for (const page of pages) {
          rows = [...rows, ...page.map((status) => row(status === undefined ? {} : { vendorStatus: status }))];
          expect(count(rows)).toEqual(createValueCounter([filter('status')], [])(rows));
        }
      }),
    );
  });

  it('starts anew for another list', () => {
    const count = createValueCounter([filter('status')], []);
    count([row({ vendorStatus: 'open' })]);
    expect(count([row({ vendorStatus: 'closed' })]).get('status')).toEqual(new Map([['closed', 1]]));
  });
});
