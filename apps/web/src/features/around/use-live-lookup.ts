import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ExploreAnswer, Lookup, Params } from '@watchfloor/contract';
import { useState } from 'react';
import { getPage } from '../../lib/api.ts';
import { toLookupKey } from './around-query.ts';
import type { LiveCount } from './live-words.ts';

const rowsPerPage = 200;
/** More than these cost the vendor more than a count is worth; the list itself is one click away. */
const pagesMax = 15;

export interface LiveLookup {
  /** What was counted: at its end, or where it was stopped. */
  counted: LiveCount | undefined;
  /** So far. */
  progress: LiveCount | undefined;
  isAsking: boolean;
  error: Error | null;
  ask: () => void;
  stop: () => void;
}

/** Asks a vendor itself how many of its records name a value: page by page until its end, or its own count, or Stop. */
export function useLiveLookup(lookup: Lookup, range: { from: string; to: string }): LiveLookup {
  const client = useQueryClient();
  const [progress, setProgress] = useState<LiveCount>();
  const queryKey = toLookupKey(lookup, range);
  const { data, error, isFetching, refetch } = useQuery({
    queryKey,
    queryFn: ({ signal }) => countLive(lookup, toLookupParams(lookup, range), setProgress, signal),
    // A person asks, and nobody else.
    enabled: false,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  return {
    counted: data,
    progress,
    isAsking: isFetching,
    error,
    ask: () => {
      setProgress(undefined);
      void refetch();
    },
    stop: () => {
      const soFar = progress && { ...progress, isStopped: true };
      void client.cancelQueries({ queryKey }).then(() => soFar && client.setQueryData(queryKey, soFar));
    },
  };
}

/** The same question as the list of that source is asked it. */
export function toLookupParams({ filter, values }: Lookup, range: { from: string; to: string }): Params {
  return { [filter]: values, ...range };
}

async function countLive(
  { connection, resource }: Lookup,
  params: Params,
  onProgress: (soFar: LiveCount) => void,
  signal: AbortSignal,
): Promise<LiveCount> {
  let soFar: LiveCount | undefined;
  let cursor: string | null = null;
  for (let pages = 0; pages < pagesMax; pages += 1) {
    const page: ExploreAnswer = await getPage({ connection, resource, params, cursor, rows: rowsPerPage }, signal);
    soFar = addPage(soFar, page);
    if (page.cursor === null || soFar.counted === 'vendor' || hasFailed(soFar, page)) return soFar;
    onProgress(soFar);
    cursor = page.cursor;
  }
  return soFar ?? { records: 0, counted: 'at_least', source: undefined, scanned: 0, backTo: null };
}

function addPage(before: LiveCount | undefined, { rows, total, sources, scanned, cursor }: ExploreAnswer): LiveCount {
  const [source] = sources;
  const isVendors = total?.counted === 'vendor';
  return {
    records: isVendors ? total.value : (before?.records ?? 0) + rows.length,
    counted: isVendors ? 'vendor' : cursor === null ? (total?.counted ?? 'at_least') : 'at_least',
    source,
    scanned: (before?.scanned ?? 0) + scanned.rows,
    backTo: scanned.backTo ?? before?.backTo ?? null,
  };
}

/** The vendor gave nothing, and said why: the same page would be asked again. */
function hasFailed({ source }: LiveCount, { rows }: ExploreAnswer): boolean {
  return rows.length === 0 && source !== undefined && source.state !== 'complete' && source.code !== undefined;
}
