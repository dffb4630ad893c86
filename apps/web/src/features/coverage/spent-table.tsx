import { formatCount } from '../../lib/time.ts';
import { TimeText } from '../../ui/time-text.tsx';
import type { Moment } from './moment.ts';
import type { SpentHour } from './spent.ts';

/** The bars for those who cannot see them: newest first. */
export function SpentTable({ hours, moment: { now, zone } }: { hours: readonly SpentHour[]; moment: Moment }) {
  return (
    // A scrolled region has to be reachable by key.
    <div
      className="focus-inset mb-3 max-h-60 overflow-auto"
      tabIndex={0}
      role="region"
      aria-label="Calls by hour, as a table"
    >
      <table className="text-right">
        <thead className="sticky top-0 bg-bg text-label text-muted">
          <tr className="h-6">
            <th scope="col" className="pr-6 pl-2 text-left font-medium">
              Hour
            </th>
            <th scope="col" className="pr-6 font-medium">
              People
            </th>
            <th scope="col" className="pr-6 font-medium">
              Background
            </th>
          </tr>
        </thead>
        <tbody>
          {hours.toReversed().map(({ hour, people, background }) => (
            <tr key={hour} className="h-6 border-t border-line">
              <th scope="row" className="pr-6 pl-2 text-left font-normal">
                <TimeText at={hour} zone={zone} now={now} />
              </th>
              <td className="pr-6">{formatCount(people)}</td>
              <td className="pr-6">{formatCount(background)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
