import { type FilterValues, severities, toSeverity } from '@watchfloor/contract';
import { commonFilters, enumFilter, textFilter } from '../common-filters.ts';
import type { FilterDefinition } from '../filter-plan.ts';
import type { FilterReader } from '../record-filter.ts';

const cell =
  (name: string): FilterReader =>
  ({ cells }) => {
    const value = cells[name];
    return value === null || value === undefined ? [] : [String(value)];
  };

const labels: Record<string, string> = {
  fatal: 'Fatal',
  critical: 'Critical',
  high: 'High',
  unknown: 'Unknown',
  other: 'Other',
  medium: 'Medium',
  low: 'Low',
  informational: 'Informational',
};

/**
 * All are applied here. The vendor takes severities, but applies them to single records of a finding, by a parameter
 * whose name its page does not print: a finding that was raised or lowered since would show what it was.
 */
export const leenFilters: readonly FilterDefinition[] = [
  enumFilter(
    'priority_label',
    'Priority label',
    [...severities.map((name) => [name, labels[name] ?? name] as const), ['none', 'None']],
    { open: true, hint: 'The vendor’s own word' },
  ),
  enumFilter(
    'severity',
    'Severity',
    severities.map((name) => [name, labels[name] ?? name]),
  ),
  textFilter('event_type', 'Event type', {
    hint: 'A type of the finding',
    // A finding may have several; the first is the record's own, the cell has all.
    read: ({ eventType, cells }) => [
      ...(eventType === undefined ? [] : [eventType]),
      ...(typeof cells.types === 'string' ? cells.types.split(', ') : []),
    ],
  }),
  enumFilter(
    'activity',
    'Activity',
    [
      ['create', 'Create'],
      ['update', 'Update'],
      ['close', 'Close'],
      ['other', 'Other'],
      ['unknown', 'Unknown'],
    ],
    { read: cell('activity'), hint: 'What the latest record says' },
  ),
  textFilter('app', 'App', { read: cell('app') }),
  textFilter('operation', 'Operation', { read: cell('operation') }),
  textFilter('product', 'Product', { read: cell('product') }),
  textFilter('analytic', 'Analytic', { read: cell('analytic') }),
  textFilter('place', 'Place', { match: 'contains', read: cell('place') }),
  enumFilter('outcome', 'Outcome', [
    ['allowed', 'Allowed'],
    ['denied', 'Denied'],
    ['not_stated', 'Not stated'],
  ]),
  ...commonFilters,
];

/** The severities that a question asks for, as the vendor spells them; none where it asks for all, or for unknown ones. */
export function severitiesAtVendor(filters: Readonly<Record<string, FilterValues>>): string[] {
  const asked = filters.severity?.include ?? [];
  const words = asked.map(toSeverity);
  // "Unknown" here also holds records whose word or number nobody foresaw.
  return words.includes('unknown') ? [] : words.map((word) => word.toUpperCase());
}
