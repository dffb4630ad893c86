import type { Unreadable } from '@watchfloor/contract';
import type { CallContext } from '../connector.ts';
import { ConnectorError } from '../errors.ts';
import type { OutboundAnswer } from '../outbound/client.ts';
import { createElementTexts, sliceMembers } from '../outbound/lossless-json.ts';
import { hashKey } from '../paging/key-hash.ts';
import { type Sighting, toSighting } from './finding.ts';
import { findingKey } from './key.ts';
import { alertSchema, envelopeSchema } from './wire.ts';

/** One answer of the list. */
export interface AlertsPage {
  items: ({ sighting: Sighting } | { unreadable: Unreadable; id: string })[];
  total: number | null;
  /** undefined: the vendor did not page by cursor; null: the end. */
  nextCursor: string | null | undefined;
}

/** Records that were read before, by their id: the same bytes need not be read again. */
export type KnownSightings = (id: string) => Sighting | undefined;

/** Asks for a page of alerts. @throws ConnectorError */
export async function askAlerts(
  path: string,
  params: readonly (readonly [string, string])[],
  context: CallContext,
  known?: KnownSightings,
): Promise<AlertsPage> {
  const answer = await context.client.get({
    path,
    params,
    signal: context.signal,
    deadlineAt: context.deadlineAt,
    onAsked: context.onAsked,
    countRows: (json) => envelopeSchema.safeParse(json).data?.items?.length ?? null,
  });
  return toAlertsPage(answer, context.connection, known);
}

/** @throws ConnectorError `bad_response` where the answer is no list */
export function toAlertsPage(
  answer: Pick<OutboundAnswer, 'text' | 'json'>,
  connection: string,
  known?: KnownSightings,
): AlertsPage {
  const envelope = envelopeSchema.safeParse(answer.json);
  if (!envelope.success) {
    throw new ConnectorError('bad_response', 'It answered with JSON that is not its list of alerts. Check base_url.');
  }
  const { items, total, next_cursor: nextCursor } = envelope.data;
  const given = items ?? [];
  const texts = createElementTexts(answer.text, (whole) => sliceMembers(answer.text, whole).get('items'));
  const read = given.map((item, index) => {
    const raw = texts(index) ?? JSON.stringify(item);
    const id = hashKey(raw);
    const sighting = known?.(id);
    // Its bytes may have been let go; here they are again.
    if (sighting) return { sighting: sighting.raw ? sighting : { ...sighting, raw: Buffer.from(raw) } };
    const parsed = alertSchema.safeParse(item);
    if (!parsed.success) return { id, unreadable: toUnreadable(raw) };
    return {
      sighting: toSighting(parsed.data, id, findingKey(parsed.data), Buffer.from(raw), connection),
    };
  });
  return { items: read, total: total ?? null, nextCursor };
}

const unreadableCharsMax = 65_536;

function toUnreadable(raw: string): Unreadable {
  return {
    reason: 'It is not an object.',
    raw: raw.slice(0, unreadableCharsMax),
    bytes: Buffer.byteLength(raw),
  };
}
