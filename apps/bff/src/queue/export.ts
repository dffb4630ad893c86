import type { QueueExportFormat, QueueRow, SourceAnswer } from '@watchfloor/contract';
import { csvStart, toCsvLine } from '../export/csv.ts';

export const queueExportTypes: Record<QueueExportFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
};

/** What the file says of itself before its rows: how complete each source was. */
export interface ExportHead {
  at: number;
  range: { from: number; to: number };
  total: number;
  sources: readonly SourceAnswer[];
  /** Findings of the range that a search has not looked through; 0 without one. */
  notSearched: number;
}

const time = (at: number | null) => (at === null ? null : new Date(at).toISOString());
const listed = (values: readonly string[]) => (values.length === 0 ? null : values.join(' '));

const columns: readonly { name: string; value: (row: QueueRow) => string | number | null }[] = [
  { name: 'uid', value: ({ uid }) => uid },
  { name: 'happened', value: ({ happened }) => time(happened) },
  { name: 'arrived', value: ({ arrived }) => time(arrived) },
  { name: 'active', value: ({ active }) => time(active) },
  { name: 'severity', value: ({ severity }) => severity },
  { name: 'priority_label', value: ({ priorityLabel }) => priorityLabel ?? null },
  { name: 'title', value: ({ title }) => title },
  { name: 'who', value: ({ cells }) => toText(cells.who) },
  { name: 'where', value: ({ cells }) => toText(cells.where) },
  { name: 'outcome', value: ({ outcome }) => outcome },
  { name: 'connection', value: ({ connection }) => connection },
  { name: 'event_type', value: ({ eventType }) => eventType ?? null },
  { name: 'techniques', value: ({ attack }) => listed(attack.map(({ id }) => id)) },
  { name: 'entities', value: ({ entities }) => listed(entities.map(({ value }) => value)) },
  { name: 'status', value: ({ mark }) => mark.state },
  { name: 'owner', value: ({ mark }) => mark.owner?.name ?? null },
  { name: 'verdict', value: ({ mark }) => mark.verdict },
  { name: 'decided_by', value: ({ mark }) => mark.updatedBy },
  { name: 'vendor_status', value: ({ vendorStatus }) => vendorStatus ?? null },
  { name: 'tenant', value: ({ tenant }) => tenant ?? null },
  { name: 'console', value: ({ consoleUrl }) => consoleUrl ?? null },
];

/**
 * The file in pieces as its rows are read. The first column says what a line is: `head` says what was asked, `source`
 * lines with the state of each and until when it was read come next, so that a file never says less than the screen
 * did, and `end` says how many findings there are: a file without it was cut.
 */
export async function* toQueueExport(
  format: QueueExportFormat,
  head: ExportHead,
  pages: AsyncIterable<readonly QueueRow[]>,
): AsyncGenerator<string> {
  if (format === 'csv') {
    yield csvStart +
      toCsvLine(['line', ...columns.map(({ name }) => name), 'source_state', 'source_read_at', 'message']);
    yield toNoteLine('head', toHeadWords(head)) + head.sources.map(toSourceLine).join('');
  } else yield `${JSON.stringify({ line: 'head', ...head })}\n`;
  const toLine =
    format === 'csv'
      ? (row: QueueRow) => toCsvLine(['finding', ...columns.map(({ value }) => value(row))])
      : (row: QueueRow) => `${JSON.stringify({ line: 'finding', ...row })}\n`;
  let findings = 0;
  for await (const page of pages) {
    findings += page.length;
    yield page.map(toLine).join('');
  }
  yield format === 'csv'
    ? toNoteLine('end', `${findings} of ${head.total} findings`)
    : `${JSON.stringify({ line: 'end', findings, total: head.total })}\n`;
}

const toHeadWords = ({ at, range, total, notSearched }: ExportHead) =>
  `${total} findings from ${time(range.from)} to ${time(range.to)}, written ${time(at)}${
    notSearched > 0 ? `; ${notSearched} findings of this range were not looked through` : ''
  }`;

/** A line that is about no finding: its words stand in the last column. */
function toNoteLine(line: string, words: string): string {
  return toCsvLine([line, ...columns.map(() => null), null, null, words]);
}

function toSourceLine({ id, connection, state, asOf, message }: SourceAnswer): string {
  const cells = columns.map(({ name }) => (name === 'uid' ? id : name === 'connection' ? connection : null));
  return toCsvLine(['source', ...cells, state, time(asOf), message ?? null]);
}

function toText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
