import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { Mark, MarkChange, QueueAnswer, QueueRow } from '@watchfloor/contract';

/** The latest that was told of each finding's mark, whichever list shows it, or is about to. */
export interface LatestMarks {
  tell(changes: readonly MarkChange[]): void;
  /**
   * Brings every list up to date in place: what is shown is never older than what was told. Rows keep their place.
   * @param isLeft of findings that are just being decided here: the answer to that comes
   */
  put(client: QueryClient, isLeft: (uid: string) => boolean): void;
  /** Whether it was brought up to date in place just now. */
  isFresh(uid: string, mark: Mark): boolean;
}

/** More than a shift decides; the oldest are forgotten first. */
const keptMax = 10_000;
/** For so long a row says that it was changed under the eye. */
const freshMs = 4_000;

export type Lists = InfiniteData<QueueAnswer, string | null>;

export function createLatestMarks(now: () => number = Date.now): LatestMarks {
  const marks = new Map<string, MarkChange>();
  const shown = new Map<string, { version: number; at: number }>();

  /** @returns the same row where it is up to date */
  function toLatest(row: QueueRow, isLeft: (uid: string) => boolean): QueueRow {
    const told = marks.get(row.uid);
    if (!told || told.mark.version <= row.mark.version || isLeft(row.uid)) return row;
    const { mark, change } = told;
    shown.set(row.uid, { version: mark.version, at: now() });
    const { fold } = row;
    if (!fold) return { ...row, mark, status: mark.state };
    // What was decided together with the row is known with it; of what was decided alone, whoever decides is told.
    const members = fold.members.map((member) => {
      const other = marks.get(member.uid);
      return other?.change === change && other.mark.version > member.version
        ? { uid: member.uid, version: other.mark.version }
        : member;
    });
    return { ...row, mark, status: mark.state, fold: { ...fold, members } };
  }

  return {
    tell(changes) {
      for (const one of changes) {
        const known = marks.get(one.uid);
        if (known && known.mark.version >= one.mark.version) continue;
        marks.delete(one.uid);
        marks.set(one.uid, one);
      }
      for (const uid of marks.keys()) {
        if (marks.size <= keptMax) break;
        marks.delete(uid);
      }
    },
    put(client, isLeft) {
      if (marks.size === 0) return;
      for (const [key, data] of client.getQueriesData<Lists>({ queryKey: ['queue', 'list'] })) {
        const next = data && toUpToDate(data);
        // What is set is told to whoever listens, also where nothing changed.
        if (next !== data) client.setQueryData(key, next);
      }

      function toUpToDate(data: Lists): Lists {
        let isChanged = false;
        const pages = data.pages.map((page) => {
          const rows = page.rows.map((row) => toLatest(row, isLeft));
          if (rows.every((row, index) => row === page.rows[index])) return page;
          isChanged = true;
          return { ...page, rows };
        });
        return isChanged ? { ...data, pages } : data;
      }
    },
    isFresh(uid, { version }) {
      const one = shown.get(uid);
      return one !== undefined && one.version === version && now() - one.at < freshMs;
    },
  };
}

/** Of this tab. */
export const latestMarks = createLatestMarks();
