import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate, useRouter } from '@tanstack/react-router';
import { type Connection, type Decision, type QueueRow, queueResource, toExploreParams } from '@watchfloor/contract';
import { ChevronDown, ChevronUp, SquareArrowOutUpRight } from 'lucide-react';
import { useState } from 'react';
import { useAroundKey } from '../features/around/around-open.ts';
import { FindingPage } from '../features/finding/finding-page.tsx';
import { sessionOptions } from '../features/identity/session-query.ts';
import { useSession } from '../features/identity/use-session.ts';
import { putRow } from '../features/queue/queue-query.ts';
import { toListRow } from '../features/queue/queue-rows.ts';
import { useLiveQueue } from '../features/queue/use-live-queue.ts';
import { type Neighbours, useNeighbours } from '../features/queue/use-neighbours.ts';
import { refreshCounts } from '../features/queue/view-counts.ts';
import { ConflictStack } from '../features/triage/conflict-stack.tsx';
import type { Asked } from '../features/triage/decision-bar.tsx';
import { assigneesOptions, findingOptions, forgetOlder, useQueueFinding } from '../features/triage/finding-query.ts';
import { useDecisionKeys } from '../features/triage/use-decision-keys.ts';
import { useTriage } from '../features/triage/use-triage.ts';
import { findList } from '../lib/find-list.ts';
import { useKeys } from '../lib/keymap.ts';
import { withValue } from '../lib/list/filter-edits.ts';
import { toListParams } from '../lib/list/list-location.ts';
import { formatCount } from '../lib/time.ts';
import { useStable } from '../lib/use-stable.ts';
import { Button } from '../ui/button.tsx';
import { queueFindingPath, queuePath, recordPath, toHint } from './addresses.ts';
import { BackLink } from './back-link.tsx';
import { Sources } from './found-resource.tsx';
import { KeptFinding, NoFinding } from './kept-finding.tsx';
import { toAddress, toQueuePlace, useOurs } from './queue-parts.tsx';
import { useQueueQuery } from './queue-question.ts';
import { useLatestMark } from './use-latest-mark.ts';

const route = getRouteApi(queueFindingPath);
const nobody = { id: '', name: '' };
/** A page is of one finding. */
const notMany = () => false;
const noPeople: { id: string; name: string }[] = [];

/** A finding of the queue on a page of its own. Its address alone shows it, whatever became of the list it came from. */
export function QueueFindingPage() {
  // Whose findings are "mine" has to be known before anything is decided.
  const knowsPerson = useQuery(sessionOptions).isSuccess;
  const { uid } = route.useParams();
  if (!knowsPerson) return <main className="flex-1" aria-busy />;
  return <Sources>{(connections) => <QueueFinding uid={uid} connections={connections} />}</Sources>;
}

