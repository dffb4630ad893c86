/** What can go wrong on purpose. See the README for what each does on the wire. */
export const faultKinds = [
  'status',
  'reset',
  'hang',
  'slow-first-byte',
  'drip',
  'cut',
  'reset-body',
  'truncated-json',
  'html',
  'other-json',
  'empty',
  'wrong-content-type',
  'gzip',
  'gzip-bomb',
  'oversize',
  'redirect',
  'repeat-page',
  'schema-drift',
  'hostile-record',
] as const;

export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  kind: FaultKind;
  /** How many matching requests it hits; default 1. */
  count?: number;
  /** How many matching requests pass untouched before it begins; default 0. */
  skip?: number;
  /** Part of the path that has to match, such as `/alarms`. */
  path?: string;
  method?: string;
  /** `status`: the code; default 503. */
  status?: number;
  /** `status`: a Retry-After in seconds (30), as a date (30 s ahead), a day, or none; default none. */
  retryAfter?: 'none' | 'seconds' | 'date' | 'day' | number;
  /** `status`, with a Retry-After as a date: how many seconds ahead; default 30. */
  dateInS?: number;
  /** `slow-first-byte`: the wait; default 3000. */
  delayMs?: number;
  /** `drip`: default 64. */
  bytesPerS?: number;
  /** `gzip-bomb` (decompressed, default 300) and `oversize` (default 64). */
  megabytes?: number;
  /** `redirect`: default an address at a foreign host. */
  location?: string;
  /** `schema-drift`: default `not-object`. `wrapped`: the list is an object that holds it. */
  drift?: 'not-object' | 'null-record' | 'wrong-types' | 'no-list' | 'wrapped';
}

export interface FaultQueue {
  next(fault: Fault): void;
  clear(): void;
  readonly pending: readonly Fault[];
}

/** The public queue, plus the server's way of taking from it. */
export interface ServedFaultQueue extends FaultQueue {
  take(method: string, path: string): Fault | undefined;
}

export function createFaultQueue(): ServedFaultQueue {
  const waiting: Array<Fault & { count: number; skip: number }> = [];
  return {
    pending: waiting,
    next(fault) {
      if (!faultKinds.includes(fault.kind)) throw new Error(`unknown fault kind: ${fault.kind}`);
      waiting.push({ ...fault, count: fault.count ?? 1, skip: fault.skip ?? 0 });
    },
    clear() {
      waiting.length = 0;
    },
    take(method, path) {
      for (const [index, fault] of waiting.entries()) {
        if (fault.method !== undefined && fault.method !== method) continue;
        if (fault.path !== undefined && !path.includes(fault.path)) continue;
        if (fault.skip > 0) {
          fault.skip--;
          continue;
        }
        if (--fault.count <= 0) waiting.splice(index, 1);
        return fault;
      }
      return undefined;
    },
  };
}
