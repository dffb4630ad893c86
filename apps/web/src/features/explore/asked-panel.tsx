import type { Asked } from '@watchfloor/contract';
import { formatCount } from '../../lib/time.ts';
import { HostileText } from '../../ui/text/hostile-text.tsx';

/** Calls shown; a long scroll makes hundreds. */
const shownMax = 50;

/** Every call that was made for what is on the screen, newest first. */
export function AskedPanel({ asked, sourceLabel }: { asked: readonly Asked[]; sourceLabel: string }) {
  const shown = asked.slice(-shownMax).toReversed();
  return (
    <section
      aria-label={`What ${sourceLabel} was asked`}
      className="max-h-56 overflow-auto border-b border-line bg-surface"
      tabIndex={0}
    >
      <table className="w-full text-left">
        <thead className="sticky top-0 bg-surface text-label text-muted">
          <tr>
            <th className="w-14 py-1 pl-3 font-medium">Method</th>
            <th className="py-1 pl-2 font-medium">
              What {sourceLabel} was asked
              {asked.length > shownMax && `: the last ${shownMax} of ${formatCount(asked.length)} calls`}
            </th>
            <th className="w-16 py-1 pl-2 text-right font-medium">Status</th>
            <th className="w-20 py-1 pl-2 text-right font-medium">Time</th>
            <th className="w-16 py-1 pl-2 text-right font-medium">Rows</th>
            <th className="w-16 py-1 pr-3 pl-2 text-right font-medium">Tries</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((call, index) => (
            // Calls have no id; counted from the oldest, a call keeps its number.
            <tr key={asked.length - index} className="border-t border-line align-top">
              <td className="py-1 pl-3 font-mono">{call.method}</td>
              <td className="max-w-0 py-1 pl-2">
                <HostileText text={toReadable(call.target)} cut="none" mono className="break-all" />
                {call.error !== undefined && (
                  <HostileText text={call.error} cut="none" className="block text-attention" />
                )}
              </td>
              <td className="py-1 pl-2 text-right">{call.status ?? '—'}</td>
              <td className="py-1 pl-2 text-right whitespace-nowrap">{formatCount(Math.round(call.ms))} ms</td>
              <td className="py-1 pl-2 text-right">{call.rows ?? '—'}</td>
              <td className="py-1 pr-3 pl-2 text-right">{call.tries}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length === 0 && <p className="px-3 py-2 text-muted">Nothing has been asked yet.</p>}
    </section>
  );
}

/** Without percent signs where that is possible: the panel is for reading. */
function toReadable(target: string): string {
  try {
    return decodeURIComponent(target.replaceAll('+', ' '));
  } catch {
    return target;
  }
}
