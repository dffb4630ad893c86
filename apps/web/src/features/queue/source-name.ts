import type { Connection } from '@watchfloor/contract';
import { useMemo } from 'react';

/** What a connection is called. Its health, which changes all the time, draws no list anew. */
export type SourceName = Pick<Connection, 'id' | 'label' | 'vendor' | 'vendorLabel' | 'vendorMark'>;

/** The same array as long as no name changes. */
export function useSourceNames(connections: readonly Connection[]): SourceName[] {
  const text = JSON.stringify(
    connections.map(
      ({ id, label, vendor, vendorLabel, vendorMark }): SourceName => ({
        id,
        label,
        vendor,
        vendorLabel,
        vendorMark,
      }),
    ),
  );
  return useMemo(() => JSON.parse(text) as SourceName[], [text]);
}
