import { type Answer, type ApiRequest, jsonTextAnswer } from '../server/answer.ts';
import { API_VERSION } from './error-body.ts';
import { type EventQuery, parseEventQuery } from './query.ts';
import { type RenderContext, renderEvent } from './render.ts';
import type { EventStore } from './store.ts';

const DAY_S = 86_400;

/** `GET /v1/events`: newest first, always. */
export function answerEvents(context: RenderContext, request: ApiRequest): Answer {
  const { store, switches, baseUrl } = context;
  const query = parseEventQuery(request.query, switches);
  const { total, rows } = selectEvents(store, withLookBack(query, store, switches.lookBackDays));
  const shown =
    switches.pages === 'whole' ? rows : rows.slice(0, switches.pages === 'empty' ? 0 : Math.ceil(rows.length / 2));
  const metadata = toMetadata({ url: `${baseUrl}/events`, query, search: request.search, total, count: rows.length });
  const data = shown.map((row) => renderEvent(context, row)).join(',');
  return jsonTextAnswer(200, `{"version":"${API_VERSION}","metadata":${JSON.stringify(metadata)},"data":[${data}]}`);
}

export interface PageFacts {
  url: string;
  query: Pick<EventQuery, 'limit' | 'offset' | 'filterText'>;
  /** As it was asked: `self` gives it back unchanged, `next` and `prev` encoded. */
  search: string;
  total: number;
  count: number;
}

export function toMetadata({ url, query, search, total, count }: PageFacts): object {
  const { limit, offset, filterText } = query;
  const link = (to: number) => `${url}?${filterText}limit=${limit}&offset=${to}`;
  return {
    links: {
      self: search === '' ? url : `${url}?${search}`,
      ...(offset > 0 ? { prev: link(Math.max(0, offset - limit)) } : {}),
      ...(offset + limit < total ? { next: link(offset + limit) } : {}),
    },
    results: { total, current_item_count: count, index: offset, items_per_page: limit },
  };
}

function withLookBack(query: EventQuery, store: EventStore, days: number): EventQuery {
  if (query.startS !== undefined || days === 0) return query;
  return { ...query, startS: Math.floor(store.clock.now() / 1000) - days * DAY_S };
}

function selectEvents({ table }: EventStore, query: EventQuery): { total: number; rows: number[] } {
  const { limit, offset, startS, values } = query;
  const from = startS === undefined ? 0 : table.positionOf(startS);
  const tests = [...values].map(([name, wanted]) => table.accepting(name, wanted));
  const rows: number[] = [];
  if (tests.length === 0) {
    for (let at = table.listed - 1 - offset; at >= from && rows.length < limit; at--) rows.push(table.order[at] ?? 0);
    return { total: table.listed - from, rows };
  }
  let total = 0;
  for (let at = table.listed - 1; at >= from; at--) {
    const row = table.order[at] ?? 0;
    if (!tests.every((accepts) => accepts(row))) continue;
    if (total >= offset && rows.length < limit) rows.push(row);
    total++;
  }
  return { total, rows };
}
