import { type Severity, type SourceRecord, severities } from '@watchfloor/contract';
import type { WireAlert } from './wire.ts';

const severityById: Record<number, Severity> = {
  1: 'informational',
  2: 'low',
  3: 'medium',
  4: 'high',
  5: 'critical',
  6: 'fatal',
  99: 'other',
};

/** The word or the number, whichever says more: either may be missing, and the word comes in any case, padded. */
export function readSeverity({ severity, severity_id: id }: Pick<WireAlert, 'severity' | 'severity_id'>): Severity {
  const word = severity?.trim().toLowerCase();
  const known = severities.find((name) => name === word);
  if (known !== undefined && known !== 'unknown') return known;
  return (id === undefined ? undefined : severityById[id]) ?? 'unknown';
}

export const activities = ['Create', 'Update', 'Close', 'Other', 'Unknown'] as const;
export type Activity = (typeof activities)[number];

const activityById: Record<number, Activity> = { 0: 'Unknown', 1: 'Create', 2: 'Update', 3: 'Close', 99: 'Other' };
// `type_uid` is the class (2004) and the activity in one number, `type_name` the same in words.
const typePrefix = 200_400;

/** From whichever of the four fields says it. */
export function readActivity(wire: WireAlert): Activity {
  const byType = wire.type_uid === undefined ? undefined : activityById[wire.type_uid - typePrefix];
  const found = [
    wire.activity_id === undefined ? undefined : activityById[wire.activity_id],
    toActivity(wire.activity_name),
    byType,
    toActivity(wire.type_name?.split(':').at(-1)),
  ];
  return found.find((activity) => activity !== undefined && activity !== 'Unknown') ?? 'Unknown';
}

function toActivity(word: string | undefined): Activity | undefined {
  const given = word?.trim().toLowerCase();
  return activities.find((activity) => activity.toLowerCase() === given);
}

/** Work state: the vendor has none here, but says Close; other lists of it have OCSF's `status_id`. */
export function readStatus(wire: WireAlert): NonNullable<SourceRecord['status']> {
  const byId = { 1: 'new', 2: 'in_progress', 3: 'suppressed', 4: 'resolved' } as const;
  const id = wire.status_id;
  if (id === 1 || id === 2 || id === 3 || id === 4) return byId[id];
  return readActivity(wire) === 'Close' ? 'resolved' : 'new';
}
