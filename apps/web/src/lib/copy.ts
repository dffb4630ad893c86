import type { EntityKind } from '@watchfloor/contract';
import { defang } from './defang.ts';

/**
 * Puts a value on the clipboard: harmless by default, as it is when asked for raw.
 * @returns what was copied, for the message that says so
 */
export async function copyValue(value: string, kind: EntityKind | undefined, raw: boolean): Promise<string> {
  const text = raw ? value : defang(value, kind);
  await navigator.clipboard.writeText(text);
  return text;
}
