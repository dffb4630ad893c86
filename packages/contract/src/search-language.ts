import { orderedSeverities, type SearchField, searchFields, toNearest, toSearchField } from './search-fields.ts';
import type { Comparison, SearchNode, SearchRemark, SearchScope, SearchTime } from './search-node.ts';
import { toSearchWords } from './search-words.ts';
import { resolveTime, type TimeText } from './time-range.ts';

/** Of one text. */
export const searchLimits = { chars: 512, terms: 40, depth: 12 } as const;

export type SearchReading =
  | { isRead: true; node: SearchNode | undefined; notes: SearchRemark[] }
  | { isRead: false; mistake: SearchRemark };

/**
 * Reads a search. What stands side by side must all hold; `OR` parts more loosely than that, `-` or `NOT` turns round
 * what follows it, parentheses hold together. Never throws. An empty text asks for nothing.
 */
export function readSearch(text: string): SearchReading {
  const reader: Reader = { text, at: 0, terms: 0, depth: 0, notes: [] };
  try {
    if (text.length > searchLimits.chars) {
      const length = text.length - searchLimits.chars;
      throw new Mistake(searchLimits.chars, length, `Longer than ${searchLimits.chars} characters.`, 'Shorten it.');
    }
    skipSpace(reader);
    if (reader.at >= text.length) return { isRead: true, node: undefined, notes: [] };
    const node = readAny(reader, undefined);
    // Only a parenthesis ends it before the text does.
    if (reader.at < text.length) throw new Mistake(reader.at, 1, 'Nothing is open here to close.', 'Remove the “)”.');
    return { isRead: true, node, notes: reader.notes };
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    const { at, length, says, todo } = error;
    return { isRead: false, mistake: { at, length, says, todo } };
  }
}

/** Some of what was read, thrown up to `readSearch` alone. */
class Mistake extends Error {
  readonly at: number;
  readonly length: number;
  readonly says: string;
  readonly todo: string;
  constructor(at: number, length: number, says: string, todo: string) {
    super(says);
    this.at = at;
    this.length = length;
    this.says = says;
    this.todo = todo;
  }
}

interface Reader {
  text: string;
  at: number;
  terms: number;
  depth: number;
  notes: SearchRemark[];
}

/** A run of text up to what ends a word. */
interface Run {
  at: number;
  text: string;
}

function readAny(reader: Reader, field: SearchField | undefined): SearchNode {
  reader.depth += 1;
  if (reader.depth > searchLimits.depth) {
    throw new Mistake(reader.at, 1, `Deeper than ${searchLimits.depth} parentheses.`, 'Use fewer of them.');
  }
  const nodes = [readAll(reader, field)];
  while (peekWord(reader) === 'OR') {
    reader.at += 2;
    nodes.push(readAll(reader, field));
  }
  reader.depth -= 1;
  return join('or', nodes);
}

function readAll(reader: Reader, field: SearchField | undefined): SearchNode {
  const nodes: SearchNode[] = [];
  for (;;) {
    skipSpace(reader);
    const word = peekWord(reader);
    const isEnd = reader.at >= reader.text.length || reader.text[reader.at] === ')' || word === 'OR';
    if (word === 'AND' && nodes.length > 0) {
      reader.at += 3;
      nodes.push(readOne(reader, field));
      continue;
    }
    if (isEnd && nodes.length > 0) return join('and', nodes);
    nodes.push(readOne(reader, field));
  }
}

function readOne(reader: Reader, field: SearchField | undefined): SearchNode {
  skipSpace(reader);
  const { text, at } = reader;
  const word = peekWord(reader);
  if (at >= text.length) throw missing(reader);
  if (word === 'OR' || word === 'AND') {
    throw new Mistake(
      at,
      word.length,
      `${word} stands between two terms.`,
      `Write a term before it, or put “${word}” in quotes.`,
    );
  }
  if (word === 'NOT' || text[at] === '-') return readNot(reader, field, word === 'NOT' ? 3 : 1);
  if (text[at] === ')') throw new Mistake(at, 1, 'A term is missing before this.', 'Write one, or remove the “)”.');
  if (text[at] === '(') return readGroup(reader, field);
  return readTerm(reader, field);
}

function readNot(reader: Reader, field: SearchField | undefined, length: number): SearchNode {
  const { at } = reader;
  reader.at += length;
  const next = reader.text[reader.at];
  if (length === 1 && (next === undefined || isSpace(next))) {
    throw new Mistake(at, 1, 'A minus excludes what stands right behind it.', 'Remove the space, or put it in quotes.');
  }
  reader.depth += 1;
  if (reader.depth > searchLimits.depth) throw new Mistake(at, 1, 'Excluded too often.', 'Use fewer of them.');
  const node = readOne(reader, field);
  reader.depth -= 1;
  return { kind: 'not', node };
}

