import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { orderedSeverities, searchFields } from './search-fields.ts';
import { readSearch, searchLimits } from './search-language.ts';
import { comparisons, printSearch, quoteSearch, type SearchNode } from './search-node.ts';
import { toSearchWords } from './search-words.ts';

const read = (text: string): SearchNode | undefined => {
  const reading = readSearch(text);
  if (!reading.isRead) throw new Error(`${reading.mistake.says} ${reading.mistake.todo}`);
  return reading.node;
};
const mistakeOf = (text: string) => {
  const reading = readSearch(text);
  if (reading.isRead) throw new Error(`Was read: ${JSON.stringify(reading.node)}`);
  const { at, length, says, todo } = reading.mistake;
  return { place: text.slice(at, at + length), at, says: `${says} ${todo}` };
};
const word = (text: string, isWhole = false) => ({ kind: 'words', scope: 'any', text, isWhole });
const value = (field: string, text: string, isWhole = true) => ({ kind: 'value', field, value: text, isWhole });

describe('reads', () => {
  test.each<[string, unknown]>([
    ['', undefined],
    ['  ', undefined],
    ['maja', word('maja')],
    ['pow*', word('pow')],
    ['"two words"', word('two words', true)],
    ['"say ""hi"""', word('say "hi"', true)],
    ['a1 b2', { kind: 'and', nodes: [word('a1'), word('b2')] }],
    ['a1 AND b2', { kind: 'and', nodes: [word('a1'), word('b2')] }],
    ['a1 or b2', { kind: 'and', nodes: [word('a1'), word('or'), word('b2')] }],
    ['a1 b2 OR c3', { kind: 'or', nodes: [{ kind: 'and', nodes: [word('a1'), word('b2')] }, word('c3')] }],
    ['a1 (b2 OR c3)', { kind: 'and', nodes: [word('a1'), { kind: 'or', nodes: [word('b2'), word('c3')] }] }],
    ['-maja', { kind: 'not', node: word('maja') }],
    ['NOT maja', { kind: 'not', node: word('maja') }],
    ['-"two words"', { kind: 'not', node: word('two words', true) }],
    ['-(a1 b2)', { kind: 'not', node: { kind: 'and', nodes: [word('a1'), word('b2')] } }],
    ['well-known', word('well-known')],
    ['user:maja.lindqvist', value('user', 'maja.lindqvist')],
    ['HOST:NVK-*', value('host', 'nvk-', false)],
    ['event_type:"Threat Detected"', value('event_type', 'threat detected')],
    ['-severity:low', { kind: 'not', node: value('severity', 'low') }],
    ['severity:(high OR critical)', { kind: 'or', nodes: [value('severity', 'high'), value('severity', 'critical')] }],
    ['title:beacon', { kind: 'words', scope: 'title', text: 'beacon', isWhole: false }],
    ['raw:"cmd exe"', { kind: 'words', scope: 'raw', text: 'cmd exe', isWhole: true }],
    ['severity>=high', { kind: 'severity', by: '>=', severity: 'high' }],
    ['arrived<now-4h', { kind: 'time', field: 'arrived', by: '<', at: 'now-4h' }],
    ['active>=2026-11-12T14:02:00Z', { kind: 'time', field: 'active', by: '>=', at: '2026-11-12T14:02:00Z' }],
    [
      'happened:now-4h..now',
      {
        kind: 'and',
        nodes: [
          { kind: 'time', field: 'happened', by: '>=', at: 'now-4h' },
          { kind: 'time', field: 'happened', by: '<=', at: 'now' },
        ],
      },
    ],
    ['happened:now-4h..', { kind: 'time', field: 'happened', by: '>=', at: 'now-4h' }],
    // What has a colon of its own is no field.
    ['https://cdn-sync.example/a', word('https://cdn-sync.example/a')],
    ['00:50:56:7e:03:c3', word('00:50:56:7e:03:c3')],
    ['fe80::1', word('fe80::1')],
    ['C:\\Windows', word('C:\\Windows')],
    ['вредоносный', word('вредоносный')],
  ])('%s', (text, node) => {
    expect(read(text)).toEqual(node);
  });
});

describe('says where a mistake is and what to do', () => {
  test.each<[string, string, RegExp]>([
    ['a1 sevrity:high', 'sevrity', /no field “sevrity”.*Did you mean severity\?/],
    ['zzqqxx:high', 'zzqqxx', /put it in quotes/],
    ['severity:hihg', 'hihg', /Did you mean high\?/],
    ['status:open', 'open', /new, in_progress, resolved, suppressed/],
    ['"not closed', '"', /not closed/],
    ['(a1 OR b2', '(', /not closed/],
    ['a1)', ')', /Remove/],
    ['a1 OR', 'R', /missing behind/],
    ['OR a1', 'OR', /between two terms/],
    ['a1 - b2', '-', /right behind/],
    ['a1 %%', '%%', /no letter or digit/],
    ['\\', '\\', /no letter or digit/],
    ['*katz', '*', /end of a word/],
    ['user:', 'user:', /missing/],
    ['user>=maja', 'user>=maja', /no order/],
    ['severity>=unknown', 'severity>=unknown', /no place in the order/],
    ['happened:now-4h', 'now-4h', /needs a range/],
    ['happened>=yesterday', 'yesterday', /not a time/],
    ['severity:(host:a1)', 'host:', /belong to severity/],
  ])('%s', (text, place, says) => {
    const mistake = mistakeOf(text);
    expect(mistake.place).toBe(place);
    expect(mistake.says).toMatch(says);
  });

  test('of what is too long, too much or too deep', () => {
    expect(mistakeOf('a'.repeat(searchLimits.chars + 1)).at).toBe(searchLimits.chars);
    expect(mistakeOf('a '.repeat(searchLimits.terms + 1)).says).toMatch(/More than 40 terms/);
    expect(mistakeOf(`${'('.repeat(200)}a`).says).toMatch(/Deeper/);
    expect(mistakeOf(`${'-'.repeat(300)}a`).says).toMatch(/Excluded too often/);
  });

  test('a comparison of severities says what it leaves out', () => {
    const reading = readSearch('a1 severity>=high');
    expect(reading.isRead && reading.notes).toEqual([
      expect.objectContaining({ at: 3, length: 14, says: expect.stringMatching(/unknown and other/) as string }),
    ]);
  });
});

