import type { SourceCoverage } from '@watchfloor/contract';
import { formatCount } from '../../lib/time.ts';
import { FactGrid } from '../../ui/fact-grid.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { formatDuration } from '../../ui/time-format.ts';
import { TimeText } from '../../ui/time-text.tsx';
import type { Moment } from './moment.ts';
import { toAgo } from './stretch-words.ts';

/** What of the list is kept, and how much that is. */
export function KeptFacts({ source: { kept, rule, window }, moment }: { source: SourceCoverage; moment: Moment }) {
  const { now, zone } = moment;
  return (
    <div>
      <h3 className="mb-1 font-medium">Kept</h3>
      <FactGrid
        columns={1}
        facts={[
          { id: 'rule', label: 'Rule', value: <HostileText text={rule} cut="none" /> },
          { id: 'window', label: 'For', value: formatDuration(window.to - window.from) },
          { id: 'findings', label: 'Findings', value: formatCount(kept.findings) },
          {
            id: 'unreadable',
            label: 'Unreadable',
            value: kept.unreadable === 0 ? 'none' : <Unreadable count={kept.unreadable} />,
          },
          { id: 'oldest', label: 'Oldest', value: <TimeText at={kept.oldest} zone={zone} now={now} /> },
          { id: 'newest', label: 'Newest', value: <TimeText at={kept.newest} zone={zone} now={now} /> },
        ]}
      />
    </div>
  );
}

function Unreadable({ count }: { count: number }) {
  return (
    <span className="text-attention">
      {formatCount(count)} {count === 1 ? 'record' : 'records'}, kept as they came
    </span>
  );
}

const passWords: Record<SourceCoverage['passes'][number]['name'], string> = {
  head: 'Newest',
  look_back: 'Late arrivals',
  changes: 'Changes',
  open: 'Open ones',
};

/** What is read again and again, since what was read whole once may change at the vendor. */
export function PassList({ passes, moment: { now } }: { passes: SourceCoverage['passes']; moment: Moment }) {
  return (
    <div>
      <h3 className="mb-1 font-medium">Read again</h3>
      {passes.length === 0 ? (
        <p className="text-muted">Nothing yet.</p>
      ) : (
        <FactGrid
          columns={1}
          facts={passes.map(({ name, lastAt, everyMs }) => ({
            id: name,
            label: passWords[name],
            value: lastAt === null ? 'not yet' : toAgo(lastAt, now),
            note: `every ${formatDuration(everyMs)}`,
          }))}
        />
      )}
    </div>
  );
}
