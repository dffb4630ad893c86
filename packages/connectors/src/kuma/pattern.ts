const metacharacters = /[\\^$.|?*+()[\]{}]/;

/**
 * Writes a text as the expression that finds it, for KUMA's `name`. "Case-insensitive" is left to KUMA for ASCII alone:
 * outside it, engines need a Unicode switch that nobody documents, so both cases are written out.
 */
export function toPattern(text: string): string {
  let pattern = '';
  for (const char of text) {
    if (metacharacters.test(char)) pattern += `\\${char}`;
    else if (/[\p{Cc}\s]/u.test(char)) pattern += char === ' ' ? ' ' : '\\s';
    else pattern += bothCases(char);
  }
  return pattern;
}

function bothCases(char: string): string {
  if (char.charCodeAt(0) < 128) return char;
  // A title-case letter is neither.
  const cases = [...new Set([char, char.toLowerCase(), char.toUpperCase()])];
  return cases.length === 1 ? char : `(?:${cases.join('|')})`;
}
