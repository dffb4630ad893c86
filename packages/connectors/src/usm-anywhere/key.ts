/** Ids as the vendor makes them. */
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isUuid(text: string): boolean {
  return uuid.test(text);
}

/**
 * A record's key. The self link comes last: in the vendor's own sample it names another record.
 * @returns undefined where the record names itself nowhere
 */
export function recordKey(wire: { uuid?: unknown; id?: unknown; _links?: unknown }): string | undefined {
  for (const given of [wire.uuid, wire.id]) if (typeof given === 'string' && given !== '') return given;
  const segment = typeof wire._links === 'string' ? wire._links.split(/[?#]/)[0]?.split('/').at(-1) : undefined;
  return segment !== undefined && isUuid(segment) ? segment : undefined;
}
