import { commonFilters, enumFilter, textFilter, toDeclaredFilter } from '../common-filters.ts';
import type { FilterDefinition } from '../filter-plan.ts';
import type { FilterReader } from '../record-filter.ts';
import type { RaiseRule } from './config.ts';
import { type EventTypeIds, offeredTypes } from './event-types.ts';

const cell =
  (name: string): FilterReader =>
  ({ cells }) => {
    const value = cells[name];
    return value === null || value === undefined ? [] : [String(value)];
  };

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const sha256 = /^[0-9a-f]{64}$/i;
/** What is not of the form would be refused by the vendor; it is filtered by here, and finds nothing. */
const ofForm = (form: RegExp) => (value: string) => (form.test(value) ? value.toLowerCase() : undefined);
/** Brackets: repeated, and joined by OR. */
const several = (spelt: string[]) => spelt;

/** @param ids undefined where only the declaration matters */
export function eventFilters(raise: readonly RaiseRule[], ids?: EventTypeIds): readonly FilterDefinition[] {
  const raised = raise.map(({ event_type, severity }) => `${event_type}: ${severity}`).join('; ');
  return [
    enumFilter(
      'priority_label',
      'Priority label',
      [
        ['Critical', 'Critical'],
        ['High', 'High'],
        ['Medium', 'Medium'],
        ['Low', 'Low'],
        ['none', 'None'],
      ],
      { open: true, hint: 'The severity as the vendor sends it' },
    ),
    enumFilter(
      'severity',
      'Severity',
      [
        ['critical', 'Critical'],
        ['high', 'High'],
        ['medium', 'Medium'],
        ['low', 'Low'],
        ['unknown', 'Unknown'],
      ],
      raised === '' ? {} : { hint: `Raised for this connection: ${raised}` },
    ),
    enumFilter(
      'event_type',
      'Event type',
      offeredTypes.map((name) => [name, name]),
      { open: true, vendor: { param: 'event_type[]', spell: ids ?? (() => undefined), fixed: true, several } },
    ),
    enumFilter('outcome', 'Outcome', [
      ['stopped', 'Stopped'],
      ['not_stopped', 'Not stopped'],
      ['not_stated', 'Not stated'],
    ]),
    textFilter('detection_sha256', 'SHA-256 of the file', {
      vendor: { param: 'detection_sha256', spell: ofForm(sha256), fixed: true, finds: ['hash'] },
      read: cell('sha256'),
    }),
    textFilter('application_sha256', 'SHA-256 of the parent', {
      vendor: { param: 'application_sha256', spell: ofForm(sha256), fixed: true, finds: ['hash'] },
      read: cell('parent_sha256'),
      hint: 'Of the program that wrote or started the file',
    }),
    textFilter('connector_guid', 'Computer', {
      vendor: {
        param: 'connector_guid[]',
        spell: ofForm(guid),
        fixed: true,
        several,
        // Its events have no filter by the computer's name.
        finds: ['host'],
        idCell: 'connector_guid',
      },
      read: cell('connector_guid'),
      hint: 'The connector’s GUID',
    }),
    textFilter('group_guid', 'Group', {
      vendor: { param: 'group_guid[]', spell: ofForm(guid), fixed: true, several },
      read: ({ cells }) => (typeof cells.groups === 'string' ? [cells.groups, ...cells.groups.split(', ')] : []),
      hint: 'The group’s GUID',
    }),
    textFilter('detection', 'Detection', { read: cell('detection'), hint: 'The threat’s name' }),
    textFilter('disposition', 'Disposition', { read: cell('disposition'), hint: 'Malicious, Clean, Unknown' }),
    ...commonFilters,
  ];
}

export function declaredFilters(raise: readonly RaiseRule[]) {
  return eventFilters(raise).map(toDeclaredFilter);
}
