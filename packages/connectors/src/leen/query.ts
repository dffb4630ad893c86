/** A window of the list: what was updated since a moment, for the vendor has no other bound. */
export interface WindowSpec {
  /** Epoch ms, inclusive. */
  from: number;
  sort: 'severity:desc' | null;
  /** The vendor's spelling; none: all. Asked for only where all are more than can be held. */
  severities: readonly string[];
  /** Keep the records of this key alone; null: all. */
  only: string | null;
}

// Which clock "updated" means, the source's or Leen's, is not stated, so windows begin earlier than asked. They begin
// at whole quarters of an hour, so that "the last seven days" is one window for a while.
const overlapMs = 600_000;
const stepMs = 900_000;

export function windowFrom(from: number): number {
  return Math.max(0, Math.floor((from - overlapMs) / stepMs) * stepMs);
}

export function windowId({ from, sort, severities, only }: WindowSpec): string {
  return JSON.stringify([from, sort, severities, only]);
}

type Params = (readonly [string, string])[];

/** The first call carries the window; a cursor remembers it, and both together are refused (422). */
export function cursorParams(
  spec: WindowSpec,
  cursor: string | null,
  options: { severityParam: string; limit: number },
): Params {
  const paging: Params = [
    ['enableCursor', 'true'],
    ['limit', String(options.limit)],
  ];
  return cursor === null ? [...paging, ...filterParams(spec, options.severityParam)] : [...paging, ['cursor', cursor]];
}

/** `offset` is left out at 0, which the vendor's page calls out of range. */
export function offsetParams(
  spec: WindowSpec,
  offset: number,
  options: { severityParam: string; limit: number },
): Params {
  return [
    ['limit', String(options.limit)],
    ...(offset === 0 ? [] : [['offset', String(offset)] as const, ['excludeTotal', 'true'] as const]),
    ...filterParams(spec, options.severityParam),
  ];
}

function filterParams({ from, sort, severities }: WindowSpec, severityParam: string): Params {
  return [
    // With an offset spelled out, as in the vendor's example; the client encodes the plus.
    ['updatedSince', new Date(from).toISOString().replace(/\.\d+Z$/, '+00:00')],
    ...(sort === null ? [] : [['sort', sort] as const]),
    ...(severities.length === 0 ? [] : [[severityParam, severities.join(',')] as const]),
  ];
}
