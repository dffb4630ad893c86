/** A single line of megabytes would be laid out whole; pieces of this size are not. */
const chunkChars = 2_000;

/** Cuts text into lines, and long lines into pieces, without splitting a surrogate pair. Joined they lose only line feeds. */
export function toChunks(text: string): string[] {
  const chunks: string[] = [];
  for (const line of text.split('\n')) {
    if (line.length <= chunkChars) {
      chunks.push(line);
      continue;
    }
    for (let from = 0; from < line.length; ) {
      let to = Math.min(from + chunkChars, line.length);
      const last = line.charCodeAt(to - 1);
      if (to < line.length && last >= 0xd800 && last <= 0xdbff) to += 1;
      chunks.push(line.slice(from, to));
      from = to;
    }
  }
  return chunks;
}
