import { toText } from '../json.ts';
import { createRowIds, uuidOf } from '../scenario/identifiers.ts';
import { drawInt, hash32 } from '../scenario/prng.ts';
import type { Actors } from './actors.ts';
import { priorityRank } from './alert-words.ts';
import type { Rule } from './rules.ts';
import type { Tenant } from './tenants.ts';
import type { WireObject } from './wire-json.ts';

/** Events that came together: evenly spread from the first to the last instant. */
export interface EventStretch {
  fromMs: number;
  toMs: number;
  count: number;
}

export interface EventContext {
  /** Of the alert: the same key gives the same events at any time. */
  key: number;
  alertId: string;
  alertName: string;
  correlationRuleID: string;
  priority: string;
  tenant: Pick<Tenant, 'id' | 'name'>;
  rule: Rule;
  actors: Actors;
}

const SERVICE_ID = uuidOf('kuma-service:correlator');

/** A free map in PascalCase. Each stretch begins with the correlation event that reports it. */
export function* normalizedEvents(
  context: EventContext,
  stretches: readonly EventStretch[],
  max: number,
): Generator<WireObject> {
  let index = 0;
  for (const { fromMs, toMs, count } of stretches) {
    for (let part = 0; part < count && index < max; part++, index++) {
      const at = count === 1 ? toMs : Math.round(fromMs + ((toMs - fromMs) * part) / (count - 1));
      yield part === 0 ? correlationEvent(context, index, at) : baseEvent(context, index, at);
    }
  }
}

function correlationEvent(context: EventContext, index: number, at: number): WireObject {
  const { rule } = context;
  return {
    ...commonFields(context, index, at),
    Type: 3,
    // Correlation events count from 1 (low) to 4 (critical).
    Priority: Math.max(0, priorityRank(context.priority)) + 1,
    Name: context.alertName,
    CorrelationRuleID: context.correlationRuleID,
    CorrelationRuleName: context.alertName,
    DeviceVendor: 'Kaspersky',
    DeviceProduct: 'KUMA',
    DeviceCustomString1: rule.technique,
    DeviceCustomString1Label: rule.technique === undefined ? undefined : 'MITRE technique',
  };
}

function baseEvent(context: EventContext, index: number, at: number): WireObject {
  const { rule } = context;
  const key = hash32(context.key, 1000 + index);
  const { files = [] } = context.actors;
  const file = files[index % files.length];
  return {
    ...commonFields(context, index, at),
    Type: 1,
    Priority: 1,
    Name: rule.eventName,
    DeviceVendor: rule.product.vendor,
    DeviceProduct: rule.product.product,
    DeviceEventClassID: rule.eventClass,
    DeviceHostName: context.actors.hosts[0]?.name,
    DeviceTimeZone: '+00:00',
    Message: rule.message,
    FilePath: file?.path,
    FileName: file?.path.split(/[\\/]/).at(-1),
    FileHash: file?.sha256,
    SourcePort: 49_152 + drawInt(key, 1, 16_000),
    BytesOut: drawInt(key, 2, 90_000),
    // Free maps hold integers that no double can, and keys that no structure expects.
    FlexNumber1: 6_180_352_115_244_793_858n + BigInt(key),
    FlexNumber1Label: 'Record number',
    'SA.рабочая_станция': context.actors.hosts[0]?.name,
    Extra: { 'log.level': 'info', 'x-request-id': uuidOf(`${context.alertId}:${index}:request`) },
  };
}

function commonFields(context: EventContext, index: number, at: number): WireObject {
  const { source, destination, accounts } = context.actors;
  return {
    ID: createRowIds(context.key, 'kuma-event').idOf(index),
    TenantID: context.tenant.id,
    TenantName: context.tenant.name,
    ServiceID: SERVICE_ID,
    ServiceName: 'correlator-1',
    Timestamp: at,
    StartTime: at - 1000,
    EndTime: at,
    SourceAddress: source.address,
    SourceHostName: source.host,
    SourceUserName: toText(accounts[0]?.account) || undefined,
    DestinationAddress: destination?.address,
    DestinationHostName: destination?.host,
  };
}
