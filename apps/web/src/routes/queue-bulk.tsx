import { useQueryClient } from '@tanstack/react-query';
import { type BulkDecision, bulkLimits, type Decision, type Params, type QueueRow } from '@watchfloor/contract';
import { type ReactNode, useState } from 'react';
import { findRow } from '../features/queue/queue-query.ts';
import { clearSelection, isAnySelected, readSelection, toSelectedUids } from '../features/queue/selection.ts';
import type { SourceName } from '../features/queue/source-name.ts';
import { useSelected } from '../features/queue/use-selection.ts';
import { BulkActions } from '../features/triage/bulk-actions.tsx';
import { BulkDialog } from '../features/triage/bulk-dialog.tsx';
import { BulkPanels } from '../features/triage/bulk-panel.tsx';
import type { Asked } from '../features/triage/decision-bar.tsx';
import { useBulk } from '../features/triage/use-bulk.ts';
import type { AskedOfMany } from '../features/triage/use-decision-keys.ts';
import { formatCount } from '../lib/time.ts';
import { useToast } from '../ui/toast/toast.tsx';

export interface QueueBulkOptions {
  /** Names the list whose selection it is. */
  list: string;
  listParams: Params;
  me: { id: string; name: string };
  people: readonly { id: string; name: string }[];
  names: readonly SourceName[];
  mayDecide: boolean;
  /** About one row alone: at once, as without a selection. */
  onDecide: (row: QueueRow, decision: Decision, ownerName?: string) => void;
  focusList: () => void;
}

export interface QueueBulk {
  /** Where one row alone is selected: that one. */
  single: () => QueueRow | undefined;
  /** Where several are, or more has to be told: they are what a key decides about. */
  onMany: (asked: AskedOfMany) => boolean;
  actions: ReactNode;
  /** Dialog and progress, over the page. */
  layer: ReactNode;
}

/** Decisions about what is selected in the queue. */
export function useQueueBulk(options: QueueBulkOptions): QueueBulk {
  const { list, listParams, me, people, names, mayDecide } = options;
  const client = useQueryClient();
  const bulk = useBulk(mayDecide);
  const isAny = isAnySelected(useSelected(list));
  const [asked, setAsked] = useState<Asked>();
  const toast = useToast();

  const single = () => {
    const { rows, whole } = readSelection(list);
    const [uid] = rows.keys();
    return whole === undefined && rows.size === 1 && uid !== undefined ? findRow(client, listParams, uid) : undefined;
  };
  const decide = (decision: BulkDecision | { kind: 'note' }, ownerName?: string) => {
    setAsked(undefined);
    const row = single();
    if (row && isWhole(decision)) {
      clearSelection(list);
      options.onDecide(row, decision, ownerName);
      options.focusList();
      return;
    }
    const now = readSelection(list);
    const uids = toSelectedUids(now);
    if (!now.whole && uids.length > bulkLimits.selected) {
      const most = formatCount(bulkLimits.selected);
      toast({ text: `At most ${most} findings are selected row by row. Select all that the filter finds.` });
      return;
    }
    const set = now.whole ? { question: now.whole.question, snapshot: now.whole.snapshot } : { uids };
    bulk.ask({ set, decision, ownerName, onBegun: () => clearSelection(list) });
  };
  const nameOf = (connection: string) => {
    const name = names.find(({ id }) => id === connection);
    return name ? `${name.vendorMark} ${name.label}` : connection;
  };
  return {
    single,
    onMany(given) {
      if (!isAnySelected(readSelection(list))) return false;
      if (given === 'assign') setAsked('assign');
      else if (isWhole(given) && single()) return false;
      else decide(given);
      return true;
    },
    actions: isAny ? <BulkActions people={people} me={me} asked={asked} onAsk={setAsked} onDecide={decide} /> : null,
    layer: (
      <>
        {bulk.asked && (
          <BulkDialog
            key={bulk.asked.id}
            asked={bulk.asked}
            nameOf={nameOf}
            bulk={{
              confirm: bulk.confirm,
              forget: () => {
                bulk.forget();
                options.focusList();
              },
            }}
          />
        )}
        <BulkPanels
          bulk={bulk}
          nameOf={nameOf}
          onEnded={() => {
            // What waits behind the pill, and what is known of each finding, is older than this.
            void client.invalidateQueries({ queryKey: ['queue', 'news'] });
            void client.invalidateQueries({ queryKey: ['queue', 'finding'] });
          }}
        />
      </>
    ),
  };
}

const isWhole = (decision: BulkDecision | { kind: 'note' }): decision is BulkDecision =>
  decision.kind !== 'note' || 'note' in decision;
