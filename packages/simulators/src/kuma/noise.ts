import { createWeightedPicker, draw, drawInt } from '../scenario/prng.ts';
import { type PriorityWord, priorityRank, priorityWords } from './alert-words.ts';
import { ruleAt, rules } from './rules.ts';
import { EVENTS_KEPT_MAX, type KumaStore } from './store.ts';
import { kumaTenants } from './tenants.ts';

const pickRule = createWeightedPicker(rules.map(({ weight }) => weight));
const analysts = ['ana.ruiz', 'erik.holm', '7b0c4a5e-1d2f-4c83-9e6a-52d81f0b3c97'] as const;
const MINUTE_MS = 60_000;

export interface NoiseAlert {
  firstSeen: number;
  /** Nothing was seen after this instant yet. */
  nowMs: number;
  /** The highest priority it may take. */
  priorityMax: PriorityWord;
  statusOf(key: number, priority: string): string;
}

/** Appends one alert of an ordinary company; it is in no order until `settle`. Gives back its row. */
export function appendNoiseAlert(store: KumaStore, { firstSeen, nowMs, priorityMax, statusOf }: NoiseAlert): number {
  const row = store.table.count;
  const key = store.keyOf(row);
  const index = pickRule(draw(key, 1));
  const rule = ruleAt(index);
  // An alert that gathers events grows graver by one step at most; critical is left to its own rule.
  const raised = priorityRank(rule.priority) + (rule.priority === 'low' && draw(key, 2) < 0.15 ? 1 : 0);
  const priority = priorityWords[Math.min(raised, priorityRank(priorityMax))] ?? 'low';
  const status = statusOf(key, priority);
  // One that is still going on was last seen somewhere between then and now, not at the very start of the scenario.
  const wholeMs = durationFor(key);
  const seenMs = firstSeen + wholeMs <= nowMs ? wholeMs : Math.floor(draw(key, 12) * Math.max(0, nowMs - firstSeen));
  const events = eventsFor(key);
  store.table.append({
    firstSeen,
    lastSeen: firstSeen + seenMs,
    rule: index,
    events,
    overflow: events === EVENTS_KEPT_MAX,
    texts: {
      name: rule.name,
      correlationRuleID: rule.id,
      tenantID: tenantFor(key),
      status,
      priority,
      assignee: status === 'new' ? '' : (analysts[drawInt(key, 5, analysts.length)] ?? ''),
      closingReason: status === 'closed' ? reasonFor(key) : '',
    },
  });
  return row;
}

function durationFor(key: number): number {
  const kind = draw(key, 6);
  if (kind < 0.4) return 0;
  if (kind < 0.85) return drawInt(key, 7, 90 * MINUTE_MS);
  return drawInt(key, 7, 40 * 60 * MINUTE_MS);
}

/** Mostly a handful, at times hundreds; one in two thousand is full. */
function eventsFor(key: number): number {
  const kind = draw(key, 8);
  if (kind < 0.7) return 1 + drawInt(key, 9, 5);
  if (kind < 0.97) return 4 + drawInt(key, 9, 40);
  return kind < 0.9995 ? 40 + drawInt(key, 9, 900) : EVENTS_KEPT_MAX;
}

function tenantFor(key: number): string {
  const kind = draw(key, 10);
  if (kind < 0.78) return kumaTenants.freight.id;
  return kind < 0.93 ? kumaTenants.terminal.id : kumaTenants.main.id;
}

function reasonFor(key: number): string {
  const kind = draw(key, 11);
  if (kind < 0.55) return 'responded';
  return kind < 0.85 ? 'incorrect correlation rule' : 'incorrect data';
}
