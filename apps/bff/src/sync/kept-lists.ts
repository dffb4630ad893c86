import type { Keeping, ResourceReader } from '@watchfloor/connectors';
import type { HeldConnection } from '../connections/connection-book.ts';

/** The lists of a connection whose findings are kept. */
export function toKeptLists({
  readers,
}: Pick<HeldConnection, 'readers'>): { reader: ResourceReader; keeping: Keeping }[] {
  return [...readers.values()].flatMap((reader) => (reader.keeping ? [{ reader, keeping: reader.keeping }] : []));
}
