import { vendors } from '@watchfloor/connectors';
import type { ConnectionBook } from '../../connections/connection-book.ts';
import { putConnection } from '../../connections/testing/put-connection.ts';
import { createSharedLedger } from '../../limits/shared-ledger.ts';
import type { Database } from '../../store/database.ts';
import type { toPace } from '../pace.ts';
import type { StagedVendor } from './staged-vendors.ts';

/** As production's, in milliseconds where that has minutes; calmer where nobody looks, for those that wait for something. */
export const hurried: typeof toPace = (_quota, isWatched) => {
  const slower = isWatched ? 1 : 8;
  return {
    head: 60 * slower,
    changes: 90 * slower,
    open: 250 * slower,
    share: 0.1 / slower,
    lookBacks: [
      { name: 'look_back', spanMs: 6 * 3_600_000, everyMs: 300 * slower },
      { name: 'look_back_day', spanMs: 24 * 3_600_000, everyMs: 700 * slower },
      { name: 'look_back_all', spanMs: Number.POSITIVE_INFINITY, everyMs: 900 * slower },
    ],
  };
};

/** What it takes to ask a vendor, as it can be told to another process. */
export interface AskedVendor {
  id: string;
  vendorName: string;
  settings: Record<string, unknown>;
}

export const toAsked = ({ id, vendor, settings }: StagedVendor): AskedVendor => ({
  id,
  vendorName: vendor.name,
  settings: settings(),
});

/** Our own limits are tested elsewhere; here they would only make it slow. */
const unlimited = { limit: 1_000, windowMs: 1_000 };

export function putInto(book: ConnectionBook, { id, vendorName, settings }: AskedVendor, database: Database): void {
  const known = vendors.find(({ name }) => name === vendorName);
  if (!known) throw new Error(`No vendor ${vendorName}.`);
  putConnection(book, {
    id,
    vendor: { ...known, quota: unlimited },
    settings,
    ledgerFor: createSharedLedger(() => database),
  });
}
