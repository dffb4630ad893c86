import { type Answer, type ApiRequest, jsonTextAnswer } from '../server/answer.ts';
import { BadParameter, honoured, parseFilter, type Resource } from './filters.ts';
import { pluginIdOf } from './plugins.ts';
import { renderRecord } from './render.ts';
import { defaultSort, type Sort, selectPage } from './selection.ts';
import type { UsmStore } from './store.ts';
import type { UsmSwitches } from './switches.ts';

const SIZE_DEFAULT = 20;

/** Sort keys by resource that real clients use; any other is ignored and the order stays newest first. */
const sortKeys: Readonly<Record<Resource, Readonly<Record<string, string>>>> = {
  alarms: {
    timestamp_occured: 'timestamp_occured',
    timestamp_occurred: 'timestamp_occured',
    timestamp_received: 'timestamp_received',
    priority: 'priority',
    priority_label: 'priority',
    status: 'status',
    rule_intent: 'rule_intent',
    rule_strategy: 'rule_strategy',
    rule_method: 'rule_method',
    username: 'source_username',
    source_username: 'source_username',
    event_name: 'event_name',
  },
  events: {
    timestamp_occured: 'timestamp_occured',
    timestamp_occurred: 'timestamp_occured',
    timestamp_received: 'timestamp_received',
    event_name: 'event_name',
    source_name: 'source_name',
    username: 'source_username',
    source_username: 'source_username',
    plugin: 'plugin',
  },
};

/** GET /alarms and GET /events: the HAL envelope, zero-based pages. */
export function answerList(
  store: UsmStore,
  switches: UsmSwitches,
  baseUrl: string,
  resource: Resource,
  request: ApiRequest,
): Answer {
  const { query } = request;
  const number = wholeNumber(query, 'page', 0, 0);
  const size = Math.min(switches.sizeMax, wholeNumber(query, 'size', SIZE_DEFAULT, 1));
  if (resource === 'events' && switches.requireAccountName && !query.get('account_name')) {
    throw new BadParameter('account_name', "Required request parameter 'account_name' is not present");
  }
  const filter = parseFilter(resource, withPluginId(query, switches), switches);
  const sort = switches.ignoreSort ? undefined : parseSort(resource, query.get('sort'), switches);
  const rows = store.rowsOf(resource);
  const { total, rows: found } = selectPage(rows.table, filter, sort, number * size, size);
  const context = { store, switches, baseUrl, view: 'list' } as const;
  const items = found.map((row) => renderRecord(context, resource, row)).join(',');
  const totalPages = Math.ceil(total / size);
  const key = resource === 'alarms' ? 'alarms' : switches.eventsKey;
  const links = pageLinks(`${baseUrl}/${resource}`, number, size, totalPages, toSortText(sort, switches));
  const page = { size, totalElements: total, totalPages, number };
  // Without results, and past the end, `_embedded` is missing altogether.
  const embedded = found.length > 0 ? `"_embedded":{"${key}":[${items}]},` : '';
  return jsonTextAnswer(200, `{"_links":${JSON.stringify(links)},${embedded}"page":${JSON.stringify(page)}}`);
}

/** The vendor's samples carry page, size and sort in the links and drop the filters; so do these. */
function pageLinks(url: string, number: number, size: number, totalPages: number, sort: string): object {
  const link = (page: number) => ({ href: `${url}?page=${page}&size=${size}&sort=${sort}`, templated: false });
  return {
    first: link(0),
    self: { href: url, templated: false },
    ...(number + 1 < totalPages ? { next: link(number + 1) } : {}),
    ...(number > 0 ? { prev: link(number - 1) } : {}),
    last: link(Math.max(0, totalPages - 1)),
  };
}

function parseSort(resource: Resource, text: string | null, switches: UsmSwitches): Sort {
  if (text === null) return defaultSort;
  const [name = '', direction = 'asc'] = text.split(',');
  const key = sortKeys[resource][name];
  const knownDirection = direction === 'asc' || direction === 'desc';
  if (key === undefined || !knownDirection || !honoured(name, switches)) return defaultSort;
  return { key, descending: direction === 'desc' };
}

function toSortText(sort: Sort | undefined, switches: UsmSwitches): string {
  const { key, descending } = sort ?? defaultSort;
  const name = switches.outputSpelling === 'two-r' ? key.replace('occured', 'occurred') : key;
  return `${name},${descending ? 'desc' : 'asc'}`;
}

function withPluginId(query: URLSearchParams, switches: UsmSwitches): URLSearchParams {
  const plugin = query.get('plugin');
  if (plugin === null || switches.pluginFilter === 'id') return query;
  const copy = new URLSearchParams(query);
  copy.set('plugin', pluginIdOf(plugin));
  return copy;
}

function wholeNumber(query: URLSearchParams, name: string, otherwise: number, least: number): number {
  const text = query.get(name);
  if (text === null) return otherwise;
  const value = Number(text);
  if (!/^\d{1,9}$/.test(text) || value < least)
    throw new BadParameter(name, `${name} must be a whole number from ${least}`);
  return value;
}
