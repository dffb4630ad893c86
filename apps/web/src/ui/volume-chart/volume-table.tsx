import { formatDay, formatIso } from '../time-format.ts';
import { series, toSeriesCounts } from './series.ts';
import type { VolumeBucket } from './types.ts';

interface VolumeTableProps {
  buckets: readonly VolumeBucket[];
  zone: string;
  label: string;
}

/** The same numbers for those who cannot see the bars, or want the numbers. */
export function VolumeTable({ buckets, zone, label }: VolumeTableProps) {
  return (
    // A scrolled region has to be reachable by key.
    <div className="focus-inset max-h-60 overflow-auto" tabIndex={0} role="region" aria-label={`${label}, as a table`}>
      <table className="w-full border-collapse text-right">
        <thead className="sticky top-0 bg-bg text-label text-muted">
          <tr className="h-6">
            <th scope="col" className="px-3 text-left font-medium">
              From
            </th>
            {series.map(({ id, label: word }) => (
              <th key={id} scope="col" className="px-2 font-medium">
                {word}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {buckets.map((bucket) => {
            const counts = toSeriesCounts(bucket);
            return (
              <tr key={bucket.from} className="h-5 border-t border-line">
                <th scope="row" className="px-3 text-left font-normal" title={formatDay(bucket.from, zone)}>
                  {formatIso(bucket.from, zone)}
                </th>
                {series.map(({ id }) => (
                  <td key={id} className="px-2">
                    {counts[id] === 0 ? <span className="text-muted">0</span> : counts[id].toLocaleString('en')}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
