import { formatCount } from '../../lib/time.ts';
import type { ExportRun } from './export-run.ts';

/** What became of a file, or how far it is: `8,412 of 8,412 findings written`. */
export function toExportWords({ state, total, findings, problem }: ExportRun): string {
  if (total === undefined) {
    if (state === 'cut') return `Not written. ${problem ?? ''}`.trim();
    return state === 'stopped' ? 'Stopped before it began.' : 'Asking for it';
  }
  const of = `${formatCount(findings)} of ${formatCount(total)} findings`;
  switch (state) {
    case 'writing':
      return of;
    case 'stopped':
      return `Stopped at ${of}.`;
    case 'cut':
      return `Cut at ${of}. ${problem ?? ''}`.trim();
    case 'done':
      return `${of} written.${toDifference(findings - total)}`;
  }
}

/** `4.1 MB` */
export function toSize(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** Decisions are made and vendors change things while a file is written. */
function toDifference(difference: number): string {
  const count = Math.abs(difference);
  const were = count === 1 ? 'was changed meanwhile and' : 'were changed meanwhile and';
  if (difference === 0) return '';
  if (difference < 0) return ` ${formatCount(count)} ${were} ${count === 1 ? 'matches' : 'match'} no more.`;
  return ` ${formatCount(count)} ${were} ${count === 1 ? 'matches' : 'match'} since.`;
}
