import { useQueryClient } from '@tanstack/react-query';
import type { Params, QueueNews, SourceAnswer } from '@watchfloor/contract';
import { useEffect, useRef, useState } from 'react';
import { stringifySearch } from '../../lib/search-params.ts';
import { newsOptions } from './queue-query.ts';

/** A source that could not be read for a while, and is whole again. */
export interface Back {
  id: string;
  label: string;
  connection: string;
  /** Up to when it is read since, epoch ms. */
  at: number;
  /** Of what the list asks for, how much came from it meanwhile; undefined until it is counted. */
  added: number | undefined;
}

/** Each source that was seen whole, by its id: the number of the last change before it went, or so far. */
export type Seen = ReadonlyMap<string, { upTo: number; isAway: boolean }>;

const awayStates: readonly SourceAnswer['state'][] = ['failed', 'stale', 'throttled', 'unauthorised'];

/**
 * What an answer says of sources that went and came back. One that is still being read is neither away nor back.
 * @returns what is known from then on, and who is back with the number of the last change before it went
 */
export function toSeen(
  before: Seen,
  { sources, upTo }: Pick<QueueNews, 'sources' | 'upTo'>,
): { seen: Seen; back: { source: SourceAnswer; since: number }[] } {
  const seen = new Map(before);
  const back: { source: SourceAnswer; since: number }[] = [];
  for (const source of sources) {
    const known = before.get(source.id);
    if (source.state === 'complete') {
      if (known?.isAway) back.push({ source, since: known.upTo });
      seen.set(source.id, { upTo, isAway: false });
    } else if (known && !known.isAway && awayStates.includes(source.state)) seen.set(source.id, { upTo, isAway: true });
  }
  return { seen, back };
}

/** Sources that came back while this question is looked at, until somebody has read it. */
export function useBack(
  params: Params,
  news: QueueNews | undefined,
  snapshot: number | undefined,
): { backs: readonly Back[]; forget: () => void } {
  const client = useQueryClient();
  const seen = useRef<Seen>(new Map());
  const [backs, setBacks] = useState<readonly Back[]>([]);
  const text = stringifySearch(params);
  const asked = useRef(text);
  const readAt = useRef(snapshot);

  useEffect(() => {
    if (asked.current === text) return;
    asked.current = text;
    seen.current = new Map();
    setBacks([]);
  }, [text]);

  useEffect(() => {
    // Read anew, the list has what was added.
    if (readAt.current !== snapshot) setBacks([]);
    readAt.current = snapshot;
  }, [snapshot]);

  useEffect(() => {
    if (!news) return;
    const { seen: next, back } = toSeen(seen.current, news);
    seen.current = next;
    for (const { source, since } of back) {
      const { id, label, connection, asOf } = source;
      const one: Back = { id, label, connection, at: asOf, added: undefined };
      setBacks((all) => [...all.filter((other) => other.id !== id), one]);
      const question = newsOptions({ ...params, source: connection }, since);
      client.query({ ...question, staleTime: 0 }).then(
        ({ added }) => setBacks((all) => all.map((other) => (other === one ? { ...one, added } : other))),
        // That it is back is known all the same.
        () => undefined,
      );
    }
  }, [client, news, params]);

  return { backs, forget: () => setBacks([]) };
}
