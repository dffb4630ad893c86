import type { QueueRow } from '@watchfloor/contract';
import { useNow, useZone } from '../../lib/time.ts';
import { HostileText } from '../../ui/text/hostile-text.tsx';
import { formatTime } from '../../ui/time-format.ts';
import { toVendorWords } from './vendor-words.ts';

export interface AtVendorProps {
  row: QueueRow;
  /** Whether it is open there; null or undefined where that is not known. */
  vendorOpen: boolean | null | undefined;
  /** The connection's name. */
  at: string;
  /** What the vendor calls one of them: "alarm". */
  singular: string;
}

/** Where what the vendor says of it and what we say differ: a quiet line. */
export function AtVendor({ row, vendorOpen, at, singular }: AtVendorProps) {
  const zone = useZone();
  const now = useNow();
  const words = toVendorWords(row, { vendorOpen, at, singular, clock: (time) => formatTime(time, zone, now) });
  if (words === undefined) return null;
  return <HostileText text={words} cut="none" canShowAll={false} className="basis-full text-muted" />;
}
