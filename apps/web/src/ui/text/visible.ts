/** A piece of text as it can be shown: readable characters, or a mark for one that hides or rearranges others. */
export type VisiblePart = { kind: 'text'; text: string } | { kind: 'mark'; label: string; title: string; text: string };

const names: Record<number, [label: string, name: string]> = {
  0x00: ['NUL', 'null'],
  0x09: ['TAB', 'tab'],
  0x0a: ['LF', 'line feed'],
  0x0d: ['CR', 'carriage return'],
  0x1b: ['ESC', 'escape'],
  0x7f: ['DEL', 'delete'],
  0xa0: ['NBSP', 'no-break space'],
  0xad: ['SHY', 'soft hyphen'],
  0x034f: ['CGJ', 'combining grapheme joiner'],
  0x061c: ['ALM', 'Arabic letter mark'],
  0x200b: ['ZWSP', 'zero width space'],
  0x200c: ['ZWNJ', 'zero width non-joiner'],
  0x200d: ['ZWJ', 'zero width joiner'],
  0x200e: ['LRM', 'left-to-right mark'],
  0x200f: ['RLM', 'right-to-left mark'],
  0x2028: ['LSEP', 'line separator'],
  0x2029: ['PSEP', 'paragraph separator'],
  0x202a: ['LRE', 'left-to-right embedding'],
  0x202b: ['RLE', 'right-to-left embedding'],
  0x202c: ['PDF', 'pop directional formatting'],
  0x202d: ['LRO', 'left-to-right override'],
  0x202e: ['RLO', 'right-to-left override'],
  0x2060: ['WJ', 'word joiner'],
  0x2066: ['LRI', 'left-to-right isolate'],
  0x2067: ['RLI', 'right-to-left isolate'],
  0x2068: ['FSI', 'first strong isolate'],
  0x2069: ['PDI', 'pop directional isolate'],
  0xfeff: ['BOM', 'zero width no-break space'],
  0xfffc: ['OBJ', 'object replacement'],
};

// Nothing outside printable ASCII: by far the most common text, and it needs no look at each character.
const plain = /^[\x20-\x7e]*$/;
// Controls, format characters, unusual blanks, fillers that draw nothing, variation selectors but the two emoji use,
// private use, lone surrogates, unassigned; and more than three combining marks on one letter, which climb over
// neighbouring rows.
const hidden = new RegExp(
  [
    String.raw`[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Zl}\p{Zp}\u00a0\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f]`,
    String.raw`[\u2000-\u200a\u202f\u205f\u2800\u3000\u3164\ufe00-\ufe0d\uffa0\ufffc\u{e0100}-\u{e01ef}]`,
    String.raw`(?<=\p{M}{3})\p{M}+`,
  ].join('|'),
  'gu',
);

/**
 * Splits text into what can be shown and marks for what cannot: nothing in a record may hide characters, turn their
 * order round (CVE-2021-42574) or leave its line. The parts' texts joined give the text unchanged.
 * @param keepLines leaves line feeds, and tabs, as they are, for blocks that show lines
 */
export function toVisible(text: string, keepLines = false): VisiblePart[] {
  if (plain.test(text)) return text === '' ? [] : [{ kind: 'text', text }];
  const parts: VisiblePart[] = [];
  let from = 0;
  let runFrom = 0;
  for (const match of text.matchAll(hidden)) {
    const found = match[0];
    if (keepLines && (found === '\n' || found === '\t')) continue;
    if (match.index > from) parts.push({ kind: 'text', text: text.slice(from, match.index) });
    const before = match.index === from ? parts.at(-1) : undefined;
    // One mark for many of a kind: thousands of marks take the browser seconds.
    if (before?.kind === 'mark' && isRunOf(before.text, found)) {
      parts[parts.length - 1] = toRun(text.slice(runFrom, match.index + found.length), found);
    } else {
      runFrom = match.index;
      parts.push(toMark(found));
    }
    from = match.index + found.length;
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) });
  return parts;
}

/** The text with each mark written out, for titles and other places that take no markup. */
export function toVisibleText(text: string): string {
  return toVisible(text)
    .map((part) => (part.kind === 'text' ? part.text : `[${part.label}]`))
    .join('');
}

/** The beginning of a text: at most so many UTF-16 units; never through a surrogate pair. */
export function cutAt(text: string, chars: number): string {
  const last = text.charCodeAt(chars - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? chars - 1 : chars);
}

function toMark(found: string): VisiblePart {
  const code = found.codePointAt(0) ?? 0;
  const point = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  if (/^\p{M}{2,}$/u.test(found)) {
    const count = [...found].length;
    return { kind: 'mark', label: `+${count}`, title: `${count} more combining marks on one letter`, text: found };
  }
  const [label, name] = names[code] ?? [point, 'a character that does not show'];
  return { kind: 'mark', label, title: `${point} ${name}`, text: found };
}

function isRunOf(text: string, found: string): boolean {
  return text.startsWith(found) && text.length % found.length === 0 && !/^\p{M}/u.test(found);
}

function toRun(text: string, found: string): VisiblePart {
  const one = toMark(found);
  const count = text.length / found.length;
  return one.kind === 'text'
    ? one
    : { kind: 'mark', label: `${one.label} ×${count}`, title: `${one.title}, ${count} times`, text };
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Splits before the last `tail` characters as a reader counts them, so that an end can stay in view. */
export function splitTail(text: string, tail: number): [head: string, tail: string] {
  if (text.length <= tail) return ['', text];
  if (plain.test(text)) return [text.slice(0, -tail), text.slice(-tail)];
  // Segmenting is slow on long text, and only its end matters; four code units hold most graphemes.
  const from = Math.max(0, text.length - tail * 8);
  const starts = [...graphemes.segment(text.slice(from))].map((segment) => from + segment.index);
  const at = starts.at(-tail) ?? from;
  return [text.slice(0, at), text.slice(at)];
}
