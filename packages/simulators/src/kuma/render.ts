import { toAffectedAccount, toAffectedAsset } from './affected.ts';
import type { TextColumnName } from './alert-table.ts';
import { toPriorityNumber, toTitleCase } from './alert-words.ts';
import { type EventContext, normalizedEvents } from './normalized-events.ts';
import { ruleAt } from './rules.ts';
import { EVENTS_KEPT_MAX, type KumaStore } from './store.ts';
import type { KumaSwitches } from './switches.ts';
import { tenantNameOf } from './tenants.ts';
import { toWireText, type WireObject, type WireValue } from './wire-json.ts';
import { toWireTime } from './wire-times.ts';

export interface RenderContext {
  store: KumaStore;
  switches: KumaSwitches;
  version: string;
  withEvents: boolean;
  withAffected: boolean;
}

/** The alert's text on the wire. */
export function renderAlert(context: RenderContext, row: number): string {
  const { store, switches } = context;
  const raw = store.raws.get(row);
  if (raw !== undefined) return raw;
  const { table } = store;
  const text = (name: TextColumnName) => table.textOf(name, row);
  const overlay = (store.overlays.get(row) ?? {}) as WireObject;
  const record: WireObject = {
    id: store.idOf(row),
    tenantID: text('tenantID'),
    tenantName: tenantNameOf(text('tenantID')),
    name: text('name'),
    correlationRuleID: text('correlationRuleID'),
    priority: printPriority(text('priority'), store.keyOf(row), switches),
    status: switches.statuses === 'title' ? toTitleCase(text('status')) : text('status'),
    firstSeen: toWireTime(table.firstSeen[row] ?? 0, switches.times),
    lastSeen: toWireTime(table.lastSeen[row] ?? 0, switches.times),
    assignee: printText(text('assignee'), switches),
    closingReason: printText(text('closingReason'), switches),
    overflow: table.overflow[row] === 1,
    ...overlay,
  };
  const without = { empty: [], null: null, missing: undefined }[switches.withoutDetails];
  const left = (name: string) => name in overlay && overlay[name] === undefined;
  record['events'] = context.withEvents && !left('events') ? eventsOf(store, row, overlay['events']) : without;
  for (const name of ['affectedAssets', 'affectedAccounts'] as const) {
    const asked = context.withAffected && !left(name);
    record[name] = asked ? (overlay[name] ?? affectedOf(context, row, name)) : without;
  }
  return toWireText(record);
}

function eventsOf(store: KumaStore, row: number, given: WireValue): WireValue {
  if (given !== undefined && !Array.isArray(given)) return given;
  const { table } = store;
  const { name, correlationRuleID, priority, tenantID } = store.facts(row);
  const context: EventContext = {
    key: store.keyOf(row),
    alertId: store.idOf(row),
    alertName: name,
    correlationRuleID,
    priority,
    tenant: { id: tenantID, name: tenantNameOf(tenantID) },
    rule: ruleAt(table.rule[row] ?? 0),
    actors: store.actorsOf(row),
  };
  return [...(given ?? []), ...normalizedEvents(context, store.stretchesOf(row), EVENTS_KEPT_MAX)];
}

function affectedOf(context: RenderContext, row: number, name: 'affectedAssets' | 'affectedAccounts'): WireObject[] {
  const { store, switches, version } = context;
  const { hosts, accounts } = store.actorsOf(row);
  if (name === 'affectedAccounts') return accounts.map(toAffectedAccount);
  const id = store.table.textOf('tenantID', row);
  const byVersion = version === 'v1' || version === 'v2' ? 'number' : 'text';
  const osVersion = switches.osVersion === 'by-version' ? byVersion : switches.osVersion;
  return hosts.map((host) => toAffectedAsset(host, { id, name: tenantNameOf(id) }, osVersion));
}

function printPriority(word: string, key: number, { priorities }: KumaSwitches): string | number {
  const look = priorities === 'mixed' ? (['words', 'numbers', 'title'] as const)[key % 3] : priorities;
  if (look === 'numbers') return toPriorityNumber(word, key);
  return look === 'title' ? toTitleCase(word) : word;
}

function printText(text: string, { noText }: KumaSwitches): WireValue {
  return text !== '' || noText === 'empty' ? text : noText === 'null' ? null : undefined;
}
