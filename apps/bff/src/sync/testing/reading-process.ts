import { createConnectionBook } from '../../connections/connection-book.ts';
import { createLog } from '../../log.ts';
import { openDatabase } from '../../store/database.ts';
import { startSync } from '../sync.ts';
import { type AskedVendor, hurried, putInto } from './asked-vendors.ts';

// A process that reads and does nothing else, to be killed. What it reads is in its environment.

const log = createLog((line) => process.stdout.write(line));
const vendors = JSON.parse(process.env.VENDORS ?? '[]') as AskedVendor[];
const database = await openDatabase({ url: process.env.DATABASE_URL ?? '', log });
const book = createConnectionBook(log);
for (const vendor of vendors) putInto(book, vendor, database);
const ids = vendors.map(({ id }) => id);
const leaseMs = Number(process.env.LEASE_MS);
const sync = await startSync({ database, book, days: 40, pace: hurried, leaseMs, log, now: Date.now });
sync.watch(ids);
setInterval(() => sync.watch(ids), 2_000);
log.info('reading', { pid: process.pid });
