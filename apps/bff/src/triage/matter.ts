import { createHash } from 'node:crypto';
import type { Keeping } from '@watchfloor/connectors';
import type { SourceRecord } from '@watchfloor/contract';
import { whereOf, whoOf } from './who-where.ts';

/** What a finding is a part of. Those of one matter are one row, as long as they follow each other. */
export interface Matter {
  key: string;
  /** The longest pause between two that follow each other; null: they belong together however long it takes. */
  pauseMs: number | null;
}

/** Repeats of a rule on the same who and where fold within an hour. */
const repeatMs = 3_600_000;

export function toMatter(uid: string, record: SourceRecord, keeping: Pick<Keeping, 'matterOf'>): Matter {
  const source = uid.slice(0, uid.length - record.key.length);
  const told = keeping.matterOf?.(record);
  if (told !== undefined) return { key: hash([source, told]), pauseMs: null };
  const [who, where] = [whoOf(record), whereOf(record)];
  // Of nobody and nowhere, two findings have nothing in common but their rule.
  if (who === null && where === null) return { key: hash([uid]), pauseMs: repeatMs };
  return { key: hash([source, record.title, who, where]), pauseMs: repeatMs };
}

function hash(parts: readonly (string | null)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
}
