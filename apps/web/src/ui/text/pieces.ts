/** The beginning of a text, at most so many UTF-16 units; never through a surrogate pair. */
export function cutAt(text: string, chars: number): string {
  const last = text.charCodeAt(chars - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? chars - 1 : chars);
}

/** A text in pieces of about so many UTF-16 units; joined they are the text. */
export function toPieces(text: string, chars: number): string[] {
  const pieces: string[] = [];
  for (let from = 0; from < text.length; ) {
    const piece = cutAt(text.slice(from, from + chars), chars);
    pieces.push(piece);
    from += piece.length;
  }
  return pieces;
}
