import type { Params } from '@watchfloor/contract';
import type { QueueCaller } from '../queue/caller.ts';
import type { QueueDesk } from '../queue/queue-desk.ts';

export interface ExportFigure {
  findings: number;
  /** Lines of findings in the file, and how many of them are about different ones. */
  written: number;
  distinct: number;
  seconds: number;
  megabytes: number;
  /** In the first and in the last quarter, in MB: the heap's least, which is what collections left, and the process's most. */
  heapFirst: number;
  heapLast: number;
  rssFirst: number;
  rssLast: number;
}

const megabyte = 1_048_576;

/** Writes a file of all that matches to nowhere, once for its memory and once for what is in it. */
export async function measureExport(
  queue: Pick<QueueDesk, 'export'>,
  params: Params,
  caller: QueueCaller,
): Promise<ExportFigure> {
  const asker = { ...caller, name: 'bench', requestId: 'bench' };
  const samples: { heap: number; rss: number }[] = [];
  const from = performance.now();
  const { total, text } = await queue.export(params, 'ndjson', undefined, asker);
  let bytes = 0;
  for await (const piece of text) {
    bytes += Buffer.byteLength(piece);
    const { heapUsed, rss } = process.memoryUsage();
    samples.push({ heap: heapUsed / megabyte, rss: rss / megabyte });
  }
  const seconds = (performance.now() - from) / 1_000;
  const quarter = Math.ceil(samples.length / 4);
  const least = (part: typeof samples) => Math.round(Math.min(...part.map(({ heap }) => heap)));
  const most = (part: typeof samples) => Math.round(Math.max(...part.map(({ rss }) => rss)));
  const [first, last] = [samples.slice(0, quarter), samples.slice(-quarter)];
  return {
    findings: total,
    ...(await countUids(queue, params, asker)),
    seconds: Math.round(seconds * 10) / 10,
    megabytes: Math.round(bytes / megabyte),
    heapFirst: least(first),
    heapLast: least(last),
    rssFirst: most(first),
    rssLast: most(last),
  };
}

async function countUids(
  queue: Pick<QueueDesk, 'export'>,
  params: Params,
  asker: Parameters<QueueDesk['export']>[3],
): Promise<Pick<ExportFigure, 'written' | 'distinct'>> {
  const uids = new Set<string>();
  let written = 0;
  for await (const piece of (await queue.export(params, 'ndjson', undefined, asker)).text) {
    for (const line of piece.split('\n')) {
      if (!line.startsWith('{"line":"finding"')) continue;
      written += 1;
      uids.add((JSON.parse(line) as { uid: string }).uid);
    }
  }
  return { written, distinct: uids.size };
}
