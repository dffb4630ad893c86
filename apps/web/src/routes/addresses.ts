import type { RegisteredRouter } from '@tanstack/react-router';
import type { Params, RecordLink } from '@watchfloor/contract';
import type { RecordAddress } from '../lib/api.ts';

export const signInPath = '/sign-in';
export const welcomePath = '/welcome';
export const peoplePath = '/people';
export const auditPath = '/audit';
export const queuePath = '/queue';
export const queueFindingPath = '/queue/findings/$uid';
export const connectionsPath = '/connections';
export const connectionPath = '/connections/$connection';
export const connectionSettingsPath = '/connections/$connection/settings';
// Not below the others: a connection's id may be any word.
export const newConnectionPath = '/new-connection';
export const viewsPath = '/views';
export const linkPath = '/l/$id';
export const listPath = '/explore/$connection/$resource';
export const recordPath = '/explore/$connection/$resource/$key';

/** A query string as it stands; each page reads what it knows of it and says what it does not. */
export function asParams(search: Record<string, unknown>): Params {
  return search as Params;
}

/** The view that a list is opened as; it stays in the address beside the list's own question. */
export function toViewParam(id: string | undefined): Params {
  return id === undefined ? {} : { view: id };
}

/** What vendors without a single-item call need to find a record again. */
export function toHint(hint: string | undefined): Params {
  return hint === undefined ? {} : { hint };
}

/** The record by way of which another one's page is opened: what leads back to it. */
export function toVia(record: Pick<RecordLink, 'resource' | 'key' | 'hint'>): Params {
  return { via: `${record.resource}/${record.key}`, ...(record.hint === undefined ? {} : { via_hint: record.hint }) };
}

/** Shows another record in the pane. */
export function toPeek(link: Pick<RecordLink, 'resource' | 'key' | 'hint'>): Params {
  return { peek: `${link.resource}/${link.key}`, ...(link.hint === undefined ? {} : { peek_hint: link.hint }) };
}

/** A record's own page, absolute and without the list one came from: for hand-over. */
export function toPageUrl(router: RegisteredRouter, { connection, resource, key, hint }: RecordAddress): string {
  const to = { to: recordPath, params: { connection, resource, key }, search: toHint(hint) } as const;
  return location.origin + router.buildLocation(to).href;
}
