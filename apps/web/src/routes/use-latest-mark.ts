import { useQueryClient } from '@tanstack/react-query';
import type { QueueRow } from '@watchfloor/contract';
import { useEffect } from 'react';
import { putRow } from '../features/queue/queue-query.ts';

/** What the finding's own answer says of its mark is later than what the list knew: a colleague's decision shows in place. */
export function useLatestMark(row: QueueRow | undefined, known: QueueRow | undefined): void {
  const client = useQueryClient();
  const isLater =
    row !== undefined && known !== undefined && row.uid === known.uid && known.mark.version > row.mark.version;
  useEffect(() => {
    if (!isLater || known === undefined) return;
    putRow(client, known.uid, (kept) =>
      kept.mark.version >= known.mark.version ? kept : { ...kept, mark: known.mark, status: known.mark.state },
    );
  }, [client, isLater, known]);
}
