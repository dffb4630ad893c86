import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate, useRouter } from '@tanstack/react-router';
import {
  type Connection,
  type ExploreQuery,
  type GroupChoice,
  type Params,
  type QueueGroup,
  type QueueRow,
  toExploreParams,
  toShippedViews,
} from '@watchfloor/contract';
import { type ComponentProps, useMemo, useRef, useState } from 'react';
import { ExportButton } from '../features/export/export-button.tsx';
import { sessionOptions } from '../features/identity/session-query.ts';
import { useSession } from '../features/identity/use-session.ts';
import { toGroupParams, toGroupQuery } from '../features/queue/group-choice.ts';
import { toNamedQueue } from '../features/queue/named-queue.ts';
import { QueuePage as Queue } from '../features/queue/queue-page.tsx';
import { askAhead, findRow, putRow } from '../features/queue/queue-query.ts';
import { clearSelection } from '../features/queue/selection.ts';
import { useSourceNames } from '../features/queue/source-name.ts';
import { useLiveQueue } from '../features/queue/use-live-queue.ts';
import { refreshCounts } from '../features/queue/view-counts.ts';
import { ConflictStack } from '../features/triage/conflict-stack.tsx';
import type { Asked } from '../features/triage/decision-bar.tsx';
import { assigneesOptions, findingOptions } from '../features/triage/finding-query.ts';
import { useDecisionKeys } from '../features/triage/use-decision-keys.ts';
import { useTriage } from '../features/triage/use-triage.ts';
import { forgetDraft } from '../features/views/drafts.ts';
import type { OpenView } from '../features/views/open-view.ts';
import { useCopyLink } from '../features/views/use-copy-link.ts';
import { ViewBar, ViewTitle } from '../features/views/view-bar.tsx';
import { useViews } from '../features/views/views-context.ts';
import { refreshSources } from '../lib/api.ts';
import { oneOf, stringifySearch } from '../lib/search-params.ts';
import { useStable } from '../lib/use-stable.ts';
import type { DataTableHandle } from '../ui/data-table/types.ts';
import type { LinkForm } from '../ui/list/copy-link.tsx';
import { toVisibleText } from '../ui/text/visible.ts';
import { useToast } from '../ui/toast/toast.tsx';
import { connectionPath, queueFindingPath, queuePath, toViewParam } from './addresses.ts';
import { Sources } from './found-resource.tsx';
import { useShownView } from './open-view.ts';
import { useQueueBulk } from './queue-bulk.tsx';
import { QueuePane } from './queue-pane.tsx';
import type { Deciding } from './queue-parts.tsx';
import { findShippedView, useQueueQuery } from './queue-question.ts';
import { useSaidChange } from './use-said-change.ts';

const route = getRouteApi(queuePath);
const nobody = { id: '', name: '' };

/** The queue. The URL is its whole state, and this is where it is written. */
export function QueuePage() {
  // Whose findings are "mine" has to be known before anything is decided.
  const knowsPerson = useQuery(sessionOptions).isSuccess;
  if (!knowsPerson) return <main className="flex-1" aria-busy />;
  return <Sources>{(connections) => <FoundQueue connections={connections} />}</Sources>;
}

