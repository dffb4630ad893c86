import type { CallContext } from '../connector.ts';
import { ConnectorError } from '../errors.ts';
import { createElementTexts, sliceMembers } from '../outbound/lossless-json.ts';
import { toEventKey } from './key.ts';
import { readHappened } from './times.ts';
import { envelopeSchema, eventSchema, type WireEvent } from './wire.ts';

/** The vendor's own maximum. */
export const limitMax = 500;

/** One row of the vendor's list: an event, or what is none. */
export interface EventRow {
  /** Unique for records that differ: equal keys of different records on one page are numbered. */
  key: string;
  /** Which of the records with this key on its page it is, from 0. */
  ordinal: number;
  happened: number | null;
  wire: WireEvent | undefined;
  /** The row's text as the vendor sent it. */
  raw(): string;
}

export interface EventPage {
  rows: EventRow[];
  offset: number;
  /** Of everything that matches; undefined where the vendor did not say. */
  total: number | undefined;
  /** Whether the vendor has rows behind these, as far as it says. */
  more: boolean;
}

/**
 * Asks for `limit` events from `offset` on, newest first.
 * @param params filters and `start_date`
 * @throws ConnectorError
 */
export async function fetchEvents(
  params: readonly (readonly [string, string])[],
  offset: number,
  limit: number,
  context: CallContext,
  options: { aside?: true } = {},
): Promise<EventPage> {
  const { text, json } = await context.client.get({
    ...options,
    path: '/events',
    params: [...params, ['limit', String(limit)], ['offset', String(offset)]],
    signal: context.signal,
    deadlineAt: context.deadlineAt,
    onAsked: context.onAsked,
    countRows: (body) => envelopeSchema.safeParse(body).data?.data.length ?? null,
  });
  const envelope = envelopeSchema.safeParse(json);
  if (!envelope.success) {
    throw new ConnectorError('bad_response', 'It answered with JSON that is not its list of events. Check base_url.');
  }
  const { data, metadata } = envelope.data;
  const { total, index } = metadata?.results ?? {};
  if (index !== undefined && index !== offset) {
    throw new ConnectorError(
      'bad_response',
      `It was asked for its rows from ${offset} on and sent those from ${index} on.`,
    );
  }
  const end = offset + data.length;
  // The announced number of rows on the page is not to be trusted, and `next` counts by it: the total decides.
  const more = total === undefined ? metadata?.links?.next !== undefined || data.length >= limit : end < total;
  return { rows: toRows(data, text), offset, total, more };
}

function toRows(data: readonly unknown[], text: string): EventRow[] {
  const texts = createElementTexts(text, (whole) => sliceMembers(text, whole).get('data'));
  const known = new Map<string, string[]>();
  return data.map((given, index) => {
    const parsed = eventSchema.safeParse(given);
    const wire = parsed.success ? parsed.data : undefined;
    const happened = wire ? readHappened(wire) : null;
    const content = JSON.stringify(given);
    const key = wire ? toEventKey(wire, happened) : content;
    const contents = known.get(key) ?? [];
    if (!contents.includes(content)) contents.push(content);
    known.set(key, contents);
    return { key, ordinal: contents.indexOf(content), happened, wire, raw: () => texts(index) ?? content };
  });
}
