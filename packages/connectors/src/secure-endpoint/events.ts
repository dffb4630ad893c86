import type { Resource } from '@watchfloor/contract';
import type { CallContext, ResourceReader } from '../connector.ts';
import { createEntityFilters } from '../entity-filters.ts';
import { type Chain, readChain } from './chain.ts';
import type { SecureEndpointConfig } from './config.ts';
import { consoleOriginOf } from './console.ts';
import { toEventDetail } from './detail.ts';
import { type RecordContext, toEventRecord } from './event.ts';
import { createEventTypes, malwareTypes, openingTypes } from './event-types.ts';
import { declaredFilters, eventFilters } from './filters.ts';
import { findEvent } from './get.ts';
import { toKeeping } from './keeping.ts';
import { isEventKey, readEventKey } from './key.ts';
import { listEvents } from './list.ts';

function toResource({ raise }: SecureEndpointConfig): Resource {
  return {
    name: 'events',
    label: 'Events',
    singular: 'event',
    kind: 'finding',
    filters: declaredFilters(raise),
    columns: [
      { name: 'severity', label: 'Severity', kind: 'severity', widthPx: 92, shown: true, filter: 'severity' },
      { name: 'happened', label: 'Time', kind: 'time', widthPx: 92, shown: true },
      { name: 'title', label: 'Event', kind: 'title', widthPx: 320, shown: true, filter: 'q' },
      { name: 'host', label: 'Host', kind: 'mono', widthPx: 150, shown: true, filter: 'host', entity: 'host' },
      { name: 'user', label: 'User', kind: 'text', widthPx: 150, shown: true, filter: 'user', entity: 'user' },
      { name: 'outcome', label: 'Outcome', kind: 'outcome', widthPx: 100, shown: true, filter: 'outcome' },
      {
        name: 'sha256',
        label: 'SHA-256',
        kind: 'mono',
        widthPx: 150,
        shown: true,
        filter: 'detection_sha256',
        entity: 'hash',
      },
      { name: 'event_type', label: 'Event type', kind: 'text', widthPx: 180, shown: true, filter: 'event_type' },
      { name: 'detection', label: 'Detection', kind: 'text', widthPx: 180, shown: false, filter: 'detection' },
      { name: 'file', label: 'File', kind: 'mono', widthPx: 150, shown: false, entity: 'file' },
      { name: 'disposition', label: 'Disposition', kind: 'text', widthPx: 100, shown: false, filter: 'disposition' },
      {
        name: 'parent_sha256',
        label: 'Parent SHA-256',
        kind: 'mono',
        widthPx: 150,
        shown: false,
        filter: 'application_sha256',
        entity: 'hash',
      },
      { name: 'technique', label: 'Technique', kind: 'mono', widthPx: 100, shown: false, filter: 'technique' },
      { name: 'external_ip', label: 'External address', kind: 'mono', widthPx: 150, shown: false, filter: 'ip' },
      {
        name: 'connector_guid',
        label: 'Connector',
        kind: 'mono',
        widthPx: 150,
        shown: false,
        filter: 'connector_guid',
      },
      { name: 'groups', label: 'Groups', kind: 'mono', widthPx: 150, shown: false, filter: 'group_guid' },
      { name: 'raised', label: 'Raised here', kind: 'text', widthPx: 180, shown: false },
    ],
    orders: [
      { name: 'time-desc', label: 'Newest first', provable: true },
      { name: 'time-asc', label: 'Oldest first', provable: true },
    ],
    opensWith: { event_type: [...openingTypes], from: 'now-24h', to: 'now' },
    queueViews: [
      {
        id: 'malware-not-stopped',
        name: 'Malware not stopped',
        params: {
          not_status: ['resolved', 'suppressed'],
          event_type: [...malwareTypes],
          not_outcome: 'stopped',
          from: 'now-48h',
          to: 'now',
          order: 'time-desc',
        },
      },
    ],
  };
}

/** `GET /events`. There is no call for one event: it is found again through the list. */
export function createEventsReader(config: SecureEndpointConfig): ResourceReader {
  const resource = toResource(config);
  const consoleOrigin = consoleOriginOf(config);
  const resolveTypes = createEventTypes();
  const recordContext = ({ connection }: CallContext): RecordContext => ({
    connection,
    raise: config.raise,
    consoleOrigin,
  });
  return {
    resource,
    keeping: toKeeping(config),
    isKey: isEventKey,
    entityFilters: createEntityFilters(eventFilters(config.raise)),
    async list(question, position, context) {
      const ids = await resolveTypes(question.filters.event_type?.include ?? [], context);
      const filters = eventFilters(config.raise, ids);
      const toRecord = (wire: Parameters<typeof toEventRecord>[0], key: string) =>
        toEventRecord(wire, key, recordContext(context));
      return listEvents(filters, toRecord, question, position, context);
    },
    // The key says all that a hint could, so that a link without one opens as well.
    async get(key, _hint, context) {
      const [row, chain] = await Promise.all([findEvent(key, context), chainOf(key, context)]);
      if (!row.wire) throw new TypeError('a row with a key is an event');
      return toEventDetail(row.wire, key, row.raw(), chain, recordContext(context));
    },
  };
}

/** Asked for beside the record: its key says which detection it belongs to. */
async function chainOf(key: string, context: CallContext): Promise<Chain | undefined> {
  const { connectorGuid, detectionId, second } = readEventKey(key);
  if (connectorGuid === '' || detectionId === '' || second === '') return undefined;
  return readChain({ connectorGuid, detectionId, at: Number(second) * 1_000 }, context);
}
