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

type Members = NonNullable<QueueRow['fold']>['members'];

export type Lists = InfiniteData<QueueAnswer, string | null>;

export function createLatestMarks(now: () => number = Date.now): LatestMarks {
  const marks = new Map<string, MarkChange>();
  const shown = new Map<string, { version: number; at: number }>();

  /** @returns the same row where it is up to date */
  function toLatest(row: QueueRow, isLeft: (uid: string) => boolean): QueueRow {
    if (isLeft(row.uid)) return row;
    const told = marks.get(row.uid);
    const newer = told && told.mark.version > row.mark.version ? told : undefined;
    const mark = newer?.mark ?? row.mark;
    const members = row.fold && toKnown(row.fold.members, mark, newer?.change);
    if (!newer && members === row.fold?.members) return row;
    if (newer) shown.set(row.uid, { version: mark.version, at: now() });
    const fold = row.fold && members ? { fold: { ...row.fold, members } } : {};
    return { ...row, mark, status: mark.state, ...fold };
  }

  /**
   * What was decided together with the row is known with it, and so is what stands just as the row does, by the same hand:
   * many at once are decided in several changes. Of what was decided alone, whoever decides is told.
   */
  function toKnown(members: Members, mark: Mark, change: number | undefined): Members {
    const next = members.map((member) => {
      const other = marks.get(member.uid);
      if (!other || other.mark.version <= member.version) return member;
      if (other.change !== change && !isAlike(other.mark, mark)) return member;
      return { uid: member.uid, version: other.mark.version };
    });
    return next.some((member, index) => member !== members[index]) ? next : members;
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

const isAlike = (one: Mark, other: Mark): boolean =>
  one.updatedBy !== null &&
  one.updatedBy === other.updatedBy &&
  one.state === other.state &&
  one.verdict === other.verdict &&
  one.owner?.id === other.owner?.id;
