import { hash32, mix32, unmix32 } from './prng.ts';

export interface RowIds {
  idOf(row: number): string;
  /** The row that this id would belong to, or undefined where the id was never made here. */
  rowOf(id: string): number | undefined;
}

/** UUIDs that carry their row number, scrambled: no index is needed to find a record by id. */
export function createRowIds(seed: number, kind: string): RowIds {
  const key = hash32(seed, textKey(kind));
  const idOf = (row: number) => {
    const tail = hex(hash32(key, row * 3)) + hex(hash32(key, row * 3 + 1)) + hex(hash32(key, row * 3 + 2));
    return toUuid(hex(mix32((row ^ key) >>> 0)) + tail);
  };
  return {
    idOf,
    rowOf(id) {
      if (!isUuid(id)) return undefined;
      const row = (unmix32(Number.parseInt(id.slice(0, 8), 16)) ^ key) >>> 0;
      return idOf(row) === id.toLowerCase() ? row : undefined;
    },
  };
}

/** A fixed UUID for a named thing: a sensor, an asset, a label, a rule. */
export function uuidOf(name: string): string {
  const key = textKey(name);
  return toUuid([0, 1, 2, 3].map((part) => hex(hash32(key, part))).join(''));
}

/** A fixed digest-like text for a named thing. */
export function hexOf(name: string, digits: number): string {
  const key = textKey(name);
  let text = '';
  for (let part = 0; text.length < digits; part++) text += hex(hash32(key, part));
  return text.slice(0, digits);
}

export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);
}

export function textKey(text: string): number {
  let key = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) key = Math.imul(key ^ text.charCodeAt(at), 0x01000193);
  return key >>> 0;
}

function toUuid(digits: string): string {
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`;
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}
