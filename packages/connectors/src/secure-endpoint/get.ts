import type { CallContext } from '../connector.ts';
import { ConnectorError } from '../errors.ts';
import { type KeyParts, readEventKey } from './key.ts';
import { type EventPage, type EventRow, fetchEvents } from './page.ts';
import { toStartDate } from './times.ts';

const pageRows = 50;
/** Rows that may share the event's second, type and computer. */
const tailPagesMax = 10;

/**
 * Finds a record again. The vendor has no call for one, and no upper bound: what its key names is at the end of the list
 * from its own second on, narrowed by type, computer and file. The end is reached by the list's total.
 * @throws ConnectorError `not_found` when it is not there any more
 */
export async function findEvent(key: string, context: CallContext): Promise<EventRow> {
  const parts = readEventKey(key);
  if (parts.second === '') throw gone('It has no time, and this vendor finds its events by time alone.');
  const found =
    (await searchTail(key, toParams(parts, true), parts, context)) ??
    // The file's hash narrows by what the vendor holds it to be; it may not be what the record prints.
    (parts.sha256 === '' ? undefined : await searchTail(key, toParams(parts, false), parts, context));
  if (!found) throw gone('It has no such event any more.');
  return found;
}

function gone(message: string): ConnectorError {
  return new ConnectorError('not_found', message);
}

function toParams(parts: KeyParts, withFile: boolean): [string, string][] {
  const params: [string, string][] = [['start_date', toStartDate(Number(parts.second) * 1_000)]];
  if (parts.connectorGuid !== '') params.push(['connector_guid[]', parts.connectorGuid]);
  if (parts.eventTypeId !== '') params.push(['event_type[]', parts.eventTypeId]);
  if (withFile && parts.sha256 !== '') params.push(['detection_sha256', parts.sha256]);
  return params;
}

async function searchTail(
  key: string,
  params: [string, string][],
  parts: KeyParts,
  context: CallContext,
): Promise<EventRow | undefined> {
  const head = await fetchEvents(params, 0, pageRows, context);
  const found = findIn(head, key);
  if (found || !head.more) return found;
  const second = Number(parts.second);
  let end = head.total ?? pageRows;
  for (let pages = 0; pages < tailPagesMax && end > pageRows; pages += 1) {
    const offset = Math.max(0, end - pageRows);
    // Twice as many as are missing: what arrives in front meanwhile pushes the end outwards.
    const tail = await fetchEvents(params, offset, 2 * pageRows, context);
    const there = findIn(tail, key);
    if (there) return there;
    const first = tail.rows.find(({ happened }) => happened !== null)?.happened;
    if (first !== undefined && first !== null && first >= (second + 1) * 1_000) return undefined;
    end = offset;
  }
  return undefined;
}

/** @throws ConnectorError where a row that does not say what it is may be the one */
function findIn({ rows }: EventPage, key: string): EventRow | undefined {
  const found = rows.find((row) => row.key === key);
  // They were asked for by their time, so that the vendor knows it of each.
  if (found || rows.every(({ happened }) => happened !== null)) return found;
  throw new ConnectorError('bad_response', 'Of the events of that time, some cannot be read; one of them may be it.');
}
