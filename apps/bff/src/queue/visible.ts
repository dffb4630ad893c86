import type { Access } from '@watchfloor/contract';
import { type RawBuilder, sql } from 'kysely';
import { maySee } from '../connections/access.ts';
import type { ConnectionBook, HeldConnection } from '../connections/connection-book.ts';
import { toKeptLists } from '../sync/kept-lists.ts';

/** Connections whose findings are kept, and that somebody with this access may learn of. */
export function toVisible(book: Pick<ConnectionBook, 'list'>, access: Access): HeldConnection[] {
  return book.list().filter((connection) => maySee(access, connection.id) && toKeptLists(connection).length > 0);
}

/** By access alone, of a relation `f`: what is kept of a connection that was removed is read by who could read it before. */
export function isAllowed(access: Access): RawBuilder<boolean> {
  return access === 'all' ? sql<boolean>`true` : sql<boolean>`f.connection = any(${access}::text[])`;
}
