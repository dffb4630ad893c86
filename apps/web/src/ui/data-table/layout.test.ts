import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isContinued, separatorPx, toAnchorShift, toLayout, toRevealPx } from './layout.ts';

const layoutOf = (ids: readonly string[], groupOf?: (id: string) => string | null, rowPx = 28) =>
  toLayout(ids, (id) => id, groupOf, rowPx);

const view = { topPx: 0, bottomPx: 280 };

describe('toLayout', () => {
  it('puts a separator above the first row of each day', () => {
    const { items, heightPx } = layoutOf(['a1', 'a2', 'b1'], (id) => id[0] ?? null);
    expect(items.map((item) => [item.kind, item.startPx])).toEqual([
      ['separator', 0],
      ['row', 24],
      ['row', 52],
      ['separator', 80],
      ['row', 104],
    ]);
    expect(heightPx).toBe(3 * 28 + 2 * separatorPx);
  });

  it('rows without a group, such as undated ones, draw no line', () => {
    expect(layoutOf(['a', 'b'], () => null).items).toHaveLength(2);
  });

  it('counts rows, not lines', () => {
    const rows = layoutOf(['a1', 'b1', 'c1'], (id) => id[0] ?? null).items.filter((item) => item.kind === 'row');
    expect(rows.map((item) => item.rowIndex)).toEqual([0, 1, 2]);
  });
});

describe('isContinued', () => {
  const ids = ['a', 'b', 'c'];

  it('holds where rows came at the end only', () => {
    expect(isContinued(layoutOf(ids), layoutOf([...ids, 'd']))).toBe(true);
    expect(isContinued(layoutOf(ids), layoutOf(ids))).toBe(true);
  });

  it('not where one came above, left, moved, or all changed height', () => {
    expect(isContinued(layoutOf(ids), layoutOf(['new', ...ids]))).toBe(false);
    expect(isContinued(layoutOf(ids), layoutOf(['a', 'b']))).toBe(false);
    expect(isContinued(layoutOf(ids), layoutOf(['b', 'a', 'c', 'd']))).toBe(false);
    expect(isContinued(layoutOf(ids), layoutOf(ids, undefined, 24))).toBe(false);
  });
});

describe('toAnchorShift', () => {
  const ids = Array.from({ length: 100 }, (_, index) => `r${index}`);

  it('rows appended below move nothing', () => {
    expect(toAnchorShift(layoutOf(ids), layoutOf([...ids, 'new']), view, null)).toBe(0);
  });

  it('rows that come above shift by their height', () => {
    expect(toAnchorShift(layoutOf(ids), layoutOf(['n1', 'n2', ...ids]), view, null)).toBe(56);
  });

  it('holds the selected row, when it is in view, and not the first', () => {
    const after = layoutOf(['r0', 'late', ...ids.slice(1)]);
    expect(toAnchorShift(layoutOf(ids), after, view, 'r5')).toBe(28);
    expect(toAnchorShift(layoutOf(ids), after, view, null)).toBe(0);
    expect(toAnchorShift(layoutOf(ids), after, view, 'r90')).toBe(0);
  });

  it('holds the next row that is left when the first in view went', () => {
    const scrolled = { topPx: 280, bottomPx: 560 };
    const after = layoutOf(ids.filter((id) => id !== 'r10' && id !== 'r3'));
    expect(toAnchorShift(layoutOf(ids), after, scrolled, null)).toBe(-56);
  });

  it('says so when nothing in view is left', () => {
    expect(toAnchorShift(layoutOf(ids), layoutOf(['x', 'y']), view, 'r5')).toBeUndefined();
  });

  it('the anchor row stands where it stood, whatever comes and goes around it', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 60 }),
        fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { maxLength: 60 }),
        fc.nat(),
        (old, others, pick) => {
          const selected = `${old[pick % old.length]}`;
          const before = layoutOf(old.toSorted((a, b) => a - b).map(String), (id) => id[0] ?? null);
          const kept = [...new Set([...others.map(String), selected])].toSorted((a, b) => Number(a) - Number(b));
          const after = layoutOf(kept, (id) => id[0] ?? null);
          const startOf = (layout: typeof before) => layout.items[layout.indexById.get(selected) ?? -1]?.startPx ?? NaN;
          const at = startOf(before);
          const shift = toAnchorShift(before, after, { topPx: at - 10, bottomPx: at + 100 }, selected);
          expect(startOf(after) - (shift ?? NaN)).toBe(at);
        },
      ),
    );
  });
});

describe('toRevealPx', () => {
  it.each([
    ['in view already', 56, 'auto', undefined],
    ['above', -28, 'auto', -28],
    ['below', 270, 'auto', 18],
    ['to the start', 560, 'start', 560],
    ['to the middle', 560, 'center', 434],
    ['to the end', 560, 'end', 308],
  ] as const)('%s', (_, startPx, align, px) => {
    expect(toRevealPx(startPx, 28, view, align)).toBe(px);
  });
});
