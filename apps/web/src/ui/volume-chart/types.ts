import type { Severity } from '@watchfloor/contract';
import type { ReactNode } from 'react';

export interface VolumeBucket {
  /** Epoch ms; `to` is where the next one starts. */
  from: number;
  to: number;
  counts: Partial<Record<Severity, number>>;
}

export interface VolumeChartProps {
  /** In time order, of equal width. Keep the array's identity while nothing changed. */
  buckets: readonly VolumeBucket[];
  onZoom: (from: number, to: number) => void;
  zone: string;
  /** What is counted, for those who cannot see it: "USM Anywhere alarms by time and severity". */
  label: string;
  /** What the bars count: "of 400 loaded rows". */
  note?: ReactNode;
  /** Time that nobody read: hatched, never zero. */
  unreadRanges?: readonly { from: number; to: number }[] | undefined;
  isFolded: boolean;
  onFoldedChange: (isFolded: boolean) => void;
  isLoading?: boolean | undefined;
}
