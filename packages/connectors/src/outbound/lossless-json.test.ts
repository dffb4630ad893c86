import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseLossless, sliceElements, sliceMembers, wholeValue } from './lossless-json.ts';

test('integers that a double cannot hold keep every digit', () => {
  expect(parseLossless('{"id":6180352115244793858,"n":-9223372036854775808,"ok":12,"f":1.5}')).toEqual({
    id: '6180352115244793858',
    n: '-9223372036854775808',
    ok: 12,
    f: 1.5,
  });
  expect(JSON.parse('6180352115244793858')).not.toBe('6180352115244793858');
});

test('digits inside strings change nothing', () => {
  expect(parseLossless('{"a":"61803521152447938581"}')).toEqual({ a: '61803521152447938581' });
});

test('each member and element is found byte for byte, whatever stands in strings', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue(), { maxLength: 8 }), fc.constantFrom('', '  ', '\n\t'), (values, space) => {
      const texts = values.map((value) => JSON.stringify(value));
      const text = `${space}[${texts.join(`${space},${space}`)}${space}]${space}`;
      const elements = sliceElements(text, wholeValue(text)).map(({ start, end }) => text.slice(start, end));
      expect(elements).toEqual(texts);
    }),
  );
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
      const text = JSON.stringify(object, null, 1);
      const members = sliceMembers(text, wholeValue(text));
      const found = Object.fromEntries(
        [...members].map(([key, { start, end }]) => [key, JSON.parse(text.slice(start, end))]),
      );
      expect(found).toEqual(JSON.parse(text));
    }),
  );
});

test('a byte order mark in front does not hide the record', () => {
  const text = '\uFEFF{"a":"}"}';
  const { start, end } = wholeValue(text);
  expect(text.slice(start, end)).toBe('{"a":"}"}');
});
