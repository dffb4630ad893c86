import type { SourceCode } from '@watchfloor/contract';
import { ConnectorError } from '../errors.ts';

/** One record as paging sees it. */
export interface PagedItem<Value> {
  /** The vendor's key. Two items with one key are the same record seen twice, or a record that changed. */
  key: string;
  /** The vendor's printed time in epoch ms (the start of its printed unit); null where the record has none. */
  at: number | null;
  value: Value;
}

export interface VendorPage<Value> {
  items: PagedItem<Value>[];
  /** True when the vendor says, or shows, that nothing follows this page. */
  last: boolean;
  /** The vendor's count of everything that matches; null where it has none. */
  total: number | null;
}

/** Asks a vendor for page `page` (from 0) of pages of `size` records. */
export interface FetchNumbered<Value> {
  (page: number, size: number): Promise<VendorPage<Value>>;
  /** Set where the vendor's pages have this size and no other. */
  readonly fixedSize?: number;
}

/** What stands in the way of calling a read whole. */
export interface Shortfall {
  code: SourceCode;
  message: string;
}

/** What every way of paging gives back. */
export interface ReadResult<Value, Position> {
  /** What matches, in the list's order. */
  items: PagedItem<Value>[];
  /** null: read to the end. */
  next: Position | null;
  shortfall: Shortfall | null;
  total: number | null;
  /** Items looked at, matching or not. */
  scanned: number;
}

/** What every way of paging is asked for. */
export interface ReadTask<Value> {
  /** Stop when so many items match. */
  rows: number;
  accept(value: Value): boolean;
  /** True while another vendor call may be made for this answer. */
  mayAsk(): boolean;
}

/** Thrown when a vendor's rows are not in the order that was asked: paging by time would lose rows. */
export class OrderIgnored extends Error {}

/** A vendor that answers each question with one page: reading on would lead nowhere, however long. */
export function samePage(): ConnectorError {
  return new ConnectorError('bad_response', 'It sends the same rows whichever page it is asked for.');
}
