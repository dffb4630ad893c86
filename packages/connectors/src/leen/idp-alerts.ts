import type { Resource } from '@watchfloor/contract';
import { toDeclaredFilter } from '../common-filters.ts';
import type { ResourceReader } from '../connector.ts';
import type { LeenConfig } from './config.ts';
import { toFindingDetail } from './detail.ts';
import { leenFilters } from './filters.ts';
import { findFinding } from './get.ts';
import { findingsKeeping } from './keeping.ts';
import { isFindingKey } from './key.ts';
import { listFindings } from './list.ts';
import { createSyncState } from './sync.ts';
import { createWindowCopies } from './window-copies.ts';

const idpAlertsResource: Resource = {
  name: 'idp-alerts',
  label: 'Identity findings',
  singular: 'finding',
  kind: 'finding',
  filters: leenFilters.map(toDeclaredFilter),
  columns: [
    { name: 'severity', label: 'Severity', kind: 'severity', widthPx: 92, shown: true, filter: 'severity' },
    { name: 'happened', label: 'Happened', kind: 'time', widthPx: 92, shown: true },
    { name: 'arrived', label: 'Arrived', kind: 'time', widthPx: 92, shown: true },
    { name: 'title', label: 'Finding', kind: 'title', widthPx: 320, shown: true },
    { name: 'user', label: 'User', kind: 'text', widthPx: 150, shown: true, filter: 'user', entity: 'user' },
    { name: 'source', label: 'Source', kind: 'mono', widthPx: 150, shown: true, filter: 'ip', entity: 'ip' },
    { name: 'place', label: 'Place', kind: 'text', widthPx: 120, shown: true, filter: 'place' },
    { name: 'app', label: 'App', kind: 'text', widthPx: 150, shown: true, filter: 'app' },
    { name: 'activity', label: 'Activity', kind: 'text', widthPx: 92, shown: true, filter: 'activity' },
    { name: 'active', label: 'Last activity', kind: 'time', widthPx: 92, shown: false },
    { name: 'types', label: 'Types', kind: 'text', widthPx: 150, shown: false, filter: 'event_type' },
    { name: 'technique', label: 'Technique', kind: 'mono', widthPx: 100, shown: false, filter: 'technique' },
    { name: 'operation', label: 'Operation', kind: 'text', widthPx: 150, shown: false, filter: 'operation' },
    { name: 'outcome', label: 'Outcome', kind: 'outcome', widthPx: 100, shown: false, filter: 'outcome' },
    { name: 'product', label: 'Product', kind: 'text', widthPx: 120, shown: false, filter: 'product' },
    { name: 'analytic', label: 'Analytic', kind: 'text', widthPx: 150, shown: false, filter: 'analytic' },
    { name: 'risk', label: 'User risk', kind: 'text', widthPx: 80, shown: false },
    { name: 'records', label: 'Records', kind: 'number', widthPx: 72, shown: false },
  ],
  orders: [
    // Not provable: a finding's severity changes. A scroll keeps the places it began with, in one process's memory.
    { name: 'severity-desc', label: 'Severity, highest first', provable: false },
    { name: 'time-desc', label: 'Newest first', provable: true },
  ],
  opensWith: { from: 'now-7d', to: 'now', order: 'severity-desc' },
  queueViews: [
    {
      id: 'identity-risk',
      name: 'Identity risk',
      params: {
        not_status: ['resolved', 'suppressed'],
        severity: ['fatal', 'critical', 'high', 'unknown', 'other', 'medium'],
        from: 'now-7d',
        to: 'now',
        order: 'work',
      },
    },
  ],
};

/** `GET /idp/alerts`, one row for each finding. */
export function createIdpAlertsReader(config: LeenConfig): ResourceReader {
  const copies = createWindowCopies(config);
  const syncState = createSyncState(config);
  return {
    resource: idpAlertsResource,
    keeping: findingsKeeping,
    isKey: isFindingKey,
    list: (question, position, context) => listFindings(copies, syncState, question, position, context),
    async get(key, hint, context) {
      const [found, sync] = await Promise.all([findFinding(copies, key, hint, context), syncState(context)]);
      return toFindingDetail(found.row, {
        sync,
        whole: found.whole,
        newestArrival: copies.newestArrival(),
        now: context.now(),
      });
    },
  };
}
