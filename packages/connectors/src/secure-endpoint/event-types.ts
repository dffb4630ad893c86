import type { Outcome } from '@watchfloor/contract';
import type { CallContext } from '../connector.ts';
import { isConnectorError } from '../errors.ts';
import { eventTypesSchema } from './wire.ts';

/** Types whose ids the vendor's documents give. All others are asked for by name, once in a while. */
const documentedIds: Readonly<Record<string, string>> = {
  'Threat Detected': '1090519054',
  'Threat Quarantined': '553648143',
  'Quarantine Failure': '2164260880',
  'Retrospective Detection': '553648147',
  'Retrospective Quarantine Attempt Failed': '2164260893',
  'Cloud IOC': '1107296274',
  'Executed malware': '1107296272',
  'Potential Dropper Infection': '1107296258',
  'Vulnerable Application Detected': '1107296279',
  'SecureX Threat Hunting Incident': '1107296344',
  'Policy Update': '553648130',
  'Scan Started': '554696714',
};

/** What says that malware was there. */
export const malwareTypes = [
  'Threat Detected',
  'Quarantine Failure',
  'Retrospective Detection',
  'Retrospective Quarantine Attempt Failed',
  'Executed malware',
  'Potential Dropper Infection',
  'Multiple Infected Files',
] as const;

/** What Explore opens with: what wants a decision, and not what a computer says of its day. */
export const openingTypes = [
  ...malwareTypes,
  'Cloud IOC',
  'Exploit Prevention',
  'SecureX Threat Hunting Incident',
] as const;

/** Offered in the filter panel; any other can be typed. */
export const offeredTypes: readonly string[] = [...new Set([...openingTypes, ...Object.keys(documentedIds)])];

// The type is the vendor's only word on what became of it. Types that do not say it state nothing: a detection may
// have been stopped or not, and the next event of the same detection tells.
const outcomes: Readonly<Record<string, Outcome>> = {
  'threat quarantined': 'stopped',
  'retrospective quarantine': 'stopped',
  'execution blocked': 'stopped',
  'quarantine failure': 'not_stopped',
  'retrospective quarantine attempt failed': 'not_stopped',
  'executed malware': 'not_stopped',
};

export function outcomeOf(eventType: string | undefined): Outcome {
  return outcomes[fold(eventType ?? '')] ?? 'not_stated';
}

export function isType(eventType: string | undefined, name: string): boolean {
  return eventType !== undefined && fold(eventType) === fold(name);
}

function fold(name: string): string {
  return name.trim().toLowerCase();
}

/** Ids by folded name; undefined for names that stand for none or for several. */
export type EventTypeIds = (name: string) => string | undefined;

/** The vendor's list is long and seldom changes. */
const lifeMs = 6 * 3_600_000;
const failureLifeMs = 60_000;

/**
 * Resolves names of event types. The documents' names cost no call; for others the vendor's list is asked and kept.
 * Where it cannot be had, those names stay unknown, and the filter is applied here.
 */
export function createEventTypes() {
  let named: ReadonlyMap<string, string | undefined> = namesOf(Object.entries(documentedIds));
  let freshUntil = 0;

  return async function resolve(names: readonly string[], context: CallContext): Promise<EventTypeIds> {
    const unknown = names.some((name) => !named.has(fold(name)));
    if (unknown && context.now() >= freshUntil) {
      try {
        const { json } = await context.client.get({
          path: '/event_types',
          aside: true,
          signal: context.signal,
          deadlineAt: context.deadlineAt,
          onAsked: context.onAsked,
          countRows: (body) => rowsOf(body).length,
        });
        named = namesOf([...Object.entries(documentedIds), ...rowsOf(json)]);
        freshUntil = context.now() + lifeMs;
      } catch (error) {
        if (!isConnectorError(error)) throw error;
        freshUntil = context.now() + failureLifeMs;
      }
    }
    return (name) => named.get(fold(name));
  };
}

function rowsOf(json: unknown): [name: string, id: string][] {
  const parsed = eventTypesSchema.safeParse(json);
  if (!parsed.success) return [];
  return parsed.data.data.flatMap(({ id, name }): [string, string][] =>
    id !== undefined && /^\d{1,10}$/.test(id) && name !== undefined ? [[name, id]] : [],
  );
}

/** A name with two ids cannot be sent as one of them: the rows of the other would be missing. */
function namesOf(entries: Iterable<[name: string, id: string]>): Map<string, string | undefined> {
  const ids = new Map<string, string | undefined>();
  for (const [name, id] of entries) {
    const key = fold(name);
    ids.set(key, ids.has(key) && ids.get(key) !== id ? undefined : id);
  }
  return ids;
}
