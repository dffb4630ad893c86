import { booleanFilter, commonFilters, enumFilter, textFilter } from '../common-filters.ts';
import type { FilterDefinition } from '../filter-plan.ts';
import type { FilterReader } from '../record-filter.ts';
import { statusWord } from './alarm.ts';

const asIs = (value: string) => value;
const cell =
  (name: string): FilterReader =>
  ({ cells }) => {
    const value = cells[name];
    return value === null || value === undefined ? [] : [String(value)];
  };

const labels = [
  ['critical', 'Critical'],
  ['high', 'High'],
  ['medium', 'Medium'],
  ['low', 'Low'],
] as const;
const isLabel = (value: string) => (labels.some(([label]) => label === value) ? value : undefined);
const trueOrFalse = (value: string) => (value === 'true' || value === 'false' ? value : undefined);

/** The vendor takes one label at a time reliably; several are asked side by side, since a label never changes. */
const priority = { param: 'priority_label', spell: isLabel, fixed: true };

const suppressed = booleanFilter('suppressed', 'Suppressed', {
  vendor: { param: 'suppressed', spell: trueOrFalse, fixed: false },
  read: cell('suppressed'),
});
const source = textFilter('source', 'Source', { read: cell('source') });
const destination = textFilter('destination', 'Destination', { read: cell('destination') });

export const alarmFilters: readonly FilterDefinition[] = [
  enumFilter(
    'status',
    'Status',
    [
      ['open', 'Open'],
      ['in_review', 'In review'],
      ['closed', 'Closed'],
    ],
    {
      open: true,
      vendor: { param: 'status', spell: asIs, fixed: false },
      read: ({ vendorStatus }) => (vendorStatus === undefined ? [] : [statusWord(vendorStatus)]),
    },
  ),
  enumFilter('priority_label', 'Priority label', [...labels, ['none', 'None']], { open: true, vendor: priority }),
  enumFilter('severity', 'Severity', [...labels, ['unknown', 'Unknown']], { vendor: priority }),
  enumFilter(
    'event_type',
    'Event type',
    [
      'System Compromise',
      'Exploitation & Installation',
      'Delivery & Attack',
      'Reconnaissance & Probing',
      'Environmental Awareness',
    ].map((intent) => [intent, intent]),
    { open: true, vendor: { param: 'rule_intent', spell: asIs, fixed: true }, hint: 'The rule’s intent' },
  ),
  textFilter('rule_method', 'Rule method', {
    vendor: { param: 'rule_method', spell: asIs, fixed: true },
    read: cell('rule_method'),
  }),
  textFilter('rule_strategy', 'Rule strategy', {
    vendor: { param: 'rule_strategy', spell: asIs, fixed: true },
    read: cell('rule_strategy'),
  }),
  suppressed,
  textFilter('sensor', 'Sensor', {
    vendor: { param: 'alarm_sensor_sources', spell: asIs, fixed: true },
    read: cell('sensor'),
    hint: 'The sensor’s UUID',
  }),
  source,
  destination,
  ...commonFilters,
];

export const eventFilters: readonly FilterDefinition[] = [
  textFilter('event_type', 'Event type', {
    vendor: { param: 'event_name', spell: asIs, fixed: true },
    hint: 'The event’s name',
  }),
  enumFilter('severity', 'Severity', [...labels, ['unknown', 'Unknown']]),
  textFilter('plugin', 'Plugin', { vendor: { param: 'plugin', spell: asIs, fixed: true } }),
  textFilter('source_name', 'Source name', {
    // The vendor puts a name or an address there, depending on what it found out.
    vendor: { param: 'source_name', spell: asIs, fixed: true, finds: ['host', 'ip', 'domain'] },
    read: cell('source_name'),
  }),
  textFilter('source_username', 'Source user', {
    vendor: { param: 'source_username', spell: asIs, fixed: true, finds: ['user', 'email'] },
    read: cell('user'),
  }),
  textFilter('account_name', 'Account', {
    vendor: { param: 'account_name', spell: asIs, fixed: true },
    read: cell('account_name'),
  }),
  suppressed,
  textFilter('sensor', 'Sensor', {
    vendor: { param: 'sensor_uuid', spell: asIs, fixed: true },
    read: cell('sensor'),
    hint: 'The sensor’s UUID',
  }),
  enumFilter('outcome', 'Outcome', [
    ['allowed', 'Allowed'],
    ['denied', 'Denied'],
    ['stopped', 'Stopped'],
    ['not_stated', 'Not stated'],
  ]),
  booleanFilter('has_alarm', 'Has an alarm', { read: cell('has_alarm') }),
  source,
  destination,
  ...commonFilters,
];
