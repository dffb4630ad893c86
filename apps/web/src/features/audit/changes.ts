import type { AuditEntry } from '@watchfloor/contract';

/** Columns of the database under the names that they have on the screen. */
const fieldWords: Record<string, string> = { banned: 'disabled', access: 'sees', value: 'sees' };
export const toFieldWords = (field: string): string => fieldWords[field] ?? field.replaceAll('_', ' ');

/** One line of what an entry tells: a field before and after, or a fact. */
export interface Change {
  field: string;
  /** undefined: there is only what is. */
  before?: string;
  after?: string;
}

/** An entry's detail, line by line: what changed first, then what else it says. */
export function toChanges({ detail }: AuditEntry): Change[] {
  const { before, after, ...rest } = detail;
  return [
    ...toPairs(before, after),
    ...Object.entries(rest).map(([field, value]) => ({ field, after: toText(value) })),
  ];
}

/** What changed in one line, for the table. */
export function toSummary(entry: AuditEntry): string {
  const changes = toChanges(entry).filter(
    ({ field, before, after }) =>
      // The name stands beside it already, and what is not so is no news where nothing was before.
      (field !== 'name' || before !== undefined) && (before !== undefined || !['nothing', 'no'].includes(after ?? '')),
  );
  return changes
    .map(({ field, before, after }) =>
      before === undefined
        ? `${toFieldWords(field)}: ${after}`
        : `${toFieldWords(field)}: ${before} → ${after ?? 'gone'}`,
    )
    .join(' · ');
}

function toPairs(before: unknown, after: unknown): Change[] {
  if (before === undefined && after === undefined) return [];
  if (!isObject(before) && !isObject(after)) {
    // What a role sees: without a limit it is all.
    const toAccess = (value: unknown) => (value === null ? 'every connection' : toValue('access', value));
    return [{ field: 'value', ...(before !== undefined && { before: toAccess(before) }), after: toAccess(after) }];
  }
  const [was, is] = [isObject(before) ? before : {}, isObject(after) ? after : {}];
  const fields = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  return fields.map((field) => ({
    field,
    ...(isObject(before) && { before: Object.hasOwn(was, field) ? toValue(field, was[field]) : 'nothing' }),
    ...((isObject(after) || after !== undefined) && {
      after: Object.hasOwn(is, field) ? toValue(field, is[field]) : 'nothing',
    }),
  }));
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Of access, nothing at all and no limit of one's own must not read alike. */
function toValue(field: string, value: unknown): string {
  if (field !== 'access') return toText(value);
  if (value === null) return 'as the role';
  if (value === 'all') return 'every connection';
  return Array.isArray(value) && value.length === 0 ? 'no connection' : toText(value);
}

function toText(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (value === true) return 'yes';
  if (value === false) return 'no';
  if (typeof value === 'string') return value === '' ? '""' : value;
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) {
    return value.length === 0 ? 'none' : value.join(', ');
  }
  return JSON.stringify(value);
}
