import type { Section } from '@watchfloor/contract';
import type { DetailParts } from '../connector.ts';
import { fact, note, otherFields, sentence } from '../facts.ts';
import { type RecordContext, toAlarmRecord } from './alarm.ts';
import { describeWay, endFact } from './end-facts.ts';
import { readEnd } from './ends.ts';
import { readAlarmEvent } from './event.ts';
import type { WireAlarm } from './wire.ts';

/** Fields that the record, its facts or a section show; the rest is listed under "Other fields". */
const shown = new Set(
  'uuid id _links status priority priority_label suppressed rule_id rule_intent rule_method rule_strategy rule_attack_id rule_attack_technique rule_attack_tactic event_name source_name source_canonical source_hostname source_address source_port source_country source_username destination_name destination_canonical destination_hostname destination_address destination_port destination_country timestamp_occured timestamp_occurred timestamp_received timestamp_occured_iso8601 timestamp_received_iso8601 security_group_id app_id app_name app_type authentication_type request_user_agent sensor_uuid alarm_sensor_sources alarm_events_count alarm_labels packet_data highlight_fields log events alarm_source_countries alarm_destination_countries event_type packet_type'.split(
    ' ',
  ),
);

/** Says what an alarm is: one sentence, the facts above the fold, then its events and the rest. */
export function toAlarmDetail(wire: WireAlarm, key: string, raw: string, context: RecordContext): DetailParts {
  const record = toAlarmRecord(wire, key, context);
  const source = readEnd(wire, 'source');
  const destination = readEnd(wire, 'destination');
  const technique = record.attack[0];
  const highlights = wire.highlight_fields.flatMap((name) => {
    const value = (wire as Record<string, unknown>)[name];
    return typeof value === 'string' && value !== '' && !aboveTheFold.has(name)
      ? fact(sentence(name), value, { kind: 'mono' })
      : [];
  });
  return {
    record,
    why: why(wire, describeWay(source, destination)),
    facts: [
      ...fact('Intent', wire.rule_intent, { filter: 'event_type' }),
      ...fact('User', wire.source_username, { entity: 'user', filter: 'user' }),
      ...endFact('From', source, 'source'),
      ...endFact('To', destination, 'destination'),
      ...(technique
        ? fact('Technique', technique.id, {
            kind: 'technique',
            filter: 'technique',
            ...note([technique.name, technique.tactic]),
          })
        : []),
      ...fact('Rule', wire.rule_method, { filter: 'rule_method', ...note([wire.rule_id]) }),
      ...fact('Strategy', wire.rule_strategy, { filter: 'rule_strategy' }),
      ...fact(
        'Priority',
        wire.priority ?? record.priorityLabel,
        note(wire.priority === undefined ? [] : [record.priorityLabel]),
      ),
      ...fact('Status', wire.status === undefined ? undefined : sentence(wire.status), {
        filter: 'status',
        ...note(wire.suppressed ? ['suppressed'] : []),
      }),
      ...fact('Sensor', wire.alarm_sensor_sources[0] ?? wire.sensor_uuid, { kind: 'mono', filter: 'sensor' }),
      ...fact('Labels', wire.alarm_labels.length > 0 ? wire.alarm_labels.length : undefined, note(wire.alarm_labels)),
      ...highlights,
    ],
    sections: [eventsSection(wire, context), ...contextSections(wire)].filter((section) => section !== undefined),
    raw,
  };
}

const aboveTheFold = new Set([
  'rule_intent',
  'rule_method',
  'rule_strategy',
  'source_username',
  'source_name',
  'destination_name',
  'source_address',
  'destination_address',
  'priority',
  'priority_label',
]);

function why(wire: WireAlarm, way: string): string {
  const rule = wire.rule_method ?? wire.event_name ?? wire.rule_id;
  const kept = wire.events.length;
  const counted = wire.alarm_events_count;
  const events =
    counted !== undefined && counted > kept
      ? `${kept} of ${counted} events are kept.`
      : kept > 0
        ? `${kept} ${kept === 1 ? 'event' : 'events'}.`
        : '';
  const subject = rule === undefined ? 'An alarm' : `The rule “${rule}”`;
  const intent = wire.rule_intent === undefined ? '' : ` (${wire.rule_intent})`;
  const user = wire.source_username === undefined ? '' : ` on ${wire.source_username}`;
  return `${subject}${intent} fired${user}${way}. ${events}`.trim();
}

function eventsSection(wire: WireAlarm, context: RecordContext): Section | undefined {
  if (wire.events.length === 0 && wire.alarm_events_count === undefined) return undefined;
  const records = wire.events.map((event) => readAlarmEvent(event, context));
  const readable = records.filter((record) => record !== undefined);
  const counted = wire.alarm_events_count ?? wire.events.length;
  const notes = [
    counted > wire.events.length ? `${wire.events.length} of ${counted} events kept by the vendor` : '',
    readable.length < records.length ? `${records.length - readable.length} could not be read, see the raw record` : '',
  ].filter((text) => text !== '');
  return {
    id: 'events',
    title: 'Events',
    folded: false,
    kind: 'records',
    resource: 'events',
    records: readable.toSorted((a, b) => (a.happened ?? 0) - (b.happened ?? 0)),
    ...(notes.length > 0 ? { note: notes.join('; ') } : {}),
  };
}

function contextSections(wire: WireAlarm): Section[] {
  const context = [
    ...fact('Application', wire.app_name ?? wire.app_id, note([wire.app_type])),
    ...fact('Authentication', wire.authentication_type),
    ...fact('User agent', wire.request_user_agent, { kind: 'mono' }),
    ...fact('Security group', wire.security_group_id, { kind: 'mono' }),
    ...fact('Source port', wire.source_port, { kind: 'mono' }),
    ...fact('Destination port', wire.destination_port, { kind: 'mono' }),
    ...fact('Event', wire.event_name),
  ];
  const other = otherFields(wire, shown);
  const sections: Section[] = [];
  if (context.length > 0)
    sections.push({ id: 'context', title: 'Context', folded: false, kind: 'facts', facts: context });
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
  return sections;
}
