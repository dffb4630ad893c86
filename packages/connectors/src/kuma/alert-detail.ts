import type { Fact, Section } from '@watchfloor/contract';
import type { DetailParts } from '../connector.ts';
import { fact, note, otherFields, timeFact } from '../facts.ts';
import { accountFacts, accountName, assetFacts, assetName } from './affected.ts';
import { accountsSection, assetsSection, softwareSection, vulnerabilitiesSection } from './affected-sections.ts';
import { growthOf, type RecordContext, toAlertRecord } from './alert.ts';
import type { WireAlert } from './wire.ts';

/** Fields that the record, its facts or a section show; the rest is listed under "Other fields". */
const shown = new Set(
  'id tenantID tenantName name correlationRuleID priority status firstSeen lastSeen assignee closingReason overflow events affectedAssets affectedAccounts'.split(
    ' ',
  ),
);

export const eventsSectionId = 'events';
export const sameNamedSectionId = 'same-named';

/** Says what an alert is: one sentence, the facts above the fold, and what can be asked for. */
export function toAlertDetail(wire: WireAlert, key: string, raw: string, context: RecordContext): DetailParts {
  const record = toAlertRecord(wire, key, context);
  const other = otherFields(wire, shown);
  return {
    record,
    why: why(wire),
    facts: [
      ...timeFact('First seen', record.happened),
      ...timeFact('Last seen', record.active),
      ...fact('Status', wire.status, { filter: 'status', ...note([growthOf(wire)]) }),
      ...fact('Assignee', wire.assignee, { filter: 'assignee' }),
      ...fact('Closing reason', wire.closingReason, { filter: 'closing_reason' }),
      ...assetFacts(wire),
      ...accountFacts(wire),
      ...fact('Overflow', wire.overflow ? 'Collects no more events: later activity is not here' : undefined),
      ...record.attack.flatMap(({ id }) =>
        fact('Technique', id, { kind: 'technique', filter: 'technique', note: 'named by the rule' }),
      ),
      ...fact('Priority', wire.priority, { filter: 'priority_label' }),
      ...fact('Rule', wire.name, { filter: 'name', ...note([wire.correlationRuleID]) }),
      ...fact('Tenant', wire.tenantName ?? wire.tenantID, {
        filter: 'tenant',
        ...note([wire.tenantName === undefined ? undefined : wire.tenantID]),
      }),
    ],
    sections: [
      events,
      vulnerabilitiesSection(wire),
      ...(wire.name === undefined ? [] : [sameNamed]),
      assetsSection(wire),
      accountsSection(wire),
      softwareSection(wire),
      ...(other.length > 0 ? [otherSection(other)] : []),
    ].filter((section) => section !== undefined),
    raw,
  };
}

const events: Section = {
  id: eventsSectionId,
  title: 'Events',
  folded: false,
  kind: 'on_request',
  ask: 'Load events',
  note: 'only on request: an alert may hold thousands',
};

// A change of status freezes an alert, and the next hit of its rule makes another of the same name.
const sameNamed: Section = {
  id: sameNamedSectionId,
  title: 'Same-named alerts',
  folded: false,
  kind: 'on_request',
  ask: 'Load same-named alerts',
  note: 'of the same rule, before and after this one',
};

function otherSection(facts: Fact[]): Section {
  return { id: 'other', title: 'Other fields', folded: true, kind: 'facts', facts };
}

function why(wire: WireAlert): string {
  const rule = wire.name === undefined ? 'An alert without a name was raised' : `The rule “${wire.name}” fired`;
  const hosts = named(wire.affectedAssets.map(assetName));
  const users = named(wire.affectedAccounts.map(accountName));
  const growth = growthOf(wire);
  const state = growth === undefined ? '' : growth === 'still growing' ? ' It is still growing.' : ` It ${growth}.`;
  return `${rule}${hosts && ` on ${hosts}`}${users && ` for ${users}`}.${state}`;
}

/** "NVK-DC-01 and 2 more" */
function named(names: readonly (string | undefined)[]): string {
  const known = [...new Set(names.filter((name) => name !== undefined))];
  if (known.length <= 1) return known[0] ?? '';
  return known.length === 2 ? known.join(' and ') : `${known[0]} and ${known.length - 1} more`;
}
