import { type AuditFilters, auditQuerySchema, type Params, resolveTime } from '@watchfloor/contract';
import { oneOf } from '../../lib/search-params.ts';

const names = ['from', 'to', 'actor', 'action', 'target'] as const;
const defaultRange = { from: 'now-7d', to: 'now' } as const;

export interface AuditLocation {
  filters: AuditFilters & { from: string; to: string };
  /** Parameters of the URL that were left out, because they cannot be read. */
  ignored: string[];
}

/** Reads the filters from the URL. An old or typed link opens all the same, and what it loses is named. */
export function readAuditLocation(params: Params, nowMs = Date.now()): AuditLocation {
  const given = names.flatMap((name) => {
    const value = oneOf(params, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const readable = given.filter(([name, value]) => auditQuerySchema.safeParse({ [name]: value }).success);
  const filters = { ...defaultRange, ...Object.fromEntries(readable) };
  const ignored = Object.keys(params).filter((name) => !readable.some(([one]) => one === name));
  if ((resolveTime(filters.from, nowMs) ?? 0) > (resolveTime(filters.to, nowMs) ?? 0)) {
    return { filters: { ...filters, ...defaultRange }, ignored: [...ignored, 'from', 'to'] };
  }
  return { filters, ignored };
}

/** The filters as the URL keeps them: what is as usual is left out. */
export function toAuditParams({ from, to, ...rest }: AuditLocation['filters']): Params {
  const isUsual = from === defaultRange.from && to === defaultRange.to;
  const kept = Object.entries(rest).filter(([, value]) => value !== undefined && value !== '') as [string, string][];
  return { ...(isUsual ? {} : { from, to }), ...Object.fromEntries(kept) };
}
