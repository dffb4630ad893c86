import {
  type Params,
  type QueueCountsAnswer,
  type QueueGroupsAnswer,
  type QueueValuesAnswer,
  queueResource,
  resolveRange,
  type ShippedView,
} from '@watchfloor/contract';
import { ProblemError } from '../http/problem.ts';
import type { CursorSealer } from '../sources/cursor.ts';
import { type ListAsk, parseListAsk } from '../sources/question.ts';
import type { Database } from '../store/database.ts';
import { type Asking, askQueue, toAsker } from './ask.ts';
import type { QueueCaller } from './caller.ts';
import { readCounts } from './counts.ts';
import { type GroupPosition, parseGrouping, readGroups, toGroup } from './groups.ts';
import { readClock } from './list.ts';
import { toMatch } from './match.ts';
import { checkSearchable, readValues } from './values.ts';
import { toVisible } from './visible.ts';

/** What stands around the queue's list. Every method throws `ProblemError`. */
export interface GroupDesk {
  /** The findings in groups, with exact counts. @param grouping as the URL has it */
  groups(params: Params, grouping: { by: unknown; order: unknown }, caller: QueueCaller): Promise<QueueGroupsAnswer>;
  /** Values of a filter that contain a text, counted under all other filters. */
  values(
    params: Params,
    facet: { name: string | undefined; text: string },
    caller: QueueCaller,
  ): Promise<QueueValuesAnswer>;
  /** How many findings each view finds. A view that asks what the queue does not know is left out. */
  counts(views: readonly CountedView[], caller: QueueCaller): Promise<QueueCountsAnswer>;
}

type CountedView = Pick<ShippedView, 'id' | 'params'>;

export interface GroupDeskDeps extends Asking {
  database: Pick<Database, 'sql'>;
  sealer: CursorSealer;
}

export function createGroupDesk({ database, sealer, ...asking }: GroupDeskDeps): GroupDesk {
  return {
    async groups(params, grouping, caller) {
      const { by, order } = parseGrouping(grouping.by, grouping.order);
      const { filters, asker, rows, hash, cursor, ...asked } = askQueue(asking, params, caller);
      const question = `${hash} ${by} ${order}`;
      const begun = cursor === undefined ? undefined : sealer.open(cursor, question);
      // A scroll goes on over the range as it was when it began.
      const range = begun ? { from: begun.from, to: begun.to } : asked.range;
      const after = (begun?.position ?? null) as GroupPosition | null;
      const now = after?.now ?? asker.now;
      const snapshot = after?.snapshot ?? (await readClock(database));
      const match = await toMatch(database, { filters, range, asker: { ...asker, now } });
      const { found, totals } = await readGroups(database, { by, order, match, rows: rows + 1, snapshot, after });
      const page = found.slice(0, rows);
      const last = page.at(-1);
      const seen = (begun?.seen ?? 0) + page.length;
      const next = found.length > rows && last && { snapshot, now, ...totals, place: last.place, id: last.id };
      return {
        groups: page.map((group) => toGroup(group, by)),
        cursor: next ? sealer.seal({ question, ...range, position: next, seen, whole: true }) : null,
        range,
        ...totals,
      };
    },

    async values(params, { name, text }, caller) {
      const facet = checkSearchable(name);
      const { filters, range, asker } = askQueue(asking, params, caller);
      const { [facet]: _, ...others } = filters;
      return readValues(database, {
        name: facet,
        text,
        match: await toMatch(database, { filters: others, range, asker }),
      });
    },

    async counts(views, caller) {
      const now = asking.now();
      const asker = toAsker(caller, toVisible(asking.book, caller.access), now);
      const asked = views.flatMap(({ id, params }) => {
        const query = readAsk(params, now)?.query;
        const range = query && resolveRange(query, now);
        return query && range ? [{ view: id, filters: query.filters, range, asker }] : [];
      });
      return { at: now, counts: await readCounts(database, asked) };
    },
  };
}

/** @returns undefined for what the queue does not know */
function readAsk(given: Params, now: number): ListAsk | undefined {
  const { group: _, group_order: __, ...params } = given;
  try {
    return parseListAsk(params, queueResource, now);
  } catch (error) {
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}
