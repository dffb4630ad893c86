import { type ConnectionSettings, openConnection, type Vendor } from '@watchfloor/connectors';
import type { ConnectionBook } from '../connection-book.ts';

export interface TestConnection {
  id: string;
  vendor: Vendor;
  /** As a person would give them. */
  settings: Record<string, unknown>;
  ledgerFor?: ConnectionSettings['ledgerFor'];
}

/** A connection to a simulator on this machine. */
export function putConnection(book: ConnectionBook, { id, vendor, settings, ledgerFor }: TestConnection): void {
  const { label } = vendor;
  book.put({
    id,
    label,
    tenant: undefined,
    vendor,
    account: 'account',
    clientKey: 'client',
    open: () =>
      openConnection({
        id,
        label,
        vendor,
        config: vendor.config.parse(settings),
        network: { allowPrivate: ['127.0.0.0/8'] },
        ...(ledgerFor && { ledgerFor }),
      }),
  });
}
