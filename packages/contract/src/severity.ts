import * as z from 'zod/mini';

/** OCSF severity names, worst first. `unknown` and `other` sort where nobody can overlook them: above medium. */
export const severities = ['fatal', 'critical', 'high', 'unknown', 'other', 'medium', 'low', 'informational'] as const;

export const severitySchema = z.enum(severities);
export type Severity = z.infer<typeof severitySchema>;

const rank = new Map<string, number>(severities.map((severity, index) => [severity, index]));

/** Orders worst first; for use with `Array.sort`. */
export function compareSeverity(a: Severity, b: Severity): number {
  return (rank.get(a) ?? severities.length) - (rank.get(b) ?? severities.length);
}

/**
 * Reads a vendor's word as an OCSF severity. Absent or unrecognised words are `unknown`, so that no row is lost for
 * a word that nobody foresaw.
 */
export function toSeverity(word: string | null | undefined): Severity {
  const name = word?.trim().toLowerCase() ?? '';
  return (severities as readonly string[]).includes(name) ? (name as Severity) : 'unknown';
}
