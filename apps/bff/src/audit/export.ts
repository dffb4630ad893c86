import type { AuditEntry, AuditExportFormat } from '@watchfloor/contract';
import { csvStart, toCsvLine } from '../export/csv.ts';

export const exportMediaTypes: Record<AuditExportFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
};

const columns: readonly { name: string; value: (entry: AuditEntry) => string | number | null }[] = [
  { name: 'id', value: ({ id }) => id },
  { name: 'time', value: ({ at }) => new Date(at).toISOString() },
  { name: 'actor_kind', value: ({ actor }) => actor.kind },
  { name: 'actor_id', value: ({ actor }) => actor.id },
  { name: 'actor_name', value: ({ actor }) => actor.name },
  { name: 'action', value: ({ action }) => action },
  { name: 'target_kind', value: ({ target }) => target?.kind ?? null },
  { name: 'target_id', value: ({ target }) => target?.id ?? null },
  { name: 'detail', value: ({ detail }) => JSON.stringify(detail) },
  { name: 'request_id', value: ({ requestId }) => requestId },
  { name: 'sealed_at_position', value: ({ sealed }) => sealed },
];

/** Text in pieces as they are read, so that a log of any length leaves through a page's worth of memory. */
export async function* toExportText(
  format: AuditExportFormat,
  pages: AsyncIterable<readonly AuditEntry[]>,
): AsyncGenerator<string> {
  if (format === 'csv') yield csvStart + toCsvLine(columns.map(({ name }) => name));
  const toLine =
    format === 'csv'
      ? (entry: AuditEntry) => toCsvLine(columns.map(({ value }) => value(entry)))
      : (entry: AuditEntry) => `${JSON.stringify(entry)}\n`;
  for await (const page of pages) yield page.map(toLine).join('');
}
