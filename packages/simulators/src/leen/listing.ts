import { type Answer, type ApiRequest, jsonTextAnswer } from '../server/answer.ts';
import type { CursorState, Cursors } from './cursors.ts';
import { type ItemFilter, type ListQuery, parseListQuery, refused } from './list-query.ts';
import { renderFinding } from './render.ts';
import type { LeenStore } from './store.ts';
import type { LeenSwitches } from './switches.ts';

export interface ListContext {
  store: LeenStore;
  cursors: Cursors;
  switches: LeenSwitches;
}

export const JSON_TYPE = { 'content-type': 'application/json' };

/** GET /idp/alerts: `{count, total, items}` by offset, `{items, next_cursor, previous_cursor}` by cursor. */
export function answerList(context: ListContext, request: ApiRequest): Answer {
  const query = parseListQuery(request.query, context.switches);
  const byCursor = query.cursorMode && context.switches.cursorMode === 'offered';
  return byCursor ? answerCursor(context, query, request.n) : answerOffset(context, query);
}

function answerOffset(context: ListContext, query: ListQuery): Answer {
  const { rows, total } = select(context, query, query.offset, query.limit);
  return toAnswer(context, rows, countFields(context.switches, query, rows.length, total));
}

function answerCursor(context: ListContext, query: ListQuery, requestNumber: number): Answer {
  const { cursors, switches } = context;
  const state = query.cursor === undefined ? firstState(query) : cursors.redeem(query.cursor, switches.cursorLifeS);
  if (!state) throw refused('cursor', 'Invalid or expired cursor');
  const { offset, filter } = state;
  const every = switches.emptyCursorPageEvery;
  const empty = every > 0 && requestNumber % every === 0 && !state.afterEmptyPage;
  const { rows, total } = select(context, filter, offset, empty ? 0 : query.limit);
  const next = offset + rows.length;
  const go = (to: number) => cursors.issue({ offset: to, filter, afterEmptyPage: empty });
  const cursorFields = {
    next_cursor: next < total ? go(next) : null,
    previous_cursor: offset > 0 ? go(Math.max(0, offset - query.limit)) : null,
  };
  const counts = switches.cursorCounts ? countFields(switches, query, rows.length, total) : {};
  return toAnswer(context, rows, { ...counts, ...cursorFields });
}

function firstState({ updatedSince, severityIds, sort, offset }: ListQuery): CursorState {
  const filter: ItemFilter = {};
  if (updatedSince !== undefined) filter.updatedSince = updatedSince;
  if (severityIds !== undefined) filter.severityIds = severityIds;
  if (sort !== undefined) filter.sort = sort;
  return { offset, filter, afterEmptyPage: false };
}

function countFields(switches: LeenSwitches, query: ListQuery, count: number, total: number): object {
  if (switches.total === 'missing') return { count };
  return { count, total: query.excludeTotal || switches.total === 'null' ? null : total };
}

/** The list as it is now: a change between two requests moves every offset behind it. */
function select({ store, switches }: ListContext, filter: ItemFilter, offset: number, limit: number) {
  const { table } = store;
  const otherRank = switches.otherSorts === 'highest' ? 99 : -1;
  const order = filter.sort ? table.bySeverity(filter.sort, otherRank) : table.order;
  const clock = switches.updatedClock === 'sync' ? table.synced : table.time;
  const { updatedSince = Number.NEGATIVE_INFINITY, severityIds } = filter;
  if (filter.updatedSince === undefined && !severityIds) {
    return { rows: order.slice(offset, offset + limit), total: order.length };
  }
  const rows: number[] = [];
  let total = 0;
  for (const row of order) {
    if ((clock[row] ?? 0) < updatedSince) continue;
    if (severityIds && !severityIds.has(table.severityId[row] ?? 0)) continue;
    if (total >= offset && rows.length < limit) rows.push(row);
    total++;
  }
  return { rows, total };
}

function toAnswer({ store, switches }: ListContext, rows: readonly number[], fields: object): Answer {
  const items = rows.map((row) => renderFinding(store, switches, row)).join(',');
  const head = JSON.stringify(fields).slice(1, -1);
  return jsonTextAnswer(200, `{${head},"items":[${items}]}`, JSON_TYPE);
}
