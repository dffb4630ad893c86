import { booleanFilter, commonFilters, enumFilter, textFilter } from '../common-filters.ts';
import type { FilterDefinition } from '../filter-plan.ts';
import type { FilterReader } from '../record-filter.ts';
import { statusWord } from './alert.ts';
import { toPattern } from './pattern.ts';

const cell =
  (...names: string[]): FilterReader =>
  ({ cells }) =>
    names.flatMap((name) => {
      const value = cells[name];
      return value === null || value === undefined ? [] : [String(value)];
    });

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const asUuid = (value: string) => (uuid.test(value.trim()) ? value.trim() : undefined);
/** KUMA takes a parameter several times and joins its values by OR. */
const repeated = (spelt: string[]) => spelt;

const statuses = ['new', 'assigned', 'escalated', 'closed'];
const levels = [
  ['critical', 'Critical'],
  ['high', 'High'],
  ['medium', 'Medium'],
  ['low', 'Low'],
] as const;

/** A longer expression might not fit into a request line. */
const patternCharsMax = 1_000;

export const alertFilters: readonly FilterDefinition[] = [
  enumFilter(
    'status',
    'Status',
    [
      ['new', 'New'],
      ['assigned', 'Assigned'],
      ['escalated', 'Escalated'],
      ['closed', 'Closed'],
    ],
    {
      open: true,
      vendor: {
        param: 'status',
        // Any other is refused with a 400; such alerts exist all the same, and are found here.
        spell: (value) => (statuses.includes(statusWord(value)) ? statusWord(value) : undefined),
        fixed: false,
        several: repeated,
      },
      read: ({ vendorStatus }) => (vendorStatus === undefined ? [] : [statusWord(vendorStatus)]),
    },
  ),
  enumFilter('priority_label', 'Priority', [...levels, ['none', 'None']], {
    open: true,
    // A label may be a number; the word that it stands for finds it as well.
    read: ({ priorityLabel, severity }) => (priorityLabel === undefined ? ['none'] : [priorityLabel, severity]),
  }),
  enumFilter('severity', 'Severity', [...levels, ['unknown', 'Unknown']]),
  textFilter('name', 'Rule name', {
    match: 'contains',
    vendor: {
      param: 'name',
      spell: (value) => (value.trim() === '' ? undefined : toPattern(value.trim())),
      fixed: true,
      several: (patterns) => {
        const pattern = patterns.join('|');
        return pattern.length > patternCharsMax ? undefined : [pattern];
      },
    },
    read: cell('title'),
    hint: 'Part of the name',
  }),
  textFilter('tenant', 'Tenant', {
    vendor: { param: 'tenantID', spell: asUuid, fixed: true, several: repeated },
    read: cell('tenant_id', 'tenant'),
    hint: 'Its name, or its UUID, which KUMA itself can filter by',
  }),
  textFilter('id', 'Alert id', {
    vendor: { param: 'id', spell: asUuid, fixed: true, several: repeated },
    read: ({ key }) => [key],
    hint: 'UUID',
  }),
  textFilter('assignee', 'Assignee', { read: cell('assignee') }),
  textFilter('closing_reason', 'Closing reason', { read: cell('closing_reason') }),
  booleanFilter('overflow', 'Collects no more events', { read: cell('overflow') }),
  textFilter('rule', 'Rule id', { read: cell('rule'), hint: 'The correlation rule’s UUID' }),
  ...commonFilters,
];
