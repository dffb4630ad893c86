import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Settings } from 'lucide-react';
import { toHealthSentence } from '../features/connections/health-words.ts';
import { CoveragePage } from '../features/coverage/coverage-page.tsx';
import { coverageOptions } from '../features/coverage/coverage-query.ts';
import { useSession } from '../features/identity/use-session.ts';
import { PageWords } from '../features/shell/page-words.tsx';
import { ApiError } from '../lib/api.ts';
import { Skeleton } from '../ui/skeleton.tsx';
import { toVisibleText } from '../ui/text/visible.ts';
import { connectionPath, connectionSettingsPath, connectionsPath } from './addresses.ts';
import { BackLink } from './back-link.tsx';
import { Unanswered } from './unanswered.tsx';

/** A connection: how complete what is kept of it is. For everybody who may see it. */
export function ConnectionPage() {
  const { connection: id }: { connection: string } = useParams({ from: connectionPath });
  const query = useQuery(coverageOptions(id));
  const { may } = useSession();
  const { data: answer, error, refetch } = query;
  const back = (
    <BackLink to={connectionsPath} params={{}} search={{}}>
      Connections
    </BackLink>
  );
  if (error instanceof ApiError && error.code === 'unknown_connection') {
    return (
      <PageWords title="There is no connection of this name." action={back}>
        It may have been removed, or the link comes from another Watchfloor.
      </PageWords>
    );
  }
  if (!answer && error) return <Unanswered query={query}>How complete it is could not be read.</Unanswered>;
  if (!answer) {
    return (
      <main className="min-w-0 flex-1" aria-busy>
        <div className="h-10 border-b border-line">{back}</div>
        <Skeleton lines={12} lineHeightPx={24} className="p-4" />
      </main>
    );
  }
  const { connection, now } = answer;
  return (
    <>
      <title>{`${toVisibleText(connection.label)} · Watchfloor`}</title>
      <CoveragePage
        key={id}
        answer={answer}
        problem={error}
        onRetry={() => void refetch()}
        mayAsk={may('analyst')}
        health={toHealthSentence(connection.health, now)}
        back={back}
        settings={
          may('admin') && (
            <Link
              to={connectionSettingsPath}
              params={{ connection: id }}
              className="flex h-7 flex-none items-center gap-1 rounded-control border border-line px-2 font-medium hover:bg-surface"
            >
              <Settings size={14} strokeWidth={1.75} aria-hidden />
              Settings
            </Link>
          )
        }
      />
    </>
  );
}