const pieces = '( ) " - : * OR AND NOT .. >= < now-4h high \\ % \' \0 maja Größe 文件 \u202e \ud800 🂡 a.b'.split(' ');
const piece = fc.constantFrom(' ', ...pieces, ...searchFields.map(({ name }) => `${name}:`));
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(piece, { maxLength: 14 }).map((parts) => parts.join('')),
  fc.array(piece, { maxLength: 14 }).map((parts) => parts.join(' ')),
);

test('whatever the text: it is read or the place of the mistake lies inside of it, and what is written reads as the same', () => {
  let wasRead = 0;
  fc.assert(
    fc.property(hostile, (text) => {
      const reading = readSearch(text);
      if (!reading.isRead) {
        const { at, length } = reading.mistake;
        expect(at).toBeGreaterThanOrEqual(0);
        expect(length).toBeGreaterThan(0);
        expect(at + length).toBeLessThanOrEqual(text.length);
        return;
      }
      if (!reading.node) return;
      const printed = printSearch(reading.node);
      // What is written is longer, and may be too long.
      if (printed.length > searchLimits.chars) return;
      wasRead += 1;
      expect(read(printed)).toEqual(reading.node);
      expect(printSearch(read(printed) as SearchNode)).toBe(printed);
    }),
    { numRuns: 3_000 },
  );
  expect(wasRead).toBeGreaterThan(300);
});

const leaf: fc.Arbitrary<SearchNode> = fc.oneof(
  fc.record({
    kind: fc.constant('words' as const),
    scope: fc.constantFrom('any' as const, 'title' as const, 'raw' as const),
    text: fc.stringMatching(/^[a-z0-9" ()*:-]{0,8}[a-z]$/),
    isWhole: fc.constant(true),
  }),
  fc.record({
    kind: fc.constant('value' as const),
    field: fc.constantFrom('user', 'host', 'event_type'),
    value: fc.stringMatching(/^[a-z][a-z0-9" ()*:-]{0,8}[a-z]$/),
    isWhole: fc.constant(true),
  }),
  fc.record({
    kind: fc.constant('time' as const),
    field: fc.constantFrom('happened' as const, 'arrived' as const, 'active' as const),
    by: fc.constantFrom(...comparisons),
    at: fc.constantFrom('now', 'now-4h', '2026-11-12T14:02:00Z', '1795340736572'),
  }),
  fc.record({
    kind: fc.constant('severity' as const),
    by: fc.constantFrom(...comparisons),
    severity: fc.constantFrom(...orderedSeverities),
  }),
);
const { node: anyNode } = fc.letrec<{ node: SearchNode; and: SearchNode; or: SearchNode; not: SearchNode }>((tie) => {
  const others = (kind: 'and' | 'or') =>
    fc.array(tie('node'), { minLength: 2, maxLength: 3 }).map((nodes) => ({
      kind,
      nodes: nodes.flatMap((node) => (node.kind === kind ? node.nodes : [node])),
    }));
  return {
    node: fc.oneof({ maxDepth: 3, depthSize: 'small' }, leaf, tie('and'), tie('or'), tie('not')),
    and: others('and'),
    or: others('or'),
    not: tie('node').map((node) => ({ kind: 'not' as const, node })),
  };
});

test('every search that can be asked can be written', () => {
  let compared = 0;
  fc.assert(
    fc.property(anyNode, (node) => {
      const text = printSearch(node);
      if (text.length > searchLimits.chars) return;
      compared += 1;
      expect(read(text)).toEqual(node);
    }),
    { numRuns: 1_000 },
  );
  expect(compared).toBeGreaterThan(500);
});

test('any text that is quoted is looked for as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), (text) => {
      const node = readSearch(`host:${quoteSearch(text)}`);
      if (text.trim() === '') expect(node.isRead).toBe(false);
      else expect(node).toMatchObject({ node: { kind: 'value', value: text.trim().toLowerCase() } });
    }),
  );
});

describe('words', () => {
  test.each([
    ['Faktura_2231.exe', ['faktura', '2231', 'exe']],
    ['Größe Straße', ['größe', 'straße']],
    ['Вредоносный объект удалён', ['вредоносный', 'объект', 'удалён']],
    ['文件已加密 ok', ['文', '件', '已', '加', '密', 'ok']],
    ['ｆｕｌｌ', ['full']],
    ['O\u0301scar', ['óscar']],
    ['\0 -- %', []],
  ])('of %j', (text, words) => {
    expect(toSearchWords(text)).toEqual(words);
  });

  test('the words of words are themselves', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
        const words = toSearchWords(text);
        expect(toSearchWords(words.join(' '))).toEqual(words);
        for (const word of words) expect(toSearchWords(word)).toEqual([word]);
      }),
      { numRuns: 2_000 },
    );
  });
});
