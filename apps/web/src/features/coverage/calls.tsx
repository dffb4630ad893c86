import type { CoverageAnswer } from '@watchfloor/contract';
import { lazy, Suspense, useMemo, useState } from 'react';
import { formatCount } from '../../lib/time.ts';
import { cx } from '../../ui/cx.ts';
import { Disclosure } from '../../ui/disclosure.tsx';
import type { Moment } from './moment.ts';
import { isNearlySpent, sumSpent, toQuotaWords, toSpentHours } from './spent.ts';
import { SpentTable } from './spent-table.tsx';

// recharts is as large as the rest of the page.
const SpentBars = lazy(() => import('./spent-bars.tsx'));

/** How many calls the vendor still answers, and who spent the others. */
export function Calls({ answer: { connection, spent }, moment }: { answer: CoverageAnswer; moment: Moment }) {
  const { now, zone, clock } = moment;
  const [isTable, setIsTable] = useState(false);
  const runningHour = Math.floor(now / 3_600_000);
  const hours = useMemo(() => toSpentHours(spent, runningHour * 3_600_000), [spent, runningHour]);
  const sums = sumSpent(hours);
  return (
    <section aria-label="Calls" className="min-w-0 px-4 pt-3 pb-4">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <h2 className="text-prose font-semibold">Calls</h2>
        <p className={cx('text-prose', isNearlySpent(connection.quota) && 'font-medium text-attention')}>
          {toQuotaWords(connection.quota, clock)}
        </p>
      </div>
      <div className="mt-2 flex">
        {/* Its height stands from the start: nothing below moves when it arrives. */}
        <div className="h-24 min-w-0 flex-1">
          {sums.people + sums.background === 0 ? (
            <p className="text-muted">No call in the last 24 hours.</p>
          ) : (
            <Suspense fallback={null}>
              <SpentBars hours={hours} zone={zone} />
            </Suspense>
          )}
        </div>
        <div className="flex w-36 flex-none flex-col justify-center pl-3 text-label">
          <ul aria-label="Sums of 24 hours">
            <Sum look="bg-control/50" label="Background" count={sums.background} />
            <Sum look="bg-text" label="People" count={sums.people} />
          </ul>
          <p className="text-muted">calls in 24 h</p>
        </div>
      </div>
      <Disclosure title="As a table" isOpen={isTable} onOpenChange={setIsTable} className="-ml-2 w-fit">
        <SpentTable hours={hours} moment={moment} />
      </Disclosure>
    </section>
  );
}

function Sum({ look, label, count }: { look: string; label: string; count: number }) {
  return (
    <li className="flex items-center gap-1.5">
      <span aria-hidden className={cx('size-2 flex-none', look)} />
      <span className="flex-1">{label}</span>
      <span>{formatCount(count)}</span>
    </li>
  );
}
