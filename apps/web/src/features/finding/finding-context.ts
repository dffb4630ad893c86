import type { Connection, RecordLink, Resource } from '@watchfloor/contract';
import { createContext, type ReactNode, use } from 'react';
import type { RecordAddress } from '../../lib/api.ts';

/** What a finding's parts need to know of the page they stand on. */
export interface FindingPlace {
  record: RecordAddress;
  connection: Connection;
  resource: Resource;
  /** Said behind "Only this" where the filter leads to another list: "in events". */
  filterNote: string | undefined;
  onFilter: (name: string, value: string, mode: 'include' | 'exclude') => void;
  /** A link that opens another record where this one stands. */
  renderLink: (
    target: Pick<RecordLink, 'resource' | 'key' | 'hint'>,
    children: ReactNode,
    className: string,
  ) => ReactNode;
  /** The record's own page; absolute, for hand-over. */
  pageUrl: string;
}

const FindingContext = createContext<FindingPlace | null>(null);
export const FindingProvider = FindingContext.Provider;

export function useFinding(): FindingPlace {
  const place = use(FindingContext);
  if (!place) throw new Error('useFinding is used outside FindingProvider');
  return place;
}
