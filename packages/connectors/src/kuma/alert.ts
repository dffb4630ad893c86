import { type Severity, type SourceRecord, toSeverity } from '@watchfloor/contract';
import { readVendorTime } from '../vendor-time.ts';
import { accountName, affectedEntities, assetName, firstAndMore } from './affected.ts';
import type { WireAlert } from './wire.ts';

export interface RecordContext {
  connection: string;
  /** Origin of the vendor's console, https only; undefined where it is not known. */
  consoleOrigin: string | undefined;
}

/** Names every field of an alert's row. */
export function toAlertRecord(wire: WireAlert, key: string, context: RecordContext): SourceRecord {
  const record: SourceRecord = {
    uid: `${context.connection}:alerts:${key}`,
    kind: 'finding',
    key,
    happened: readVendorTime(wire.firstSeen),
    // KUMA does not say when it received what an alert is made of.
    arrived: null,
    active: readVendorTime(wire.lastSeen),
    title: wire.name ?? 'Alert without a name',
    severity: alertSeverity(wire.priority),
    status: statusOf(wire) === 'closed' ? 'resolved' : 'new',
    outcome: 'not_stated',
    entities: affectedEntities(wire),
    attack: attackOf(wire),
    cells: {
      title: wire.name ?? null,
      assets: firstAndMore(wire.affectedAssets.map(assetName)),
      accounts: firstAndMore(wire.affectedAccounts.map(accountName)),
      assignee: wire.assignee ?? null,
      tenant: wire.tenantName ?? wire.tenantID ?? null,
      tenant_id: wire.tenantID ?? null,
      closing_reason: wire.closingReason ?? null,
      overflow: wire.overflow ?? null,
      rule: wire.correlationRuleID ?? null,
    },
  };
  const growth = growthOf(wire);
  if (growth !== undefined) record.subtitle = growth;
  if (wire.priority !== undefined) record.priorityLabel = wire.priority;
  if (wire.status !== undefined) record.vendorStatus = wire.status;
  if (wire.tenantName !== undefined) record.tenant = wire.tenantName;
  if (context.consoleOrigin !== undefined && wire.id !== undefined)
    record.consoleUrl = `${context.consoleOrigin}/alerts/${encodeURIComponent(wire.id)}`;
  return record;
}

/** The vendor's status in one spelling: `new`, `assigned`, `escalated`, `closed`, or whatever else it says. */
export function statusWord(status: string): string {
  return status
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');
}

/** An alert that is new goes on collecting events, until it holds as many as it may. */
export function growthOf(wire: WireAlert): string | undefined {
  if (wire.overflow) return 'collects no more events';
  return statusOf(wire) === 'new' ? 'still growing' : undefined;
}

/** KUMA has no field for it; authors of rules write the technique into the rule's name. */
function attackOf({ name }: WireAlert): SourceRecord['attack'] {
  const ids = new Set(name?.match(/(?<![\w.-])T\d{4}(?:\.\d{3})?(?![\w-])/g));
  return [...ids].map((id) => ({ id }));
}

function statusOf({ status }: WireAlert): string | undefined {
  return status === undefined ? undefined : statusWord(status);
}

// Other channels than v1 give numbers: 1-4 low, 5-8 medium, 9-12 high, 13-16 critical.
function alertSeverity(priority: string | undefined): Severity {
  const word = priority?.trim() ?? '';
  if (!/^\d{1,2}$/.test(word)) return toSeverity(word);
  const number = Number(word);
  if (number < 1 || number > 16) return 'unknown';
  return (['low', 'medium', 'high', 'critical'] as const)[Math.floor((number - 1) / 4)] ?? 'unknown';
}
