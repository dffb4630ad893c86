import type { Severity } from '@watchfloor/contract';
import type { VolumeBucket } from './types.ts';

export interface Series {
  id: 'critical' | 'high' | 'unknown' | 'medium' | 'low' | 'informational';
  label: string;
  severities: Severity[];
  color: string;
  /** Less for what matters less: a common severity must not outshine a rare one. */
  opacity: number;
}

/** From the baseline up: what matters most is compared along a straight line. */
export const series: Series[] = [
  {
    id: 'critical',
    label: 'Critical',
    severities: ['fatal', 'critical'],
    color: 'var(--wf-severity-critical)',
    opacity: 1,
  },
  { id: 'high', label: 'High', severities: ['high'], color: 'var(--wf-severity-high)', opacity: 1 },
  { id: 'unknown', label: 'Unknown', severities: ['unknown', 'other'], color: 'var(--wf-control)', opacity: 0.8 },
  { id: 'medium', label: 'Medium', severities: ['medium'], color: 'var(--wf-severity-medium)', opacity: 0.6 },
  { id: 'low', label: 'Low', severities: ['low'], color: 'var(--wf-severity-low)', opacity: 0.55 },
  { id: 'informational', label: 'Info', severities: ['informational'], color: 'var(--wf-control)', opacity: 0.4 },
];

export type SeriesCounts = Record<Series['id'], number>;

export function toSeriesCounts({ counts }: Pick<VolumeBucket, 'counts'>): SeriesCounts {
  const summed = series.map(({ id, severities }) => [id, severities.reduce((sum, s) => sum + (counts[s] ?? 0), 0)]);
  return Object.fromEntries(summed) as SeriesCounts;
}

export function sumBuckets(buckets: readonly VolumeBucket[]): { all: number; by: SeriesCounts } {
  const by = toSeriesCounts({ counts: {} });
  for (const bucket of buckets) {
    const counts = toSeriesCounts(bucket);
    for (const { id } of series) by[id] += counts[id];
  }
  return { all: Object.values(by).reduce((sum, count) => sum + count, 0), by };
}

/** `3 critical, 12 high`, worst first; `nothing` where there is nothing. */
export function toCountWords(counts: SeriesCounts): string {
  const words = series
    .filter(({ id }) => counts[id] > 0)
    .map(({ id, label }) => `${counts[id]} ${label.toLowerCase()}`);
  return words.length === 0 ? 'nothing' : words.join(', ');
}
