import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toChunks } from './chunks.ts';

it('one line of a megabyte becomes pieces that can be laid out', () => {
  const chunks = toChunks('x'.repeat(1_000_000));
  expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThanOrEqual(2_001);
  expect(chunks.join('')).toHaveLength(1_000_000);
});

it('no character is torn and none is lost but the line feeds', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', '😀', '\n', 'é'), { maxLength: 9_000 }), (characters) => {
      const text = characters.join('');
      const chunks = toChunks(text);
      expect(chunks.join('')).toBe(text.replaceAll('\n', ''));
      expect(chunks.every((chunk) => chunk.isWellFormed())).toBe(true);
    }),
    { numRuns: 20 },
  );
});
