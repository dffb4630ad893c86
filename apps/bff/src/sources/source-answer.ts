import type { ResourceReader } from '@watchfloor/connectors';
import type { SourceAnswer } from '@watchfloor/contract';
import type { HeldConnection } from '../connections/connection-book.ts';

/** One list of one connection. */
export interface Source {
  connection: HeldConnection;
  reader: ResourceReader;
}

export function toSourceId({ connection, reader }: Source): string {
  return `${connection.id}:${reader.resource.name}`;
}

/** A source that answered in full, with what differs from that. */
export function toSourceAnswer(source: Source, asOf: number, differs: Partial<SourceAnswer> = {}): SourceAnswer {
  return {
    id: toSourceId(source),
    connection: source.connection.id,
    resource: source.reader.resource.name,
    label: source.connection.label,
    state: 'complete',
    asOf,
    covered: [],
    dropped: 0,
    unapplied: [],
    appliedHere: [],
    counted: 'exact',
    ...differs,
  };
}
