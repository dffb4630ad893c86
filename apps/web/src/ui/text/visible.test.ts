import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutAt, splitTail, toVisible, toVisibleText } from './visible.ts';

describe('toVisible', () => {
  it.each([
    ['a right-to-left override', 'invoice\u202Eexe.pdf', 'invoice[RLO]exe.pdf'],
    ['isolates', '\u2066a\u2069', '[LRI]a[PDI]'],
    ['zero width characters', 'pay\u200Bpal\uFEFF', 'pay[ZWSP]pal[BOM]'],
    ['control characters', 'a\u0000\u001b[31mb\u007f', 'a[NUL][ESC][31mb[DEL]'],
    ['C1 controls', 'a\u009bb', 'a[U+009B]b'],
    ['line feeds', 'a\r\nb', 'a[CR][LF]b'],
    ['soft hyphens and no-break spaces', 'a\u00adb\u00a0c', 'a[SHY]b[NBSP]c'],
    ['tag characters, which hide whole messages', 'a\u{e0041}\u{e0042}', 'a[U+E0041][U+E0042]'],
    ['fillers that draw nothing', 'a\u3164b\u2800c', 'a[U+3164]b[U+2800]c'],
    ['lone surrogates', 'a\ud800b', 'a[U+D800]b'],
    ['many of a kind as one', 'a\u0000\u0000\u0000\u200bb', 'a[NUL ×3][ZWSP]b'],
    ['private use', '\ue000', '[U+E000]'],
    ['stacked combining marks', `z${'\u0301'.repeat(9)}`, 'z\u0301\u0301\u0301[+6]'],
  ])('marks %s', (_, text, shown) => {
    expect(toVisibleText(text)).toBe(shown);
  });

  it.each([
    'Массовое копирование файлов',
    'petr.novák',
    'C:\\Users\\maja\\Faktura_2231.exe',
    '日本語',
    '⚠️ 1 < 2 & "3"',
    '',
  ])('leaves ordinary text alone: %s', (text) => {
    expect(toVisibleText(text)).toBe(text);
    expect(toVisible(text).every((part) => part.kind === 'text')).toBe(true);
  });

  it('keeps line feeds and tabs in blocks, and nothing else', () => {
    expect(toVisible('a\n\tb', true)).toEqual([{ kind: 'text', text: 'a\n\tb' }]);
    expect(toVisible('a\r', true).at(-1)).toMatchObject({ kind: 'mark', label: 'CR' });
  });

  it('says what a mark stands for', () => {
    expect(toVisible('\u202e')).toEqual([
      { kind: 'mark', label: 'RLO', title: 'U+202E right-to-left override', text: '\u202e' },
    ]);
  });

  it('loses and adds nothing: the parts joined are the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, keepLines) => {
        expect(
          toVisible(text, keepLines)
            .map((part) => part.text)
            .join(''),
        ).toBe(text);
      }),
    );
  });

  it('shows nothing that hides or turns text round, whatever comes in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = toVisible(text)
          .filter((part) => part.kind === 'text')
          .map((part) => part.text)
          .join('|');
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});

describe('splitTail', () => {
  it.each([
    ['NVK-LT-0417.corp.example', 8, 'NVK-LT-0417.corp', '.example'],
    ['short', 8, '', 'short'],
    ['ab👩🏽‍🚒', 1, 'ab', '👩🏽‍🚒'],
  ])('%s, last %i', (text, tail, head, end) => {
    expect(splitTail(text, tail)).toEqual([head, end]);
  });

  it('keeps all of the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.integer({ min: 1, max: 20 }), (text, tail) => {
        expect(splitTail(text, tail).join('')).toBe(text);
      }),
    );
  });
});

it('control: text that is not passed through keeps what hides and turns it round', () => {
  const text = 'invoice\u202Egpj.exe';
  expect(text).toMatch(/\p{Cf}/u);
  expect(toVisibleText(text)).not.toMatch(/\p{Cf}/u);
});

describe('cutAt', () => {
  it('comes before a pair that it would part', () => {
    expect(cutAt('ab😀', 3)).toBe('ab');
    expect(cutAt('ab😀', 4)).toBe('ab😀');
    expect(cutAt('abc', 9)).toBe('abc');
  });
});
