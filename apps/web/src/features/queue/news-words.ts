import type { QueueNews } from '@watchfloor/contract';
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
