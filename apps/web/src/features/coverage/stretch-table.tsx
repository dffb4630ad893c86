import { cx } from '../../ui/cx.ts';
import { TimeText } from '../../ui/time-text.tsx';
import type { Moment } from './moment.ts';
import { stretchStateWords, toAgo } from './stretch-words.ts';
import type { Stretch } from './stretches.ts';

/** The strip for those who cannot see it, or want the times: newest first. */
export function StretchTable({
  stretches,
  label,
  moment,
}: {
  stretches: readonly Stretch[];
  label: string;
  moment: Moment;
}) {
  const { now, zone } = moment;
  return (
    // A scrolled region has to be reachable by key.
    <div
      className="focus-inset mb-3 max-h-60 overflow-auto"
      tabIndex={0}
      role="region"
      aria-label={`${label}, as a table`}
    >
      <table className="text-left">
        <thead className="sticky top-0 bg-bg text-label text-muted">
          <tr className="h-6">
            {['From', 'To', 'State', 'Read at'].map((head) => (
              <th key={head} scope="col" className="pr-6 font-medium first:pl-2">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {stretches.toReversed().map(({ from, to, state, readAt }) => (
            <tr key={from} className="h-6 border-t border-line">
              <td className="pr-6 pl-2">
                <TimeText at={from} zone={zone} now={now} />
              </td>
              <td className="pr-6">
                <TimeText at={to} zone={zone} now={now} />
              </td>
              <td className={cx('pr-6', state === 'never' && 'text-attention')}>{stretchStateWords[state]}</td>
              <td className="pr-6">
                <TimeText at={readAt} zone={zone} now={now} />
                {readAt !== null && <span className="ml-2 text-muted">{toAgo(readAt, now)}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
