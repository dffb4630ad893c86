/** Sixteen digits in a row may be an integer that a double cannot hold. */
const mayBeUnsafe = /\d{16}/;
const integer = /^-?\d+$/;

/**
 * Parses JSON without losing digits: integers beyond 2^53 come back as strings of their exact digits, all else as
 * `JSON.parse` has it. Texts without long digit runs take the fast way.
 * @throws SyntaxError
 */
export function parseLossless(text: string): unknown {
  if (!mayBeUnsafe.test(text)) return JSON.parse(text);
  return JSON.parse(text, keepDigits as (key: string, value: unknown) => unknown);
}

// The third argument carries the source text (ECMAScript's JSON.parse source text access, in Node 24).
function keepDigits(_key: string, value: unknown, context: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  return context.source && integer.test(context.source) ? context.source : value;
}

export interface Slice {
  start: number;
  end: number;
}

/**
 * Finds where the members of an object, or the elements of an array, stand in a JSON text. `JSON.parse` cannot give a
 * record back byte for byte; this can. The text must have been parsed before: nothing is validated here.
 */
export function sliceMembers(text: string, object: Slice): Map<string, Slice> {
  const members = new Map<string, Slice>();
  let at = skipSpace(text, object.start + 1);
  while (at < object.end && text[at] !== '}') {
    const keyEnd = skipString(text, at);
    const key = JSON.parse(text.slice(at, keyEnd)) as string;
    const start = skipSpace(text, skipSpace(text, keyEnd) + 1);
    const end = skipValue(text, start);
    members.set(key, { start, end });
    at = skipSpace(text, end);
    if (text[at] === ',') at = skipSpace(text, at + 1);
  }
  return members;
}

/** As `sliceMembers`, for the elements of an array, in their order. */
export function sliceElements(text: string, array: Slice): Slice[] {
  const elements: Slice[] = [];
  let at = skipSpace(text, array.start + 1);
  while (at < array.end && text[at] !== ']') {
    const end = skipValue(text, at);
    elements.push({ start: at, end });
    at = skipSpace(text, end);
    if (text[at] === ',') at = skipSpace(text, at + 1);
  }
  return elements;
}

/**
 * The elements of an array as the text has them, byte for byte, by their number. Where they stand is looked for once, and
 * not before one is asked for: a page that nobody keeps must not pay for it.
 * @param find the array within the text; undefined where there is none
 */
export function createElementTexts(
  text: string,
  find: (whole: Slice) => Slice | undefined,
): (index: number) => string | undefined {
  let slices: Slice[] | undefined;
  return (index) => {
    if (!slices) {
      const array = find(wholeValue(text));
      slices = array && text[array.start] === '[' ? sliceElements(text, array) : [];
    }
    const slice = slices[index];
    return slice && text.slice(slice.start, slice.end);
  };
}

/** The whole value of a text, without the white space around it. */
export function wholeValue(text: string): Slice {
  const start = skipSpace(text, 0);
  return { start, end: skipValue(text, start) };
}

function skipSpace(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    // A byte order mark may stand first; vendors behind .NET send one.
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9 && code !== 0xfeff) return at;
    at += 1;
  }
}

function skipString(text: string, from: number): number {
  let at = from + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote === -1) return text.length;
    let backslashes = 0;
    while (text.charCodeAt(quote - 1 - backslashes) === 92) backslashes += 1;
    if (backslashes % 2 === 0) return quote + 1;
    at = quote + 1;
  }
}

const bracket = /["[\]{}]/g;

function skipValue(text: string, from: number): number {
  const first = text[from];
  if (first === '"') return skipString(text, from);
  if (first !== '{' && first !== '[') {
    let at = from;
    while (at < text.length && !',]} \n\r\t'.includes(text[at] ?? ',')) at += 1;
    return at;
  }
  let depth = 0;
  bracket.lastIndex = from;
  for (let match = bracket.exec(text); match; match = bracket.exec(text)) {
    if (match[0] === '"') bracket.lastIndex = skipString(text, match.index);
    else if (match[0] === '{' || match[0] === '[') depth += 1;
    else {
      depth -= 1;
      if (depth === 0) return match.index + 1;
    }
  }
  return text.length;
}
