import type { Access } from '@watchfloor/contract';
import { maySee } from '../connections/access.ts';
import type { ConnectionBook, HeldConnection } from '../connections/connection-book.ts';
import { toKeptLists } from '../sync/kept-lists.ts';

/** Connections whose findings are kept, and that somebody with this access may learn of. */
export function toVisible(book: Pick<ConnectionBook, 'list'>, access: Access): HeldConnection[] {
  return book.list().filter((connection) => maySee(access, connection.id) && toKeptLists(connection).length > 0);
}
