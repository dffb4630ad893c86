import type { CoverageAnswer } from '@watchfloor/contract';
import type { ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Calls } from './calls.tsx';
import { CoverageHead } from './coverage-head.tsx';
import { useCoverageActs } from './coverage-query.ts';
import { ErrorTable } from './error-table.tsx';
import { useMoment } from './moment.ts';
import { SourceSection } from './source-section.tsx';

export interface CoveragePageProps {
  answer: CoverageAnswer;
  /** Why the last question for it failed; what is shown is then older. */
  problem: Error | null;
  onRetry: () => void;
  mayAsk: boolean;
  health: string;
  back: ReactNode;
  settings: ReactNode;
}

/** A connection: what of it is kept and how complete that is, what it costs, and what stands in its way. */
export function CoveragePage(props: CoveragePageProps) {
  const { answer, problem, onRetry, mayAsk, health, back, settings } = props;
  const { connection, sources, tasks, errors, reader, now } = answer;
  const moment = useMoment(now);
  const acts = useCoverageActs(connection.id);
  const about = { connection, isOwned: reader !== null, now, clock: moment.clock };
  const live = connection.resources.filter(({ name }) => !sources.some(({ resource }) => resource === name));
  return (
    <main className="flex min-w-0 flex-1 flex-col">
      <CoverageHead
        answer={answer}
        health={health}
        back={back}
        settings={settings}
        isRefreshing={acts.isRefreshing}
        onRefresh={acts.refresh}
      />
      {problem && (
        <Notice
          tone="problem"
          action={
            <Button look="quiet" onPress={onRetry}>
              Retry
            </Button>
          }
        >
          {problem.message} What stands below is from {moment.clock(now)}.
        </Notice>
      )}
      {/* A tab stop: it scrolls. */}
      <div tabIndex={0} role="region" aria-label="Coverage" className="focus-inset min-h-0 flex-1 overflow-auto">
        {sources.map((source) => (
          <SourceSection
            key={source.id}
            source={source}
            about={about}
            moment={moment}
            tasks={tasks.filter(({ resource }) => resource === source.resource)}
            acts={acts}
            mayAsk={mayAsk}
          />
        ))}
        {live.length > 0 && (
          <p className="border-b border-line px-4 py-2 text-muted">
            {live.map(({ label }) => label).join(', ')}: read live in Explore, never kept.
          </p>
        )}
        <div className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] divide-x divide-line border-b border-line">
          <Calls answer={answer} moment={moment} />
          <ErrorTable errors={errors} connection={connection} sources={sources} moment={moment} />
        </div>
      </div>
    </main>
  );
}
