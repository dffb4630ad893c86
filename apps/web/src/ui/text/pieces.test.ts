import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutAt, toPieces } from './pieces.ts';

test('pieces joined are the text, and no pair of surrogates is parted', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 60 });
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 9 }), (given, chars) => {
      const pieces = toPieces(given, chars);
      expect(pieces.join('')).toBe(given);
      for (const piece of pieces) {
        expect(piece.length).toBeGreaterThan(0);
        expect(piece.length).toBeLessThanOrEqual(chars);
        expect(piece.isWellFormed()).toBe(true);
      }
    }),
  );
});

test('a lone surrogate at a cut stands in the way of nothing', () => {
  expect(toPieces('\ud83d\ud83d\ud83da', 2).join('')).toBe('\ud83d\ud83d\ud83da');
});

test('a cut that would part a pair comes before it', () => {
  expect(cutAt('ab😀', 3)).toBe('ab');
  expect(cutAt('ab😀', 4)).toBe('ab😀');
  expect(cutAt('abc', 9)).toBe('abc');
});
