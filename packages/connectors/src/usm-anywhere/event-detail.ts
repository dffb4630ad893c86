import type { Section } from '@watchfloor/contract';
import type { DetailParts } from '../connector.ts';
import { fact, otherFields } from '../facts.ts';
import type { RecordContext } from './alarm.ts';
import { describeWay, endFact } from './end-facts.ts';
import { readEnd } from './ends.ts';
import { toEventRecord } from './event.ts';
import type { WireEvent } from './wire.ts';

const shown = new Set(
  'uuid id _links event_name event_action event_description event_severity access_control_outcome source_username source_name source_canonical source_hostname source_address source_port source_country destination_name destination_canonical destination_hostname destination_address destination_port destination_country plugin plugin_device plugin_device_type app_name app_id app_type authentication_type request_user_agent account_name destination_userid has_alarm suppressed sensor_uuid timestamp_occured timestamp_occurred timestamp_received timestamp_occured_iso8601 timestamp_received_iso8601 timeStamp log received_from event_type packet_type'.split(
    ' ',
  ),
);

/** Says what an event is. */
export function toEventDetail(wire: WireEvent, key: string, raw: string, context: RecordContext): DetailParts {
  const record = toEventRecord(wire, key, context);
  const source = readEnd(wire, 'source');
  const destination = readEnd(wire, 'destination');
  const other = otherFields(wire, shown);
  const sections: Section[] = [
    {
      id: 'context',
      title: 'Where it was logged',
      folded: false,
      kind: 'facts',
      facts: [
        ...fact(
          'Device',
          wire.plugin_device,
          wire.plugin_device_type === undefined ? {} : { note: wire.plugin_device_type },
        ),
        ...fact('Received from', wire.received_from, { kind: 'mono' }),
        ...fact('Sensor', wire.sensor_uuid, { kind: 'mono', filter: 'sensor' }),
        ...fact('Account', wire.account_name, { filter: 'account_name' }),
        ...fact('User agent', wire.request_user_agent, { kind: 'mono' }),
        ...fact('User id at the destination', wire.destination_userid, { kind: 'mono' }),
        ...fact('Type', wire.event_type),
        ...fact('Suppressed', wire.suppressed === undefined ? undefined : wire.suppressed ? 'yes' : 'no'),
      ],
    },
  ];
  if (wire.log !== undefined) {
    sections.push({
      id: 'log',
      title: 'Log',
      folded: true,
      kind: 'text',
      text: wire.log,
      mono: true,
      note: 'May hold secrets',
    });
  }
  if (other.length > 0)
    sections.push({ id: 'other', title: 'Other fields', folded: true, kind: 'facts', facts: other });
  return {
    record,
    why: why(wire, describeWay(source, destination)),
    facts: [
      ...fact('Outcome', wire.access_control_outcome, { kind: 'outcome', filter: 'outcome' }),
      ...fact('User', wire.source_username, { entity: 'user', filter: 'user' }),
      ...endFact('From', source, 'source'),
      ...endFact('To', destination, 'destination'),
      ...fact('Action', wire.event_action),
      ...fact('What', wire.event_description),
      ...fact('Plugin', wire.plugin, { filter: 'plugin' }),
      ...fact('Application', wire.app_name ?? wire.app_id),
      ...fact('Authentication', wire.authentication_type),
      ...fact('Alarm', wire.has_alarm === undefined ? undefined : wire.has_alarm ? 'part of one' : 'none'),
    ],
    sections: sections.filter((section) => section.kind !== 'facts' || section.facts.length > 0),
    raw,
  };
}

function why(wire: WireEvent, way: string): string | null {
  if (wire.event_name === undefined) return null;
  const user = wire.source_username === undefined ? '' : ` by ${wire.source_username}`;
  const outcome = wire.access_control_outcome === undefined ? '' : ` Outcome: ${wire.access_control_outcome}.`;
  return `“${wire.event_name}”${user}${way}.${outcome}`;
}
