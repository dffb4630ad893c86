import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toCsvLine } from './csv.ts';

/** A reader by the letter of RFC 4180, independent of the encoder. */
function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let fields: string[] = [];
  let at = 0;
  while (at < text.length) {
    let field = '';
    if (text[at] === '"') {
      for (at += 1; ; at += 1) {
        if (at >= text.length) throw new Error('A quote is not closed.');
        if (text[at] !== '"') field += text[at];
        else if (text[at + 1] === '"') field += text[(at += 1)];
        else break;
      }
      at += 1;
    } else {
      while (at < text.length && text[at] !== ',' && text[at] !== '\r') field += text[at++];
    }
    fields.push(field);
    if (text[at] === ',') at += 1;
    else if (text.startsWith('\r\n', at)) {
      records.push(fields);
      fields = [];
      at += 2;
    } else throw new Error(`Unexpected ${JSON.stringify(text[at])}.`);
  }
  return records;
}

/** What spreadsheets do before they look for a formula. */
const strip = (field: string) => field.replace(/^[\s"\u200B-\u200F\u2060\uFEFF\u00AD]+/u, '').normalize('NFKC');
const isFormula = (field: string) => /^[=+\-@]/.test(strip(field));

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '=',
        '+',
        '-',
        '@',
        '\uFF1D',
        '\t',
        '\r',
        '\n',
        '\0',
        ' ',
        '\u00A0',
        '\uFEFF',
        '"',
        "'",
        ',',
        ';',
        'a',
        '\u202E',
      ),
    )
    .map((chars) => chars.join('')),
);

describe('a line of CSV', () => {
  it('keeps its fields apart, stays one line and holds no formula, whatever the values are', () => {
    fc.assert(
      fc.property(fc.array(fc.array(hostile, { minLength: 1 }), { minLength: 1 }), (records) => {
        const text = records.map(toCsvLine).join('');
        const parsed = parseCsv(text);
        expect(parsed.map((fields) => fields.length)).toEqual(records.map((fields) => fields.length));
        expect(text.split('\r\n')).toHaveLength(records.length + 1);
        for (const field of parsed.flat()) {
          expect(isFormula(field), JSON.stringify(field)).toBe(false);
          expect(field).not.toMatch(/\p{Cc}/u);
          expect(field.isWellFormed()).toBe(true);
        }
      }),
    );
  });

  it('control: the same check finds a formula and a broken line where nothing is encoded', () => {
    expect(isFormula(parseCsv('"=1+1"\r\n')[0]?.[0] ?? '')).toBe(true);
    expect(isFormula(' \uFF1D1')).toBe(true);
    expect(parseCsv('"a\r\nb"\r\n')[0]?.[0]).toMatch(/\p{Cc}/u);
  });

  it.each([
    [['Ana Ruiz', 12, null], '"Ana Ruiz",12,\r\n'],
    [[-5], '-5\r\n'],
    [['=cmd|x'], '"\'=cmd|x"\r\n'],
    [['a"b,c'], '"a""b,c"\r\n'],
    [['a\0b\nc'], '"a\u2400b\u240Ac"\r\n'],
    [['invoice\u202Efdp.exe'], '"invoice\\u202Efdp.exe"\r\n'],
    [['Маша 李'], '"Маша 李"\r\n'],
  ])('%j is %j', (values, line) => {
    expect(toCsvLine(values)).toBe(line);
  });
});
