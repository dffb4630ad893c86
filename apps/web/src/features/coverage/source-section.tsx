import { type ReadTask, resolveTime, type SourceCoverage } from '@watchfloor/contract';
import { useState } from 'react';
import { cx } from '../../ui/cx.ts';
import { Disclosure } from '../../ui/disclosure.tsx';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { toVisibleText } from '../../ui/text/visible.ts';
import { toRangeText } from '../../ui/time-range/shift.ts';
import type { useCoverageActs } from './coverage-query.ts';
import { CoverageStrip } from './coverage-strip.tsx';
import { KeptFacts, PassList } from './kept-facts.tsx';
import type { Moment } from './moment.ts';
import { RangeCheck } from './range-check.tsx';
import { isKept, type SourceAbout, toAnnouncement, toSourceWords } from './source-words.ts';
import { StretchTable } from './stretch-table.tsx';
import { toStretches } from './stretches.ts';
import { TaskList } from './task-list.tsx';

export interface SourceSectionProps {
  source: SourceCoverage;
  about: SourceAbout;
  moment: Moment;
  /** Of this source, latest first. */
  tasks: readonly ReadTask[];
  acts: ReturnType<typeof useCoverageActs>;
  /** Whether this person may verify, and read a range. */
  mayAsk: boolean;
}

/** One list whose findings are kept: how complete it is, what is kept, and what was asked of it. */
export function SourceSection({ source, about, moment, tasks, acts, mayAsk }: SourceSectionProps) {
  const [range, setRange] = useState({ from: 'now-24h', to: 'now' });
  const [isTable, setIsTable] = useState(false);
  const words = toSourceWords(source, about);
  const stretches = toStretches(source.window, source.covered);
  const label = `Coverage of ${toVisibleText(about.connection.label)} ${source.label.toLowerCase()}`;
  return (
    <section aria-label={source.label} className="border-b border-line px-4 pt-3 pb-4">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <h2 className="text-prose font-semibold">{source.label}</h2>
        <p className="min-w-0 flex-1 text-prose">
          <span className={cx('font-medium', words.tone === 'attention' && 'text-attention')}>
            <HostileText text={words.lead} cut="none" canShowAll={false} />
          </span>
          {words.rest !== '' && ' '}
          <HostileText text={words.rest} cut="none" canShowAll={false} />
        </p>
      </div>
      {/* Its seconds change with every answer: only what they mean is read out. */}
      <p role="status" className="sr-only">
        {toVisibleText(toAnnouncement(source, words))}
      </p>
      {isKept(source) && (
        <>
          <div className="mt-2">
            <CoverageStrip
              stretches={stretches}
              label={label}
              moment={moment}
              onChoose={mayAsk ? (stretch) => setRange(toRangeText(stretch)) : undefined}
            />
          </div>
          <Disclosure title="As a table" isOpen={isTable} onOpenChange={setIsTable} className="-ml-2 w-fit">
            <StretchTable stretches={stretches} label={label} moment={moment} />
          </Disclosure>
        </>
      )}
      <div className="mt-2 grid grid-cols-[minmax(240px,2fr)_minmax(240px,2fr)_minmax(440px,5fr)] gap-x-8">
        <KeptFacts source={source} moment={moment} />
        <PassList passes={source.passes} moment={moment} />
        <div>
          <h3 className="mb-1 font-medium">Verify and read</h3>
          {mayAsk && (
            <RangeCheck
              source={source}
              range={range}
              moment={moment}
              isBusy={acts.isAdding}
              onRange={setRange}
              onAsk={(kind) => {
                const [from, to] = [resolveTime(range.from, moment.now), resolveTime(range.to, moment.now)];
                if (from !== undefined && to !== undefined) acts.add({ resource: source.resource, kind, from, to });
              }}
            />
          )}
          <TaskList tasks={tasks} moment={moment} onStop={mayAsk ? acts.stop : undefined} />
        </div>
      </div>
    </section>
  );
}
