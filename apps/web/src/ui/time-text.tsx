import { cx } from './cx.ts';
import { formatClock, formatIso, formatTime } from './time-format.ts';

export interface TimeTextProps {
  /** Epoch milliseconds; null is a dash. */
  at: number | null;
  /** An IANA name, `UTC` included. */
  zone: string;
  /** Decides whether the day is named. Without it the clock time stands alone. */
  now?: number | undefined;
  hasSeconds?: boolean | undefined;
  className?: string | undefined;
}

/** `14:02:11`, on other days `12 Nov 14:02`; ISO 8601 with offset in the title. */
export function TimeText({ at, zone, now, hasSeconds = true, className }: TimeTextProps) {
  if (at === null) return <span className="text-muted">—</span>;
  const iso = formatIso(at, zone);
  const text = now === undefined ? formatClock(at, zone) : formatTime(at, zone, now);
  return (
    <time dateTime={iso} title={`${iso} ${zone}`} className={cx('whitespace-nowrap', className)}>
      {hasSeconds ? text : text.replace(/^(\d\d:\d\d):\d\d$/, '$1')}
    </time>
  );
}
