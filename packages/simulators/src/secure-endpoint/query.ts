import type { SecureEndpointSwitches } from './switches.ts';

export class BadRequest extends Error {
  readonly details: readonly string[];

  constructor(details: readonly string[]) {
    super(details.join('; '));
    this.details = details;
  }
}

/** Documented arrays: any of the values. `[]` raw, encoded or left out means the same. */
const LISTS = { event_type: 'event_type_id', connector_guid: 'connector_guid', group_guid: 'group_guids' } as const;
/** Documented single values; of several the last counts, as with every parameter that is no array. */
const SINGLES = { detection_sha256: 'detection_sha256', application_sha256: 'application_sha256' } as const;

const LIMIT_MAX = 500;

export type FilterColumn = (typeof LISTS)[keyof typeof LISTS] | (typeof SINGLES)[keyof typeof SINGLES];

export interface EventQuery {
  limit: number;
  offset: number;
  /** Epoch seconds, inclusive. */
  startS: number | undefined;
  /** AND across columns, OR within one. */
  values: ReadonlyMap<FilterColumn, readonly string[]>;
  /** The filters as links repeat them: encoded, in the order in which they were asked. */
  filterText: string;
}

export function parseEventQuery(query: URLSearchParams, switches: SecureEndpointSwitches): EventQuery {
  refuseUnknown(query, [...Object.keys(LISTS), ...Object.keys(SINGLES), 'start_date', 'limit', 'offset']);
  const values = new Map<FilterColumn, readonly string[]>();
  for (const [name, column] of Object.entries(LISTS)) {
    const sent = [...query].filter(([key]) => bareName(key) === name).map(([, value]) => value.toLowerCase());
    if (sent.length > 0) values.set(column, sent);
  }
  for (const value of values.get('event_type_id') ?? []) {
    if (!/^\d{1,10}$/.test(value)) throw new BadRequest([`Invalid value for event_type: ${value}`]);
  }
  for (const [name, column] of Object.entries(SINGLES)) {
    const last = query.getAll(name).at(-1);
    if (last !== undefined) values.set(column, [last.toLowerCase()]);
  }
  return {
    ...parsePaging(query, switches),
    startS: startOf(query.getAll('start_date').at(-1)),
    values,
    filterText: filters(query),
  };
}

export function parsePaging(
  query: URLSearchParams,
  switches: SecureEndpointSwitches,
): { limit: number; offset: number } {
  const limit = wholeNumber(query, 'limit', LIMIT_MAX, 1);
  if (limit > LIMIT_MAX && switches.limitOverMax === 'reject') {
    throw new BadRequest([`Invalid value for limit: ${limit}. The maximum is ${LIMIT_MAX}`]);
  }
  const offset = wholeNumber(query, 'offset', 0, 0);
  if (switches.offsetMax > 0 && offset > switches.offsetMax) {
    throw new BadRequest([`Invalid value for offset: ${offset}. The maximum is ${switches.offsetMax}`]);
  }
  return { limit: Math.min(limit, LIMIT_MAX), offset };
}

/** The vendor names what it does not know, one detail per parameter. */
export function refuseUnknown(query: URLSearchParams, known: readonly string[]): void {
  const unknown = new Set([...query.keys()].filter((key) => !known.includes(bareName(key))));
  if (unknown.size > 0) throw new BadRequest([...unknown].map((key) => `Unexpected parameter: ${key}`));
}

/** Only the arrays may carry brackets: `limit[]` is as unknown as any other name. */
function bareName(key: string): string {
  const bare = key.replace(/\[\]$/, '');
  return Object.hasOwn(LISTS, bare) ? bare : key;
}

function filters(query: URLSearchParams): string {
  return [...query]
    .filter(([key]) => key !== 'limit' && key !== 'offset')
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}&`)
    .join('');
}

function wholeNumber(query: URLSearchParams, name: string, otherwise: number, least: number): number {
  const text = query.getAll(name).at(-1);
  if (text === undefined) return otherwise;
  if (!/^\d{1,9}$/.test(text) || Number(text) < least) throw new BadRequest([`Invalid value for ${name}: ${text}`]);
  return Number(text);
}

const ISO = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2})(:\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** Second precision, inclusive: a fraction is dropped. A `+` sent unencoded arrives as a blank and is refused. */
function startOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, day, minutes = '00:00', seconds = ':00', zone = 'Z'] = ISO.exec(text) ?? [];
  const offset = zone.replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
  const ms = day === undefined ? Number.NaN : Date.parse(`${day}T${minutes}${seconds}${offset}`);
  // Date.parse rolls 31 February over; the vendor's calendar does not.
  const rolled =
    day !== undefined && !Number.isNaN(ms) && new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10) !== day;
  if (Number.isNaN(ms) || rolled) throw new BadRequest([`Invalid value for start_date: ${text}`]);
  return Math.floor(ms / 1000);
}
