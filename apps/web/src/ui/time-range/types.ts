/** A range as the URL keeps it: `now-24h`, ISO 8601 with offset, or epoch ms. */
export interface RangeText {
  from: string;
  to: string;
}

export interface TimeRangeProps {
  value: RangeText;
  onChange: (range: RangeText) => void;
  /** Where the range lies now; epoch ms. */
  resolved: { from: number; to: number };
  /** What `now` stood for when the answer was read; epoch ms. */
  now: number;
  /** An IANA name, `UTC` included: what is shown now. */
  zone: string;
  /** The browser's own zone, the other end of the toggle. */
  localZone: string;
  onZoneChange: (zone: string) => void;
  /** Reads one typed time; undefined when it is none. */
  parse: (text: string) => number | undefined;
  isOpen?: boolean | undefined;
  onOpenChange?: ((isOpen: boolean) => void) | undefined;
}

export const quickRanges: { id: string; label: string; from: string }[] = [
  { id: '15m', label: '15 min', from: 'now-15m' },
  { id: '1h', label: '1 h', from: 'now-1h' },
  { id: '4h', label: '4 h', from: 'now-4h' },
  { id: '24h', label: '24 h', from: 'now-24h' },
  { id: '3d', label: '3 d', from: 'now-3d' },
  { id: '7d', label: '7 d', from: 'now-7d' },
  { id: '30d', label: '30 d', from: 'now-30d' },
];
