export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** A record on its way to the wire. `undefined` drops the field when it is written. */
export type JsonObject = { [key: string]: Json | undefined };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
