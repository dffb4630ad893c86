/** A record on its way to the wire; a bigint becomes a JSON number with all its digits. `undefined` drops the field. */
export type WireValue = string | number | bigint | boolean | null | undefined | WireValue[] | WireObject;
export interface WireObject {
  [key: string]: WireValue;
}

// Not yet in TypeScript's library; Node has it since 21.
const { rawJSON } = JSON as typeof JSON & { rawJSON(text: string): unknown };

export function toWireText(value: WireValue): string {
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? rawJSON(String(item)) : item));
}
