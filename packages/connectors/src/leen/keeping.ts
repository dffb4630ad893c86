import type { SourceRecord } from '@watchfloor/contract';
import type { Keeping } from '../connector.ts';
import { earliest, latest } from './times.ts';

/** Every identity finding. A change is a record of its own, so that the list itself shows it. */
export const findingsKeeping: Keeping = {
  filters: {},
  rule: 'All identity findings',
  order: 'time-desc',
  partial: ['records'],
  merge: mergeFindings,
};

/**
 * One finding of what is kept and what was read now. A window shows only what was updated since its start, so that a read
 * may hold the later records of a series alone: the earlier times stand, and for all else the one that was active later.
 */
function mergeFindings(kept: SourceRecord, read: SourceRecord): SourceRecord {
  const isOlder = (read.active ?? Number.NEGATIVE_INFINITY) < (kept.active ?? Number.NEGATIVE_INFINITY);
  const newest = isOlder ? kept : read;
  const happened = earliest([kept.happened, read.happened]);
  const arrived = earliest([kept.arrived, read.arrived]);
  const active = latest([kept.active, read.active]);
  const { hint: _, ...rest } = newest;
  // Where the series begins, as a row that shows all of it tells: a finding is looked for from there on.
  const from = earliest([happened, active]);
  return {
    ...rest,
    happened,
    arrived,
    active,
    ...(from === null ? {} : { hint: String(from) }),
    cells: { ...newest.cells, arrived, active },
  };
}
