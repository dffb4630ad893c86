import type { Resource, Section } from '@watchfloor/contract';
import { toDeclaredFilter } from '../common-filters.ts';
import type { CallContext, Keeping, ResourceReader } from '../connector.ts';
import { ConnectorError } from '../errors.ts';
import { readVendorTime } from '../vendor-time.ts';
import { type RecordContext, statusWord } from './alert.ts';
import { eventsSectionId, sameNamedSectionId, toAlertDetail } from './alert-detail.ts';
import { askAlert, askAlerts, withAffected, withEvents } from './ask.ts';
import type { KumaConfig } from './config.ts';
import { consoleOriginOf } from './console.ts';
import { toEventsSection } from './events-section.ts';
import { alertFilters } from './filters.ts';
import { listAlerts } from './list.ts';
import { toPattern } from './pattern.ts';
import { createScrollMemory } from './scroll-memory.ts';

const alertsResource: Resource = {
  name: 'alerts',
  label: 'Alerts',
  singular: 'alert',
  kind: 'finding',
  filters: alertFilters.map(toDeclaredFilter),
  columns: [
    { name: 'severity', label: 'Priority', kind: 'severity', widthPx: 92, shown: true, filter: 'severity' },
    { name: 'happened', label: 'First seen', kind: 'time', widthPx: 92, shown: true },
    { name: 'last_seen', label: 'Last seen', kind: 'time', widthPx: 92, shown: true },
    { name: 'title', label: 'Alert', kind: 'title', widthPx: 320, shown: true, filter: 'name' },
    { name: 'assets', label: 'Assets', kind: 'mono', widthPx: 150, shown: true, filter: 'host', entity: 'host' },
    { name: 'accounts', label: 'Accounts', kind: 'text', widthPx: 150, shown: true, filter: 'user', entity: 'user' },
    { name: 'vendor_status', label: 'Status', kind: 'status', widthPx: 92, shown: true, filter: 'status' },
    { name: 'assignee', label: 'Assignee', kind: 'text', widthPx: 110, shown: true, filter: 'assignee' },
    { name: 'tenant', label: 'Tenant', kind: 'text', widthPx: 110, shown: true, filter: 'tenant' },
    { name: 'technique', label: 'Technique', kind: 'mono', widthPx: 100, shown: false, filter: 'technique' },
    { name: 'overflow', label: 'Overflow', kind: 'flag', widthPx: 92, shown: false, filter: 'overflow' },
    {
      name: 'closing_reason',
      label: 'Closing reason',
      kind: 'text',
      widthPx: 120,
      shown: false,
      filter: 'closing_reason',
    },
    { name: 'rule', label: 'Rule id', kind: 'mono', widthPx: 150, shown: false, filter: 'rule' },
  ],
  orders: [
    { name: 'time-desc', label: 'First seen, newest first', provable: true },
    { name: 'active-desc', label: 'Last seen, newest first', provable: false },
  ],
  // By exclusion: alerts in a state that the documents do not list are not closed either.
  opensWith: { not_status: 'closed', order: 'active-desc', from: 'now-7d', to: 'now' },
  queueViews: [
    {
      id: 'kuma-still-growing',
      name: 'KUMA still growing',
      params: {
        vendor_status: 'new',
        active: 'now-4h..',
        happened: '..now-24h',
        from: 'now-4h',
        to: 'now',
        order: 'active-desc',
      },
    },
  ],
};

const openStatuses = ['new', 'assigned', 'escalated'];

/**
 * What an alert gains moves its last activity; being assigned or closed does not, so the open ones are read again. KUMA
 * takes all three statuses in one question. A status that the documents do not list is not among them.
 */
const alertsKeeping: Keeping = {
  filters: {},
  rule: 'All alerts',
  order: 'time-desc',
  changesOrder: 'active-desc',
  open: [{ status: { include: openStatuses, exclude: [] } }],
  isOpen: ({ vendorStatus }) => vendorStatus !== undefined && openStatuses.includes(statusWord(vendorStatus)),
};

const key = /^(?!no-id-)[0-9a-z_-]{1,64}$/i;

/** `GET /alerts`; one alert is the same list with an id. */
export function createAlertsReader(config: KumaConfig): ResourceReader {
  const consoleOrigin = consoleOriginOf(config);
  const memory = createScrollMemory();
  const contextOf = ({ connection }: CallContext): RecordContext => ({ connection, consoleOrigin });
  return {
    resource: alertsResource,
    keeping: alertsKeeping,
    isKey: (text) => key.test(text),
    list: (question, position, context) => listAlerts(question, position, context, contextOf(context), memory),
    async get(id, _hint, context) {
      const { wire, raw } = await askAlert(id, [withAffected], context);
      return toAlertDetail(wire, id, raw, contextOf(context));
    },
    async section(id, _hint, sectionId, context) {
      switch (sectionId) {
        case eventsSectionId:
          return toEventsSection((await askAlert(id, [withEvents], context)).wire);
        case sameNamedSectionId:
          return findSameNamed(id, context);
        default:
          throw new ConnectorError('not_found', 'An alert has no such section.');
      }
    },
  };
}

const linksMax = 50;

/** Alerts of the same rule: their name is searched for at KUMA, and compared here. */
async function findSameNamed(id: string, context: CallContext): Promise<Section> {
  const { wire } = await askAlert(id, [], context);
  const name = wire.name ?? '';
  const found = await askAlerts(
    [
      ['timestampField', 'lastSeen'],
      ['name', `^${toPattern(name)}$`],
    ],
    context,
  );
  const same = found.flatMap(({ wire: other }) => {
    if (other?.id === undefined || other.id === wire.id || other.name !== name) return [];
    if (other.correlationRuleID !== wire.correlationRuleID) return [];
    const title = [name, other.status, other.assignee].filter((part) => part !== undefined).join(' · ');
    return [{ resource: 'alerts', key: other.id, title, at: readVendorTime(other.firstSeen) }];
  });
  const note = same.length > linksMax ? `the latest ${linksMax} of ${same.length}` : `${same.length}`;
  return {
    id: sameNamedSectionId,
    title: 'Same-named alerts',
    folded: false,
    kind: 'links',
    note,
    links: same.slice(0, linksMax),
  };
}
