export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** A record on its way to the wire. `undefined` drops the field when it is written. */
export type JsonObject = { [key: string]: Json | undefined };

/** A field's text: text as it is, anything else as JSON writes it. */
export function toText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
