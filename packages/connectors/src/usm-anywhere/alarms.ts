import type { Resource } from '@watchfloor/contract';
import { toDeclaredFilter } from '../common-filters.ts';
import type { Keeping, ResourceReader } from '../connector.ts';
import { statusWord, toAlarmRecord } from './alarm.ts';
import { toAlarmDetail } from './alarm-detail.ts';
import type { UsmConfig } from './config.ts';
import { consoleOriginOf } from './console.ts';
import { alarmFilters } from './filters.ts';
import { getRecord } from './get.ts';
import { isUuid } from './key.ts';
import { listRecords } from './list.ts';
import { alarmSchema } from './wire.ts';

const alarmsResource: Resource = {
  name: 'alarms',
  label: 'Alarms',
  singular: 'alarm',
  kind: 'finding',
  filters: alarmFilters.map(toDeclaredFilter),
  columns: [
    { name: 'severity', label: 'Priority', kind: 'severity', widthPx: 92, shown: true, filter: 'severity' },
    { name: 'happened', label: 'Time', kind: 'time', widthPx: 92, shown: true },
    { name: 'title', label: 'Alarm', kind: 'title', widthPx: 320, shown: true, filter: 'rule_method' },
    { name: 'intent', label: 'Intent', kind: 'text', widthPx: 168, shown: true, filter: 'event_type' },
    { name: 'source', label: 'Source', kind: 'mono', widthPx: 150, shown: true, filter: 'source' },
    { name: 'destination', label: 'Destination', kind: 'mono', widthPx: 150, shown: true, filter: 'destination' },
    { name: 'user', label: 'User', kind: 'text', widthPx: 150, shown: true, filter: 'user', entity: 'user' },
    { name: 'vendor_status', label: 'Status', kind: 'status', widthPx: 92, shown: true, filter: 'status' },
    { name: 'arrived', label: 'Arrived', kind: 'time', widthPx: 92, shown: false },
    { name: 'rule_strategy', label: 'Strategy', kind: 'text', widthPx: 180, shown: false, filter: 'rule_strategy' },
    { name: 'technique', label: 'Technique', kind: 'mono', widthPx: 100, shown: false, filter: 'technique' },
    { name: 'priority', label: 'Priority number', kind: 'number', widthPx: 80, shown: false },
    { name: 'events', label: 'Events', kind: 'number', widthPx: 72, shown: false },
    { name: 'suppressed', label: 'Suppressed', kind: 'flag', widthPx: 92, shown: false, filter: 'suppressed' },
    { name: 'sensor', label: 'Sensor', kind: 'mono', widthPx: 150, shown: false, filter: 'sensor' },
    { name: 'source_country', label: 'Source country', kind: 'text', widthPx: 100, shown: false },
    { name: 'destination_country', label: 'Destination country', kind: 'text', widthPx: 100, shown: false },
  ],
  orders: [
    { name: 'time-desc', label: 'Newest first', provable: true },
    { name: 'time-asc', label: 'Oldest first', provable: true },
    { name: 'priority-desc', label: 'Priority, highest first', provable: false },
  ],
  opensWith: { status: ['open', 'in_review'], from: 'now-24h', to: 'now' },
  queueViews: [
    {
      id: 'compromise-and-delivery',
      name: 'Compromise and delivery',
      params: {
        not_status: 'suppressed',
        event_type: ['System Compromise', 'Exploitation & Installation', 'Delivery & Attack'],
        vendor_status: ['open', 'in_review'],
        from: 'now-7d',
        to: 'now',
        order: 'work',
      },
    },
  ],
};

const openStatuses = ['open', 'in_review'];

/**
 * A change of an alarm's status shows nowhere but in the alarm, so the open ones are read again: a question for each
 * status, since the vendor takes one at a time. An alarm with a status that nobody foresaw is listed by neither, and of one
 * without a status that is not certain, so they are not open.
 */
const alarmsKeeping: Keeping = {
  filters: {},
  rule: 'All alarms',
  order: 'time-desc',
  open: openStatuses.map((status) => ({ status: { include: [status], exclude: [] } })),
  isOpen: ({ vendorStatus }) => vendorStatus !== undefined && openStatuses.includes(statusWord(vendorStatus)),
};

/** `GET /alarms` and `GET /alarms/{id}`. */
export function createAlarmsReader(config: UsmConfig): ResourceReader {
  const consoleOrigin = consoleOriginOf(config);
  return {
    resource: alarmsResource,
    keeping: alarmsKeeping,
    isKey: isUuid,
    list: (question, position, context) =>
      listRecords(
        {
          path: '/alarms',
          schema: alarmSchema,
          filters: alarmFilters,
          timeSpelling: config.time_spelling,
          always: [],
          toRecord: (wire, key) => toAlarmRecord(wire, key, { connection: context.connection, consoleOrigin }),
        },
        question,
        position,
        context,
      ),
    async get(key, _hint, context) {
      const { wire, text } = await getRecord('/alarms', key, alarmSchema, context);
      return toAlarmDetail(wire, key, text, { connection: context.connection, consoleOrigin });
    },
  };
}
