/**
 * The words of a text, as the queue's search knows them: runs of letters, digits and marks in small letters; all else
 * only parts them. Scripts that are written without spaces have a word for each character, so that any part of a line of
 * them is found. Both what is kept and what is asked goes through here.
 */
export function toSearchWords(text: string): string[] {
  if (isPlain(text)) return text.toLowerCase().match(plainWord) ?? [];
  // Small letters first: some have a form of their own only then. Compatibility forms, as full-width ones, are the same.
  const folded = text.toWellFormed().normalize('NFKC').toLowerCase().normalize('NFKC');
  return folded.match(anyWord) ?? [];
}

/** Kept of one word; what is asked of it is shorter. */
export const searchWordCharsMax = 255;

const plainWord = /[a-z0-9]+/g;
const spaceless =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}';
const anyWord = new RegExp(`[${spaceless}]\\p{M}*|(?:(?![${spaceless}])[\\p{L}\\p{N}\\p{M}])+`, 'gu');

const beyondAscii = /\P{ASCII}/u;
const isPlain = (text: string) => !beyondAscii.test(text);
