import type { VolumeChartProps } from './types.ts';

export function VolumeChart({ label }: VolumeChartProps) {
  return <section aria-label={label} className="h-[72px] border-b border-line" />;
}
