import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createLineCount } from './line-count.ts';

const files = {
  ndjson: (titles: string[]) => [
    '{"line":"head","total":3}',
    ...titles.map((title) => JSON.stringify({ line: 'finding', title })),
    JSON.stringify({ line: 'end', findings: titles.length }),
  ],
  csv: (titles: string[]) => [
    '\uFEFF"line","uid"',
    '"head",,"3 findings"',
    '"source","a:alarms"',
    ...titles.map((title) => `"finding","${title.replaceAll('"', '""').replaceAll(/[\r\n]/g, ' ')}"`),
    '"end",,"3 of 3 findings"',
  ],
};

it.each(['csv', 'ndjson'] as const)('findings of a %s are counted however the pieces are cut', (format) => {
  const titles = fc.array(fc.oneof(fc.string(), fc.constantFrom('"end",', '{"line":"end",', '"finding",')), {
    maxLength: 20,
  });
  fc.assert(
    fc.property(titles, fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 20 }), (given, cuts) => {
      const text = files[format](given)
        .map((line) => `${line}${format === 'csv' ? '\r\n' : '\n'}`)
        .join('');
      const count = createLineCount(format);
      for (let at = 0, turn = 0; at < text.length; turn += 1) {
        const size = cuts[turn % cuts.length] ?? 1;
        expect(count.isWhole(), 'not before its last line').toBe(false);
        count.push(text.slice(at, at + size));
        at += size;
      }
      expect(count.findings()).toBe(given.length);
      expect(count.isWhole()).toBe(true);
    }),
    { numRuns: 60 },
  );
});

it('a file that was cut is not whole', () => {
  const count = createLineCount('ndjson');
  count.push('{"line":"head"}\n{"line":"finding","a":1}\n{"line":"finding","a":2}\n{"line":"end","findi');
  expect(count.isWhole()).toBe(false);
  expect(count.findings()).toBe(2);
});
