import type { Resource, ViewContent } from '@watchfloor/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isSameContent,
  isSameQuestion,
  type Screen,
  toColumnState,
  toColumns,
  toContent,
  toKnownColumns,
  toQuestion,
  withScreen,
} from './view-content.ts';

const column = (name: string, shown = true): Resource['columns'][number] => ({
  name,
  label: name,
  kind: 'text',
  widthPx: 100,
  shown,
});
const resource: Pick<Resource, 'columns' | 'orders'> = {
  columns: [column('severity'), column('title'), column('host'), column('hash', false)],
  orders: [
    { name: 'time-desc', label: 'Newest first', provable: true },
    { name: 'severity-desc', label: 'Severity', provable: false },
  ],
};
const target = { kind: 'connection', connection: 'usm', resource: 'alarms' } as const;
const content: ViewContent = {
  target,
  filters: { status: { include: ['open', 'in_review'], exclude: [] }, user: { include: [], exclude: ['svc'] } },
  range: { from: 'now-24h', to: 'now' },
  order: null,
  columns: [{ name: 'severity' }, { name: 'title', width: 300 }],
  density: 'regular',
};
const screen: Screen = {
  query: { filters: content.filters, from: 'now-24h', to: 'now' },
  columns: [{ name: 'severity' }, { name: 'title', width: 300 }],
  density: 'regular',
};
const isDirty = (change: Partial<Screen>, of = content) =>
  !isSameContent(of, withScreen(of, { ...screen, ...change }, resource), resource);

describe('what is on the screen, compared with the view', () => {
  it('is the same as it was saved', () => {
    expect(isDirty({})).toBe(false);
  });

  it.each<[string, Partial<Screen>]>([
    [
      'a value more',
      {
        query: {
          ...screen.query,
          filters: { ...content.filters, status: { include: ['open', 'in_review', 'closed'], exclude: [] } },
        },
      },
    ],
    [
      'a value less',
      { query: { ...screen.query, filters: { ...content.filters, status: { include: ['open'], exclude: [] } } } },
    ],
    [
      'a filter turned round',
      { query: { ...screen.query, filters: { ...content.filters, user: { include: ['svc'], exclude: [] } } } },
    ],
    [
      'a filter more',
      { query: { ...screen.query, filters: { ...content.filters, host: { include: ['h'], exclude: [] } } } },
    ],
    ['a filter less', { query: { ...screen.query, filters: { status: content.filters.status! } } }],
    ['another range', { query: { ...screen.query, from: 'now-7d' } }],
    ['another order', { query: { ...screen.query, order: 'severity-desc' } }],
    ['another order of columns', { columns: screen.columns.toReversed() }],
    ['another width', { columns: [{ name: 'severity' }, { name: 'title', width: 301 }] }],
    ['a column less', { columns: [{ name: 'title', width: 300 }] }],
    ['another row height', { density: 'roomy' }],
  ])('differs by %s', (_, change) => {
    expect(isDirty(change)).toBe(true);
  });

  it('does not differ by the order of filters and values, nor by naming the first order', () => {
    const filters = { user: content.filters.user!, status: { include: ['in_review', 'open'], exclude: [] } };
    expect(isDirty({ query: { filters, from: 'now-24h', to: 'now', order: 'time-desc' } })).toBe(false);
  });

  it('does not differ by what the view does not keep, and saving keeps it no more than before', () => {
    const loose: ViewContent = { ...content, range: null, columns: null, density: null };
    const change = {
      query: { ...screen.query, from: 'now-7d' },
      columns: [{ name: 'host' }],
      density: 'roomy',
    } as const;
    expect(isDirty({ ...change, columns: [...change.columns] }, loose)).toBe(false);
    expect(withScreen(loose, { ...change, columns: [...change.columns] }, resource)).toEqual(loose);
  });

  it('differs by an empty filter from none at all no more than nothing does', () => {
    const filters = { ...content.filters, host: { include: [], exclude: [] } };
    expect(isDirty({ query: { ...screen.query, filters } })).toBe(false);
  });

  it('is told from another question by the question alone', () => {
    expect(isSameQuestion(content, { ...content, columns: null, density: 'roomy' }, resource)).toBe(true);
    expect(isSameQuestion(content, { ...content, range: null }, resource)).toBe(false);
  });

  it('comes back from an open view as it was saved, whatever it was', () => {
    const text = fc.string({ minLength: 1, maxLength: 8 });
    const filters = fc.dictionary(
      fc.stringMatching(/^[a-z]{1,8}$/),
      fc.record({ include: fc.uniqueArray(text), exclude: fc.uniqueArray(text) }),
      { noNullPrototype: true },
    );
    const range = fc.option(fc.record({ from: fc.constantFrom('now-1h', 'now-7d'), to: fc.constant('now') }));
    const order = fc.option(fc.constantFrom('time-desc', 'severity-desc'));
    fc.assert(
      fc.property(filters, range, order, (filters, range, order) => {
        const saved: ViewContent = { ...content, filters, range, order };
        const query = toQuestion(saved, { from: 'now-3d', to: 'now' });
        const shown = withScreen(saved, { ...screen, query }, resource);
        expect(isSameContent(saved, shown, resource)).toBe(true);
        expect(isSameContent(shown, saved, resource)).toBe(true);
      }),
    );
  });
});

describe('a new view', () => {
  it('keeps the text of a relative range, or none', () => {
    expect(toContent(target, screen, true).range).toEqual({ from: 'now-24h', to: 'now' });
    expect(toContent(target, screen, false).range).toBeNull();
  });
});

describe('a view without a range', () => {
  it('opens with the one on the screen', () => {
    const here = { from: 'now-3d', to: 'now-1d' };
    expect(toQuestion({ ...content, range: null }, here)).toMatchObject(here);
    expect(toQuestion(content, here)).toMatchObject({ from: 'now-24h', to: 'now' });
  });
});

describe('columns of a view', () => {
  it('become those of the table, and come back', () => {
    const columns = [{ name: 'hash', width: 120 }, { name: 'severity' }];
    const state = toColumnState(columns, resource);
    expect(state).toEqual({ order: ['hash', 'severity'], sizes: { hash: 120 }, hidden: ['title', 'host'] });
    expect(toColumns(state, resource)).toEqual(columns);
  });

  it('keep whole pixels', () => {
    expect(toColumns({ order: [], sizes: { title: 300.4 }, hidden: [] }, resource)[1]).toEqual({
      name: 'title',
      width: 300,
    });
  });

  it('leave out what the list does not have, and are the declared ones where nothing is left', () => {
    expect(toKnownColumns([{ name: 'gone' }, { name: 'title' }], resource)).toEqual([{ name: 'title' }]);
    expect(toKnownColumns([{ name: 'gone' }], resource)).toBeNull();
    expect(toColumnState([{ name: 'gone' }], resource).hidden).toEqual(['hash']);
  });
});
