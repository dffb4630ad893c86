// One formatter costs about 50 µs to build and a list needs thousands of texts: they are kept by zone and shape.
const kept = new Map<string, Intl.DateTimeFormat>();

const shapes = {
  time: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  minute: { hour: '2-digit', minute: '2-digit' },
  day: { day: 'numeric', month: 'short' },
  dayOfYear: { day: 'numeric', month: 'short', year: 'numeric' },
  weekday: { weekday: 'long', day: 'numeric', month: 'short', year: 'numeric' },
  offset: { timeZoneName: 'longOffset' },
  iso: { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' },
} satisfies Record<string, Intl.DateTimeFormatOptions>;

/** @param zone an IANA name, `UTC` included */
function toText(at: number, zone: string, shape: keyof typeof shapes): string {
  const key = `${shape} ${zone}`;
  let format = kept.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(shape === 'iso' ? 'sv-SE' : 'en-GB', {
      ...shapes[shape],
      timeZone: zone,
      hourCycle: 'h23',
    });
    kept.set(key, format);
  }
  return format.format(at);
}

/** `14:02:11` on the day of `now`, `12 Nov 14:02` on another, with the year when that differs. */
export function formatTime(at: number, zone: string, now: number): string {
  if (toText(at, zone, 'dayOfYear') === toText(now, zone, 'dayOfYear')) return toText(at, zone, 'time');
  const sameYear = toText(at, zone, 'iso').slice(0, 4) === toText(now, zone, 'iso').slice(0, 4);
  return `${toText(at, zone, sameYear ? 'day' : 'dayOfYear')} ${toText(at, zone, 'minute')}`;
}

/** `14:02:11`, whatever the day: where the day stands elsewhere. */
export function formatClock(at: number, zone: string): string {
  return toText(at, zone, 'time');
}

/** `Sunday, 22 Nov 2026`: the line that separates days in a list. */
export function formatDay(at: number, zone: string): string {
  return toText(at, zone, 'weekday').replace(/^(\p{L}+) /u, '$1, ');
}

/** ISO 8601 with the zone's offset at that time, to the second: what is copied and what titles say. */
export function formatIso(at: number, zone: string): string {
  const offset = zone === 'UTC' ? '' : (/GMT(.*)$/.exec(toText(at, zone, 'offset'))?.[1] ?? '');
  return `${toText(at, zone, 'iso').replace(' ', 'T')}${offset === '' ? 'Z' : offset.replace('−', '-')}`;
}

/** `3 h 42 min`: how long, in the two largest units. */
export function formatDuration(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  const days = Math.floor(hours / 24);
  return hours % 24 === 0 ? `${days} d` : `${days} d ${hours % 24} h`;
}

/** `UTC`, or the zone's offset at that time: `+01:00`. */
export function formatZone(at: number, zone: string): string {
  return zone === 'UTC' ? 'UTC' : `UTC${formatIso(at, zone).slice(19).replace('Z', '+00:00')}`;
}

/** `12 Nov`. */
export function formatDayShort(at: number, zone: string): string {
  return toText(at, zone, 'day');
}
