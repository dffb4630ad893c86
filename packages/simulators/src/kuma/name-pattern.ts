/** A broken expression; the message says where. */
export class BadPattern extends Error {}

/** Escapes of letters that mean something in PCRE and in JavaScript alike. */
const SHARED_ESCAPES = 'bBcdDfknrsStvwWx';

/**
 * The vendor's `name`: a case-insensitive PCRE, found anywhere in the name. JavaScript's dialect is close enough once
 * what it lacks is translated (`\Q…\E`, `\A`, `\z`, `\h`, `(?i)`, `(?P<…>`) and what PCRE refuses is refused (`\u`).
 */
export function toNamePattern(text: string): RegExp {
  const quoted = text.replace(/\\Q(.*?)(?:\\E|$)/gs, (_all, literal: string) => escapeLiteral(literal));
  const source = quoted
    .replaceAll('(?i)', '')
    .replaceAll('(?P<', '(?<')
    .replace(/\\(.)/gs, (escape, character: string) => translate(escape, character));
  try {
    return new RegExp(source, 'i');
  } catch (error) {
    throw new BadPattern(error instanceof Error ? error.message : String(error));
  }
}

function translate(escape: string, character: string): string {
  if (character === 'A') return '^';
  if (character === 'z' || character === 'Z') return '$';
  if (character === 'h') return '[ \\t]';
  if (/[a-z]/i.test(character) && !SHARED_ESCAPES.includes(character)) {
    throw new BadPattern(`unrecognized character follows \\: ${escape}`);
  }
  return escape;
}

function escapeLiteral(literal: string): string {
  return literal.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
