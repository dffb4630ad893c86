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

/** ECMAScript's "JSON.parse source text access", which Node 24 has and the compiler's library lacks. */
interface ExactJson {
  parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): unknown;
  rawJSON(text: string): Json;
  isRawJSON(value: unknown): boolean;
}

const exactJson = JSON as unknown as ExactJson;

/** Numbers that JavaScript would round are kept as their text, and JSON.stringify writes them so. */
export function parseExact(text: string): Json {
  return exactJson.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && String(value) !== source ? exactJson.rawJSON(source) : value,
  ) as Json;
}

/** Whether this is a number that `parseExact` kept as text. */
export function isExactNumber(value: unknown): boolean {
  return exactJson.isRawJSON(value);
}
