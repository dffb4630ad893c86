/** The enumerations that the vendor's page prints, in its spelling. */
export const severityIds: Readonly<Record<string, number>> = {
  UNKNOWN: 0,
  INFORMATIONAL: 1,
  LOW: 2,
  MEDIUM: 3,
  HIGH: 4,
  CRITICAL: 5,
  FATAL: 6,
  OTHER: 99,
};

const severityNames = new Map(Object.entries(severityIds).map(([name, id]) => [id, name]));

export const activities: Readonly<Record<number, string>> = {
  0: 'Unknown',
  1: 'Create',
  2: 'Update',
  3: 'Close',
  99: 'Other',
};

export const CREATE = 1;
export const UPDATE = 2;
export const CLOSE = 3;

/** OCSF class 2004, Detection Finding: `type_uid` is class * 100 + activity. */
const CLASS_UID = 2004;

export function severityNameOf(id: number): string {
  return severityNames.get(id) ?? 'OTHER';
}

export function activityNameOf(id: number): string {
  return activities[id] ?? 'Other';
}

export function classFieldsOf(activity: number) {
  const name = activityNameOf(activity);
  return {
    activity_id: activity,
    activity_name: name,
    category_name: 'Findings',
    category_uid: 2,
    class_name: 'Detection Finding',
    class_uid: CLASS_UID,
    type_name: `Detection Finding: ${name}`,
    type_uid: CLASS_UID * 100 + activity,
  };
}

const REPUTATIONS = [
  'UNKNOWN',
  'VERY_SAFE',
  'SAFE',
  'PROBABLY_SAFE',
  'LEANS_SAFE',
  'MAY_NOT_BE_SAFE',
  'EXERCISE_CAUTION',
  'SUSPICIOUS_RISKY',
  'POSSIBLY_MALICIOUS',
  'PROBABLY_MALICIOUS',
  'MALICIOUS',
];

export function reputationNameOf(scoreId: number): string {
  return REPUTATIONS[scoreId] ?? 'OTHER';
}
