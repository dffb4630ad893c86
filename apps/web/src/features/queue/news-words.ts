import type { QueueNews, QueueRow } from '@watchfloor/contract';
import { formatCount } from '../../lib/time.ts';

/** `12 new · 1 critical · 3 changed`; undefined where nothing waits. */
export function toNewsWords({ added, critical, changed }: Pick<QueueNews, 'added' | 'critical' | 'changed'>) {
  const parts = [
    added > 0 && `${formatCount(added)} new`,
    critical > 0 && `${formatCount(critical)} critical`,
    changed > 0 && `${formatCount(changed)} changed`,
  ].filter((part) => part !== false);
  return parts.length === 0 ? undefined : parts.join(' · ');
}

/** The findings that a list shows, by themselves or in a row that stands for many. */
export function toShown(rows: readonly QueueRow[]): ReadonlySet<string> {
  return new Set(rows.flatMap(({ uid, fold }) => [uid, ...(fold?.members.map((member) => member.uid) ?? [])]));
}

/** What waits: of marks that changed, what the list shows is brought up to date in place and does not. */
export function toWaiting(news: QueueNews, shown: ReadonlySet<string>): QueueNews {
  const unnamed = news.markedTotal - news.marked.length;
  return { ...news, changed: news.changed + unnamed + news.marked.filter((uid) => !shown.has(uid)).length };
}
