/** Excel takes a file for UTF-8 only by this mark; other readers skip it. */
export const csvStart = '\uFEFF';

/**
 * A record as RFC 4180 has it, one line whatever its values hold. The one encoder of every export: values come from
 * whoever attacks the company, and the file is opened by a spreadsheet.
 */
export function toCsvLine(values: readonly (string | number | null)[]): string {
  return `${values.map(toField).join(',')}\r\n`;
}

function toField(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = toPlain(value);
  return `"${(startsFormula.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}

/**
 * What a spreadsheet takes for the beginning of a formula, also behind blanks, quotes and marks that it strips (OWASP,
 * CSV injection); the wide forms are folded to the narrow ones by some.
 */
const startsFormula = /^[\s'"\u00AD\u200B-\u200F\u2060\uFEFF]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/u;

/** NUL ends a field for some readers, a line feed ends a record for others, and marks of direction rearrange the screen. */
// oxlint-disable-next-line no-control-regex
const unprintable = /[\u0000-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu;

/** Control characters become their pictures (U+2400 and on), the others `\u202E`. */
function toPlain(value: string): string {
  return value.toWellFormed().replace(unprintable, (char) => {
    const code = char.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x24_00 + code);
    if (code === 0x7f) return '\u2421';
    return `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`;
  });
}
