import type { Fault } from '@watchfloor/simulators';
import type { ConnectorErrorKind } from '../errors.ts';

/** Where a fault is met: at the token, on a list's first page, on a later one, on one record. */
export type Place = 'token' | 'first' | 'middle' | 'detail';

export interface FaultCase {
  name: string;
  /** What the vendor does to each call from then on, until the fault ends. */
  fault?: Omit<Fault, 'path' | 'skip' | 'method'>;
  /** What becomes of the way to it. */
  line?: 'refused' | 'silent';
  /** By how much its clock is off. */
  clockMs?: number;
  /** How the answer must call it; null where it must not be noticed. */
  expected: readonly ConnectorErrorKind[] | null;
  /** Default: all. */
  places?: readonly Place[];
  /** May be called by a shortfall's name as well. */
  orShortfall?: readonly string[];
  /** Default a page's own: what is large takes its time on a busy machine. */
  deadlineMs?: number;
  /** When the error has to say that asking again makes sense. */
  retryAfterS?: number;
}

const status = (
  code: number,
  expected: FaultCase['expected'],
  rest: Omit<Fault, 'kind' | 'status'> = {},
): FaultCase => ({
  name: [`${code}`, ...Object.entries(rest).map(([name, value]) => `${name} ${String(value)}`)].join(', '),
  fault: { kind: 'status', status: code, ...rest },
  expected,
});
const wrong = (name: string, fault: FaultCase['fault'], rest: Partial<FaultCase> = {}): FaultCase => ({
  name,
  ...(fault ? { fault } : {}),
  expected: ['bad_response'],
  ...rest,
});
const lists = ['first', 'middle'] as const;
const answers = [...lists, 'detail'] as const;

/** Every way in which vendors were seen, or are expected, to fail. */
export const faultCases: readonly FaultCase[] = [
  { name: 'connections are refused', line: 'refused', expected: ['unavailable'] },
  { name: 'connections are not answered', line: 'silent', expected: ['timeout'] },
  { name: 'no headers come', fault: { kind: 'hang' }, expected: ['timeout'] },
  { name: 'the body drips', fault: { kind: 'drip', bytesPerS: 20 }, expected: ['timeout'] },
  { name: 'reset', fault: { kind: 'reset' }, expected: ['unavailable'] },
  { name: 'reset within the body', fault: { kind: 'reset-body' }, expected: ['unavailable'] },
  { name: 'closed within the body', fault: { kind: 'cut' }, expected: ['unavailable'] },
  wrong('truncated JSON', { kind: 'truncated-json' }),
  wrong('an empty body', { kind: 'empty' }),
  status(500, ['unavailable']),
  status(502, ['unavailable']),
  status(503, ['unavailable']),
  status(504, ['unavailable']),
  { ...status(503, null, { count: 1 }), name: '503 once' },
  { ...status(429, ['rate_limited']), retryAfterS: 1 },
  { ...status(429, ['rate_limited'], { retryAfter: 10 }), retryAfterS: 10 },
  { ...status(429, ['rate_limited'], { retryAfter: 'date', dateInS: 12 }), retryAfterS: 12 },
  { ...status(429, ['rate_limited'], { retryAfter: 'day' }), retryAfterS: 86_400 },
  status(401, ['auth']),
  status(403, ['forbidden']),
  wrong('a page of HTML', { kind: 'html' }),
  wrong('a redirect', { kind: 'redirect' }),
  wrong('another content type', { kind: 'wrong-content-type' }, { places: answers }),
  wrong('other JSON', { kind: 'other-json' }),
  wrong('a list that is an object', { kind: 'schema-drift', drift: 'wrapped' }, { places: lists }),
  wrong('a body too large', { kind: 'oversize', megabytes: 66 }, { deadlineMs: 20_000 }),
  wrong('a body that unpacks too large', { kind: 'gzip-bomb', megabytes: 90 }, { deadlineMs: 20_000 }),
  { name: 'gzip unasked', fault: { kind: 'gzip' }, expected: null },
  { name: 'a page once more', fault: { kind: 'repeat-page', count: 1 }, expected: null, places: ['middle'] },
  wrong(
    'the same page for ever',
    { kind: 'repeat-page' },
    {
      deadlineMs: 20_000,
      places: ['middle'],
      orShortfall: ['order_may_shift', 'bound_ignored', 'instant_unsettled', 'order_ignored'],
    },
  ),
  { name: 'its clock is ten minutes ahead', clockMs: 600_000, expected: null },
  { name: 'its clock is ten minutes behind', clockMs: -600_000, expected: null },
];