function QueueFinding({ uid, connections }: { uid: string; connections: Connection[] }) {
  const params = route.useSearch();
  const navigate = useNavigate();
  const router = useRouter();
  const client = useQueryClient();
  const { query } = useQueueQuery(params);
  const { person, may } = useSession();
  const me = person ?? nobody;
  const mayDecide = may('analyst');
  const { data: assignees } = useQuery({ ...assigneesOptions, enabled: person !== null });
  const [asked, setAsked] = useState<Asked>();
  const hasList = Object.keys(toListParams(params)).length > 0;
  const listParams = toExploreParams(query);
  const around = useNeighbours(hasList ? listParams : undefined, uid);
  const { data: known, error } = useQueueFinding(uid);
  useAroundKey();
  useLatestMark(around?.row, known?.row);

  const go = (to: string, replace = true) =>
    void navigate({ to: queueFindingPath, params: { uid: to }, search: params, replace });
  const onNext = () => around?.next && go(around.next.uid);
  const triage = useTriage({
    me,
    onMark: useStable((changed, mark, members) => {
      refreshCounts(client);
      putRow(client, changed, ({ fold, ...row }) => ({
        ...row,
        mark,
        status: mark.state,
        ...(fold ? { fold: { ...fold, members } } : {}),
      }));
      client.setQueryData(
        findingOptions(changed).queryKey,
        (answer) => answer && { ...answer, row: { ...answer.row, mark, status: mark.state } },
      );
    }),
    onUndone: (undone) => go(undone),
  });
  useLiveQueue({
    person: person?.id,
    isDeciding: triage.isDeciding,
    onMarks: (marks) => void forgetOlder(client, marks),
  });
  const row = around?.row ?? (known && toListRow(known.row));
  useDecisionKeys({
    onMany: notMany,
    current: () => row,
    onDecide: triage.decide,
    onAsk: setAsked,
    onNext,
    me: me.id,
    isEnabled: mayDecide,
  });
  useKeys(
    around
      ? [
          { keys: 'j', label: 'The next finding of the list', group: 'Move', run: onNext },
          {
            keys: 'k',
            label: 'The finding before',
            group: 'Move',
            run: () => around.previous && go(around.previous.uid),
          },
        ]
      : [],
  );

  const { connection, resource: list } = findList(connections, row?.connection ?? null, row?.resource);
  const deciding = {
    people: assignees?.people ?? noPeople,
    me,
    mayDecide,
    asked,
    onAsk: setAsked,
    onDecide: (decided: QueueRow, decision: Decision, owner?: string) => {
      triage.decide(decided, decision, owner);
      if (decision.kind === 'close') onNext();
    },
  };
  const parts = useOurs(row && connection && list && { row, known, connection, list }, deciding, 2);
  const backTo = { to: queuePath, search: { ...(hasList ? params : queueResource.opensWith), sel: uid } } as const;
  const back = (
    <BackLink {...backTo} params={{}}>
      {hasList ? 'Back to the queue' : 'To the queue'}
    </BackLink>
  );
  if (!row) return <NoFinding error={error} back={back} />;
  if (!connection || !list || !parts) return <KeptFinding row={row} known={known} back={back} />;
  const place = toQueuePlace({
    row,
    connection,
    list,
    queue: queueResource,
    filterNote: 'in the queue',
    onFilter: (name, value, mode) =>
      void navigate({ to: queuePath, search: toExploreParams(withValue(query, name, value, mode, true)) }),
    pageUrl: location.origin + router.buildLocation({ to: queueFindingPath, params: { uid }, search: {} }).href,
  });
  return (
    <>
      <title>{`Finding · ${connection.label} · Watchfloor`}</title>
      <FindingPage
        key={uid}
        place={place}
        row={row}
        back={back}
        onBack={() => void navigate(backTo)}
        steps={around && <Steps around={around} onGo={go} />}
        neighbours={[around?.next, around?.previous].flatMap((one) => (one ? [toAddress(one)] : []))}
        ours={parts.ours}
        links={
          <>
            {parts.aroundButton}
            <Link
              to={recordPath}
              params={{ connection: connection.id, resource: list.name, key: row.key }}
              search={toHint(row.hint)}
              className="flex h-7 flex-none items-center gap-1 rounded-control px-2 font-medium whitespace-nowrap hover:bg-raised"
            >
              <SquareArrowOutUpRight size={14} strokeWidth={1.75} aria-hidden />
              In {connection.label} {list.label.toLowerCase()}
            </Link>
          </>
        }
      />
      <ConflictStack triage={triage} />
    </>
  );
}

function Steps({ around, onGo }: { around: Neighbours; onGo: (uid: string) => void }) {
  const { previous, next, place, of } = around;
  return (
    <>
      <span className="text-muted">
        {formatCount(place)}
        {of !== null && ` of ${formatCount(of)}`}
      </span>
      <Button icon={ChevronUp} hotkey="k" isDisabled={!previous} onPress={() => previous && onGo(previous.uid)}>
        Previous
      </Button>
      <Button icon={ChevronDown} hotkey="j" isDisabled={!next} onPress={() => next && onGo(next.uid)}>
        Next
      </Button>
    </>
  );
}
