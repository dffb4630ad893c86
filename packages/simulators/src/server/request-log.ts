export interface RequestLogEntry {
  n: number;
  /** Epoch ms, real time, when the request had arrived. */
  at: number;
  method: string;
  path: string;
  query: string;
  /** 0 where the connection was dropped or left hanging without an answer. */
  status: number;
  ms: number;
  client: string;
  /** The fault that was applied, if any. */
  fault?: string;
}

const ENTRIES_MAX = 50_000;

/** Appends and forgets the oldest; headers never get here, so no credential can. */
export function logRequest(entries: RequestLogEntry[], entry: RequestLogEntry): void {
  entries.push(entry);
  if (entries.length > ENTRIES_MAX) entries.splice(0, entries.length - ENTRIES_MAX);
}