function FoundQueue({ connections }: { connections: Connection[] }) {
  const params = route.useSearch();
  const navigate = useNavigate();
  const router = useRouter();
  const client = useQueryClient();
  const toast = useToast();
  const { query, group, ignored } = useQueueQuery(params);
  const { person, may } = useSession();
  const me = person ?? nobody;
  const mayDecide = may('analyst');
  const { data: assignees } = useQuery({ ...assigneesOptions, enabled: person !== null });
  const people = assignees?.people ?? noPeople;
  const names = useSourceNames(connections);
  const resource = useMemo(() => toNamedQueue(names, people), [names, people]);
  const shown = useShownView(params, { connection: undefined, resource }, query, group);
  const { opened, screen, problem } = shown;
  const views = useViews();
  const copyLink = useCopyLink();
  const table = useRef<DataTableHandle>(null);
  const [asked, setAsked] = useState<Asked>();
  const sel = oneOf(params, 'sel');
  const listParams = useMemo(() => toExploreParams(query), [query]);
  // What the address has of the page beside the selection.
  const viewId = problem ? undefined : oneOf(params, 'view');
  const pageParams = useMemo(
    () => ({ ...toViewParam(viewId), ...listParams, ...toGroupParams(group) }),
    [viewId, listParams, group],
  );
  const shipped = findShippedView(toShippedViews(connections), query);

  const go = (search: Params, replace = false) => void navigate({ to: queuePath, search, replace });
  const select = (uid: string) => go({ ...pageParams, sel: uid }, sel !== undefined);
  const triage = useTriage({
    me,
    onMark: (uid, mark, members) => {
      refreshCounts(client);
      putRow(client, uid, ({ fold, ...row }) => ({
        ...row,
        mark,
        status: mark.state,
        ...(fold ? { fold: { ...fold, members } } : {}),
      }));
    },
    onUndone: select,
  });
  const { said, onMarks } = useSaidChange(listParams, sel);
  const live = useLiveQueue({
    person: person?.id,
    isDeciding: triage.isDeciding,
    onMarks,
  });
  const selectionName = `${me.id} ${stringifySearch(pageParams)}`;
  const bulk = useQueueBulk({
    list: selectionName,
    listParams,
    me,
    people,
    names,
    mayDecide,
    onDecide: triage.decide,
    focusList: () => table.current?.focus(),
  });
  useDecisionKeys({
    onMany: bulk.onMany,
    current: () => {
      const single = bulk.single();
      if (single) return single;
      const uid = table.current?.currentId() ?? sel;
      if (uid === undefined || uid === null) return undefined;
      // A finding that was opened by its link alone stands in the pane, and not among the loaded rows.
      return findRow(client, listParams, uid) ?? client.getQueryData(findingOptions(uid).queryKey)?.row;
    },
    onDecide: (row, decision) => {
      clearSelection(selectionName);
      triage.decide(row, decision);
    },
    onAsk: setAsked,
    onNext: () => void table.current?.moveBy(1),
    me: me.id,
    isEnabled: mayDecide,
  });
  const { columnState, density } = shown.layout;
  const onColumnState = useStable(shown.layout.onColumnState);
  const layout = useMemo(() => ({ columnState, onColumnState, density }), [columnState, onColumnState, density]);
  const selection: Params = sel === undefined ? {} : { sel };
  const toPage = (next: ExploreQuery, grouped: GroupChoice | undefined, view: string | undefined): Params => ({
    ...toViewParam(view),
    ...toExploreParams(next),
    ...toGroupParams(grouped),
    ...selection,
  });
  const onQuery = useStable((next: ExploreQuery) => {
    askAhead(client, toExploreParams(next));
    go(toPage(next, group, viewId));
  });
  const onGroup = (next: GroupChoice | undefined) => go(toPage(query, next, viewId));
  const onRevert = (reverted: OpenView) => {
    forgetDraft(reverted.view.id);
    views.onOpen(reverted.view);
  };
  const title = useMemo(() => opened && <ViewTitle opened={opened} />, [opened]);
  const hasBar = opened ? opened.isDirty || opened.isBehind : views.may('analyst');
  const toGroupList = (opened: QueueGroup) => toExploreParams(toGroupQuery(query, opened));
  const onClose = useStable(() => {
    if (sel !== undefined) go(pageParams, true);
  });
  const onPaneDecide = useStable<Parameters<Deciding['onDecide']>, void>((row, decision, owner) => {
    triage.decide(row, decision, owner);
    if (decision.kind === 'close') table.current?.moveBy(1);
    table.current?.focus();
  });
  const listText = stringifySearch(pageParams);
  // A new tab opens the queue as it is here, on that finding.
  const rowHref = useStable((row: QueueRow) => `${queuePath}${listText}&sel=${encodeURIComponent(row.uid)}`);
  const onCopyLink = (next: ExploreQuery, { range, isShort }: LinkForm) => {
    // A private view is nobody else's: a colleague's page would only say that it is not there.
    const search = toPage(next, group, opened && opened.view.sharing !== 'private' ? viewId : undefined);
    const said = range === 'absolute' ? 'Its range is absolute.' : `Its range stays ${next.from} to ${next.to}.`;
    void copyLink(router.buildLocation({ to: queuePath, search }).href, { isShort, said });
  };
  const onAsk = (connection: string) => {
    refreshSources(connection).then(
      () => void client.invalidateQueries({ queryKey: ['queue', 'news'] }),
      (error: unknown) => toast({ text: error instanceof Error ? error.message : String(error) }),
    );
  };
  if (shown.isWaiting) return <main className="flex-1" aria-busy />;
  return (
    <>
      <Queue
        connections={connections}
        names={names}
        resource={resource}
        people={people}
        me={person?.id}
        query={query}
        ignored={problem ? [...ignored, problem] : ignored}
        name={opened ? toVisibleText(opened.view.name) : (shipped?.name ?? resource.label)}
        viewTitle={title ?? shipped?.name}
        viewBar={
          hasBar ? (
            <ViewBar
              opened={opened}
              screen={screen}
              target={{ kind: 'queue', resource: 'queue' }}
              onRevert={onRevert}
            />
          ) : null
        }
        selectedId={sel ?? null}
        live={live}
        onRead={() => refreshCounts(client)}
        onQuery={onQuery}
        // Back leaves the pane; it does not walk through every row that was passed.
        onSelect={(row) => select(row.uid)}
        onClose={onClose}
        onOpenPage={({ uid }) => void navigate({ to: queueFindingPath, params: { uid }, search: pageParams })}
        rowHref={rowHref}
        group={group}
        onGroup={onGroup}
        onOpenGroup={(opened) => go(toGroupList(opened))}
        groupHref={(opened) => queuePath + stringifySearch(toGroupList(opened))}
        onCopyLink={onCopyLink}
        layout={layout}
        table={table}
        selectionName={mayDecide ? selectionName : undefined}
        selectionActions={bulk.actions}
        onAsk={mayDecide ? onAsk : undefined}
        renderSource={renderSource}
        renderActions={renderExport}
        renderPane={({ uid, row, neighbours }) =>
          uid === null ? null : (
            <QueuePane
              uid={uid}
              row={row}
              neighbours={neighbours}
              connections={connections}
              resource={resource}
              query={query}
              onQuery={onQuery}
              people={people}
              me={me}
              mayDecide={mayDecide}
              asked={asked}
              onAsk={setAsked}
              onDecide={onPaneDecide}
              onClose={onClose}
            />
          )
        }
      />
      <p role="status" className="sr-only">
        {said}
      </p>
      <ConflictStack triage={triage} />
      {bulk.layer}
    </>
  );
}

const noPeople: { id: string; name: string }[] = [];

const renderSource: ComponentProps<typeof Queue>['renderSource'] = (connection, content, className, title) => (
  <Link to={connectionPath} params={{ connection }} className={className} title={title}>
    {content}
  </Link>
);

/** The file holds what the list found, also after its range moved on. */
const renderExport: ComponentProps<typeof Queue>['renderActions'] = (list) => (
  <ExportButton
    file={
      list && {
        params: toExploreParams({ ...list.query, from: String(list.range.from), to: String(list.range.to) }),
        until: list.snapshot,
      }
    }
  />
);