function readGroup(reader: Reader, field: SearchField | undefined): SearchNode {
  const { at } = reader;
  reader.at += 1;
  const node = readAny(reader, field);
  if (reader.text[reader.at] !== ')') throw new Mistake(at, 1, 'This is not closed.', 'Write the “)”.');
  reader.at += 1;
  return node;
}

function readTerm(reader: Reader, field: SearchField | undefined): SearchNode {
  reader.terms += 1;
  if (reader.terms > searchLimits.terms) {
    throw new Mistake(reader.at, 1, `More than ${searchLimits.terms} terms.`, 'Use fewer of them.');
  }
  if (reader.text[reader.at] === '"') return toTerm(reader, field, readQuoted(reader), true);
  const run = readRun(reader);
  const named = asField(run);
  if (!named) return toTerm(reader, field, run, false);
  if (field) {
    const length = named.name.length + named.by.length;
    throw new Mistake(
      run.at,
      length,
      `The parentheses belong to ${field.name}.`,
      'Write the other field outside of them.',
    );
  }
  return readField(reader, run, named);
}

interface Named {
  name: string;
  by: ':' | Comparison;
  rest: string;
}

const fieldPattern = /^([a-z][a-z_]+)(:|>=|<=|>|<)(.*)$/is;
/** Addresses that have colons of their own: of hardware, and of IPv6. */
const colonAddress = /^[\da-f]{0,4}(?::[\da-f]{0,4}){2,}[\d.:/%]*$/i;

/** `name:…`, and what is compared; a URL or an address is none. */
function asField({ text }: Run): Named | undefined {
  const [, name, by, rest] = fieldPattern.exec(text) ?? [];
  if (name === undefined || by === undefined || rest === undefined) return undefined;
  if (rest.startsWith('//') || colonAddress.test(text.replace(/\*$/, ''))) return undefined;
  return { name, by: by as Named['by'], rest };
}

function readField(reader: Reader, run: Run, { name, by, rest }: Named): SearchNode {
  const field = toSearchField(name);
  if (!field) {
    const nearest = toNearest(
      name,
      searchFields.map((one) => one.name),
    );
    const todo = `${nearest ? `Did you mean ${nearest}? ` : ''}To look for the text itself, put it in quotes.`;
    throw new Mistake(run.at, name.length, `There is no field “${name}”.`, todo);
  }
  const at = run.at + name.length + by.length;
  if (by !== ':') return readCompared(reader, field, by, { at, text: rest });
  if (rest !== '') return toTerm(reader, field, { at, text: rest }, false);
  const next = reader.text[reader.at];
  if (next === '"') return toTerm(reader, field, readQuoted(reader), true);
  if (next === '(' && field.kind !== 'time') return readGroup(reader, field);
  const example = field.kind === 'time' ? `${field.name}:now-4h..now` : `${field.name}:…`;
  throw new Mistake(
    run.at,
    name.length + 1,
    `A value is missing behind “${field.name}:”.`,
    `Write it without a space: ${example}`,
  );
}

function readCompared(reader: Reader, field: SearchField, by: Comparison, { at, text }: Run): SearchNode {
  const start = at - field.name.length - by.length;
  const length = field.name.length + by.length + text.length;
  if (field.kind === 'time')
    return { kind: 'time', field: field.name as SearchTime, by, at: toTime(at, text, field.name) };
  if (field.kind !== 'severity') {
    throw new Mistake(
      start,
      length,
      `${field.name} has no order.`,
      `Write ${field.name}:value. Times and severity can be compared.`,
    );
  }
  const severity = orderedSeverities.find((one) => one === text.toLowerCase());
  if (!severity) {
    const isPlaceless = ['unknown', 'other'].includes(text.toLowerCase());
    const says = isPlaceless ? `“${text}” has no place in the order.` : `“${text}” is no severity that has an order.`;
    throw new Mistake(start, length, says, `Compare with ${orderedSeverities.join(', ')}.`);
  }
  reader.notes.push({
    at: start,
    length,
    says: 'Findings of severity unknown and other have no place in the order and are not found by it.',
    todo: 'To have them too, write OR severity:(unknown OR other).',
  });
  return { kind: 'severity', by, severity };
}

