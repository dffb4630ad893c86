import type { Severity, SourceRecord } from '@watchfloor/contract';
import { hashKey } from '../paging/key-hash.ts';
import type { Sighting, Step } from './finding.ts';
import { earliest, latest } from './times.ts';

/** Where a row stands in the orders, and since which reading. */
export interface Place {
  asOf: number;
  happened: number | null;
  severity: Severity;
}

/** One finding: the latest of its records, and what the series tells. */
export interface Row {
  /** The key, and behind it what tells records apart that have no uid. */
  id: string;
  /** Orders rows of one instant. */
  tie: string;
  record: SourceRecord;
  raw: Buffer | null;
  /** In time order. */
  steps: Step[];
  /** Oldest first. A scroll that began before a place was taken goes on with the one before. */
  places: Place[];
}

const activityRank: Record<string, number> = { Close: 3, Update: 2, Create: 1 };

/**
 * Makes one row of all records that share a uid (Create, Update, Close). Records without one share a key by chance of
 * their time and title; they are all kept, with an ordinal.
 * @param sightings in the order they were read; of records that tell no order, the one read last is the latest
 */
export function toRows(sightings: Iterable<Sighting>, asOf: number): Row[] {
  const series = new Map<string, Sighting[]>();
  for (const sighting of sightings) {
    const id = sighting.named ? sighting.key : `${sighting.key}#${sighting.id}`;
    const known = series.get(id);
    if (known) known.push(sighting);
    else series.set(id, [sighting]);
  }
  const ordinals = new Map<string, number>();
  return [...series]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, records]) => {
      const row = toRow(id, records, asOf);
      const ordinal = ordinals.get(row.record.key) ?? 0;
      ordinals.set(row.record.key, ordinal + 1);
      if (ordinal > 0) row.record.uid += `#${ordinal}`;
      return row;
    });
}

function toRow(id: string, sightings: readonly Sighting[], asOf: number): Row {
  // Stable, so that the last read stays last among equals.
  const inOrder = sightings.toSorted(
    (a, b) =>
      (a.at ?? Number.NEGATIVE_INFINITY) - (b.at ?? Number.NEGATIVE_INFINITY) || rankOf(a.record) - rankOf(b.record),
  );
  const newest = inOrder.at(-1) as Sighting;
  const happened =
    earliest(inOrder.map(({ created }) => created)) ??
    earliest(inOrder.map(({ firstSeen }) => firstSeen)) ??
    earliest(inOrder.map(({ at }) => at));
  const arrived = earliest(inOrder.map(({ record }) => record.arrived));
  const active = latest(inOrder.map(({ record }) => record.active));
  const from = earliest([happened, active]);
  const record: SourceRecord = {
    ...newest.record,
    happened,
    arrived,
    active,
    ...(from === null ? {} : { hint: String(from) }),
    cells: { ...newest.record.cells, arrived, active, records: inOrder.length },
  };
  return {
    id,
    tie: hashKey(id),
    record,
    raw: newest.raw,
    steps: inOrder.map(({ at, record: { cells, severity } }) => ({ at, activity: String(cells.activity), severity })),
    places: [{ asOf, happened, severity: record.severity }],
  };
}

function rankOf({ cells }: SourceRecord): number {
  return activityRank[String(cells.activity)] ?? 0;
}
