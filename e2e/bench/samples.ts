import { readFile } from 'node:fs/promises';

/** What `watch-process.ts` notes of a process. */
export interface Sample {
  at: number;
  blockedMs: number;
  p99Ms: number;
  rss: number;
  heapUsed: number;
  external: number;
  /** Of all threads, since the start. */
  cpuMs: number;
}

export async function readSamples(file: string, since: number): Promise<Sample[]> {
  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Sample).filter(({ at }) => at >= since);
}

/** Processor time, ms a second. */
export function cpuPerS(seen: readonly Sample[]): number {
  const [first, last] = [seen[0], seen.at(-1)];
  return first && last && last !== first ? (last.cpuMs - first.cpuMs) / ((last.at - first.at) / 1000) : Number.NaN;
}