function toTerm(reader: Reader, field: SearchField | undefined, { at, text }: Run, isQuoted: boolean): SearchNode {
  const length = Math.max(1, isQuoted ? reader.at - at : text.length);
  if (field?.kind === 'time') return toTimeRange(field.name as SearchTime, at, text, length);
  const isWhole = isQuoted || !text.endsWith('*');
  const bare = isWhole ? text : text.slice(0, -1);
  if (!isQuoted && bare.includes('*')) {
    throw new Mistake(
      at + bare.indexOf('*'),
      1,
      'A star stands at the end of a word only.',
      'Remove it, or put the text in quotes.',
    );
  }
  if (field === undefined || field.kind === 'words') {
    if (toSearchWords(bare).length === 0) {
      throw new Mistake(at, length, 'There is no letter or digit here to look for.', 'Write a word.');
    }
    const scope = field ? (field.name as SearchScope) : 'any';
    return { kind: 'words', scope, text: bare, isWhole: isQuoted };
  }
  const value = bare.trim().toLowerCase();
  if (value === '')
    throw new Mistake(at, length, `A value of ${field.name} is missing here.`, 'Write at least one character.');
  if (field.closed && isWhole && !field.closed.includes(value)) {
    const nearest = toNearest(value, field.closed);
    const todo = nearest
      ? `Did you mean ${nearest}? There are ${field.closed.join(', ')}.`
      : `There are ${field.closed.join(', ')}.`;
    throw new Mistake(at, length, `${field.name} is never “${text}”.`, todo);
  }
  return { kind: 'value', field: field.name, value, isWhole };
}

function toTimeRange(field: SearchTime, at: number, text: string, length: number): SearchNode {
  const middle = text.indexOf('..');
  const [from, to] = [text.slice(0, middle), text.slice(middle + 2)];
  if (middle === -1 || (from === '' && to === '')) {
    throw new Mistake(at, length, `${field} needs a range.`, `Write ${field}:now-4h..now, or ${field}>=now-4h.`);
  }
  const nodes: SearchNode[] = [];
  if (from !== '') nodes.push({ kind: 'time', field, by: '>=', at: toTime(at, from, field) });
  if (to !== '') nodes.push({ kind: 'time', field, by: '<=', at: toTime(at + middle + 2, to, field) });
  return join('and', nodes);
}

function toTime(at: number, text: string, field: string): TimeText {
  if (resolveTime(text, 0) !== undefined) return text;
  const says = text === '' ? 'A time is missing here.' : `“${text}” is not a time.`;
  throw new Mistake(
    Math.max(0, text === '' ? at - 1 : at),
    Math.max(1, text.length),
    says,
    `Write ${field}>=now-4h, ISO 8601 with its offset, or epoch milliseconds.`,
  );
}

function readQuoted(reader: Reader): Run {
  const start = reader.at;
  const { text } = reader;
  let value = '';
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] !== '"') value += text[at];
    // Two quotes stand for one.
    else if (text[at + 1] === '"') {
      value += '"';
      at += 1;
    } else {
      reader.at = at + 1;
      return { at: start, text: value };
    }
  }
  throw new Mistake(start, 1, 'This quote is not closed.', 'Write the closing quote.');
}

function readRun(reader: Reader): Run {
  const { text, at } = reader;
  while (reader.at < text.length && !endsRun(text[reader.at] ?? '')) reader.at += 1;
  return { at, text: text.slice(at, reader.at) };
}

/** The keyword that stands here, if one does. */
function peekWord(reader: Reader): 'OR' | 'AND' | 'NOT' | undefined {
  skipSpace(reader);
  const { text, at } = reader;
  return (['OR', 'AND', 'NOT'] as const).find(
    (word) =>
      text.startsWith(word, at) && (text[at + word.length] === undefined || endsRun(text[at + word.length] ?? '')),
  );
}

function missing({ text, at }: Reader): Mistake {
  const end = text.trimEnd().length;
  return new Mistake(
    Math.max(0, Math.min(at, end) - 1),
    1,
    'A term is missing behind this.',
    'Write one, or remove what asks for it.',
  );
}

function join(kind: 'and' | 'or', nodes: SearchNode[]): SearchNode {
  const flat = nodes.flatMap((node) => (node.kind === kind ? node.nodes : [node]));
  const [only] = flat;
  return flat.length === 1 && only ? only : { kind, nodes: flat };
}

function skipSpace(reader: Reader): void {
  while (isSpace(reader.text[reader.at])) reader.at += 1;
}

const isSpace = (character: string | undefined) => character !== undefined && /\s/.test(character);
const endsRun = (character: string) =>
  character === '"' || character === '(' || character === ')' || isSpace(character);
