import type { QueueExportFormat } from '@watchfloor/contract';

export interface LineCount {
  /** @param text a piece of the file, however it was cut */
  push(text: string): void;
  findings(): number;
  /** Whether the file has its last line, which only a whole one has. */
  isWhole(): boolean;
}

const starts: Record<QueueExportFormat, { finding: string; end: string }> = {
  // The encoder puts each record on one line, and each text in quotes.
  csv: { finding: '"finding",', end: '"end",' },
  ndjson: { finding: '{"line":"finding",', end: '{"line":"end",' },
};
const keptChars = 32;

/** Counts what is in a file of findings while it comes in, by how its lines begin. */
export function createLineCount(format: QueueExportFormat): LineCount {
  const { finding, end } = starts[format];
  let findings = 0;
  let ends = 0;
  /** The line that is not complete, as far as it says what it is. */
  let open = '';
  const close = () => {
    if (open.startsWith(finding)) findings += 1;
    else if (open.startsWith(end)) ends += 1;
  };
  return {
    push(text) {
      let at = 0;
      for (let feed = text.indexOf('\n'); feed !== -1; feed = text.indexOf('\n', at)) {
        open += text.slice(at, Math.min(feed, at + keptChars));
        close();
        open = '';
        at = feed + 1;
      }
      if (open.length < keptChars) open += text.slice(at, at + keptChars);
    },
    findings: () => findings,
    isWhole: () => ends === 1 && open === '',
  };
}
