import { isObject, type JsonObject } from '../json.ts';

/** What came to the control port, checked; a wrong shape throws, which the control server answers with 400. */
export function asObject(value: unknown): JsonObject {
  if (!isObject(value)) throw new Error('a JSON object was expected');
  return value;
}

export function asList(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new Error('a list was expected');
  return value;
}

export function asTexts(value: unknown): string[] {
  return asList(value).map(String);
}
