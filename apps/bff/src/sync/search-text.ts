import type { SourceRecord } from '@watchfloor/contract';
import { searchWordCharsMax, toSearchWords } from '@watchfloor/contract';
import { toKeptText } from './kept-row.ts';

/** What a search looks through of one finding. */
export interface SearchText {
  /** As column finding_search.words. */
  words: string;
  /** As column finding_search.named. */
  named: string;
}

/** A finding whose words are wanted, as a worker is given it. */
export interface SearchQuestion {
  record: SourceRecord;
  /** The record byte for byte; JSON. */
  raw: string;
}

/** Parts the texts of several findings, and stands in none of them. */
export const recordMark = '\u001e';

/** Of a longer one no index is made; it is looked through each time. */
export const indexedCharsMax = 400_000;

/** @param raw the record byte for byte; JSON */
export function toSearchText(record: SourceRecord, raw: string): SearchText {
  const { title, subtitle, eventType, vendorStatus, priorityLabel, tenant, key, entities, attack, cells } = record;
  const told = [
    subtitle,
    eventType,
    vendorStatus,
    priorityLabel,
    tenant,
    key,
    ...entities.map(({ value }) => value),
    ...attack.flatMap(({ id, name, tactic }) => [id, name, tactic]),
    ...Object.values(cells),
  ];
  const others = new Set(
    told.flatMap((value) => (typeof value === 'string' || typeof value === 'number' ? [String(value)] : [])),
  );
  return {
    words: `${toLines([title])}\n${toLines(others)}\f${toLines(toValues(raw))}`,
    named: toNamed(record),
  };
}

/** What stands in a line of its own, whole: `\nkind:value\n`. Whoever looks for one goes through here as well. */
export function toNamedLine(kind: string, value: string): string {
  return `${kind}:${toKeptText(value)
    .toLowerCase()
    .replaceAll(/[\n\f]/g, ' ')
    .replaceAll(recordMark, ' ')}`;
}

function toNamed({ entities }: SourceRecord): string {
  const lines = new Set(entities.map(({ kind, value }) => toNamedLine(kind, value)));
  return `\n${[...lines].join('\n')}\n`;
}

/**
 * The strings and numbers of a JSON text, each once and as it is written; not the names of fields. Not by `JSON.parse`,
 * which rounds long numbers.
 */
function toValues(raw: string): Set<string> {
  const values = new Set<string>();
  let at = 0;
  for (;;) {
    const open = raw.indexOf('"', at);
    addNumbers(values, raw, at, open === -1 ? raw.length : open);
    if (open === -1) return values;
    let close = raw.indexOf('"', open + 1);
    while (close !== -1 && isEscaped(raw, close)) close = raw.indexOf('"', close + 1);
    if (close === -1) close = raw.length;
    at = close + 1;
    let next = raw.charCodeAt(at);
    for (let ahead = at; isSpace(next); next = raw.charCodeAt(ahead)) ahead += 1;
    if (next === colon) continue;
    const text = raw.slice(open + 1, close);
    values.add(text.includes('\\') ? toUnescaped(text) : text);
  }
}

const colon = 58;
const isSpace = (code: number) => code === 32 || code === 10 || code === 13 || code === 9;

/** An odd number of backslashes stands before it. */
function isEscaped(raw: string, at: number): boolean {
  let before = at - 1;
  while (raw.charCodeAt(before) === 92) before -= 1;
  return (at - before) % 2 === 0;
}

/** Between two strings stand numbers, `true`, `false`, `null` and what parts them. */
function addNumbers(values: Set<string>, raw: string, from: number, to: number): void {
  // A colon or a comma alone, most often.
  if (to - from < 2) return;
  for (const number of raw.slice(from, to).match(/-?\d[\d.eE+-]*/g) ?? []) values.add(number);
}

function toUnescaped(text: string): string {
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    // Not JSON after all: what stands there is found as it stands.
    return text;
  }
}

/** A line for each value: its words, each between spaces. Of a word its beginning counts, so that an index can hold it. */
function toLines(values: Iterable<string>): string {
  const plain: string[] = [];
  const lines: string[] = [];
  for (const value of values) {
    if (/[\P{ASCII}\n]/u.test(value) || value.length > searchWordCharsMax) lines.push(toLine(value));
    else plain.push(value);
  }
  // The same for many values at once, thousands of times a second.
  if (plain.length > 0) {
    const words = plain.join('\n').toLowerCase();
    lines.push(` ${words.replace(/[^a-z0-9\n]+/g, ' ').replaceAll('\n', ' \n ')} `);
  }
  return lines.join('\n');
}

function toLine(value: string): string {
  return ` ${toIndexedWords(value).join(' ')} `;
}

/** The words of a text, as far as they count. */
export function toIndexedWords(text: string): string[] {
  // toSearchWords gives nothing that Postgres cannot keep: it folds away U+0000 and halves of pairs.
  return toSearchWords(text).map((word) => (word.length > searchWordCharsMax ? cut(word) : word));
}

/** At a character, not amid a pair. */
function cut(word: string): string {
  return Array.from(word.slice(0, 2 * searchWordCharsMax))
    .slice(0, searchWordCharsMax)
    .join('');
}
