import type { SourceRecord } from '@watchfloor/contract';

const keyCharsMax = 400;

/** What "the same rule" and "the same entity" mean: the title as the vendor words it, and who, else where, else what. */
export function toSeenKeys({ title, entities }: SourceRecord): { rule: string; entity: string | null } {
  const first = (kinds: readonly string[]) => entities.find(({ kind }) => kinds.includes(kind))?.value;
  const entity = first(['user', 'email']) ?? first(['host', 'ip']) ?? first(['hash']);
  return { rule: fold(title), entity: entity === undefined ? null : fold(entity) };
}

function fold(text: string): string {
  return text.trim().toLowerCase().replaceAll('\0', '').toWellFormed().slice(0, keyCharsMax);
}
