import type { SourceRecord } from '@watchfloor/contract';
import { whereOf, whoOf } from './who-where.ts';

const keyCharsMax = 400;

/** What "the same rule" and "the same entity" mean: the title as the vendor words it, and who, else where, else what. */
export function toSeenKeys(record: SourceRecord): { rule: string; entity: string | null } {
  const hash = record.entities.find(({ kind }) => kind === 'hash')?.value;
  const entity = whoOf(record) ?? whereOf(record) ?? hash;
  return { rule: fold(record.title), entity: entity === undefined ? null : fold(entity) };
}

function fold(text: string): string {
  return text.trim().toLowerCase().replaceAll('\0', '').toWellFormed().slice(0, keyCharsMax);
}
