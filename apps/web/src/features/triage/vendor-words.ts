import { isOpenState, type QueueRow } from '@watchfloor/contract';
import { stateWords, verdictWords } from './words.ts';

export interface VendorWordsOptions {
  vendorOpen: boolean | null | undefined;
  at: string;
  singular: string;
  clock: (at: number) => string;
}

/** `Closed here as benign; still open at USM Anywhere (open).` undefined: both say the same, or the vendor says nothing. */
export function toVendorWords(
  { mark, goneAt, vendorStatus }: Pick<QueueRow, 'mark' | 'goneAt' | 'vendorStatus'>,
  { vendorOpen, at, singular, clock }: VendorWordsOptions,
): string | undefined {
  if (goneAt !== null) return `${at} no longer has this ${singular} (asked ${clock(goneAt)}).`;
  if (vendorOpen === null || vendorOpen === undefined) return undefined;
  const isOpen = isOpenState(mark.state);
  if (isOpen === vendorOpen) return undefined;
  const theirs = vendorStatus === undefined ? '' : ` (${vendorStatus})`;
  if (isOpen) return `${mark.state === 'new' ? 'Open' : stateWords[mark.state]} here; closed at ${at}${theirs}.`;
  const ours =
    mark.state === 'suppressed'
      ? 'Suppressed here'
      : `Closed here${mark.verdict ? ` as ${verdictWords[mark.verdict]}` : ''}`;
  return `${ours}; still open at ${at}${theirs}.`;
}
