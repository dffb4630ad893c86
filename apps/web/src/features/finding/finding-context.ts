import type { Connection, EntityKind, Filter, RecordLink, Resource } from '@watchfloor/contract';
import { createContext, type ReactNode, use } from 'react';
import type { RecordAddress } from '../../lib/api.ts';

/** What a finding's parts need to know of the page they stand on. */
export interface FindingPlace {
  record: RecordAddress;
  connection: Connection;
  resource: Resource;
  /** Said behind "Only this" where the filter leads to another list: "in events". */
  filterNote: string | undefined;
  /** The filter that takes a value, where that is not one of the record's own list. */
  toFilter?: ((name: string | undefined, kind: EntityKind | undefined) => Filter | undefined) | undefined;
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

/** A place, and how deep its sections' headings are: under the page's title, or under the pane's in a page. */
interface FindingContextValue extends FindingPlace {
  sectionLevel: 2 | 3;
}

const FindingContext = createContext<FindingContextValue | null>(null);
export const FindingProvider = FindingContext.Provider;

export function useFinding(): FindingContextValue {
  const place = use(FindingContext);
  if (!place) throw new Error('useFinding is used outside FindingProvider');
  return place;
}
