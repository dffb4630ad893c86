/** How this cloud of Secure Endpoint behaves, where its documents, samples and real traffic differ. */
export interface SecureEndpointSwitches {
  /** A `limit` above 500. */
  limitOverMax: 'clamp' | 'reject';
  /** Without `start_date` only this many days are listed; 0: all. The samples' totals hint at such a default. */
  lookBackDays: number;
  /** Offsets above this are 400; 0: no end. */
  offsetMax: number;
  rateHeaders: 'x-ratelimit' | 'x-rate-limit' | 'both' | 'none';
  /** `shortened`: fewer rows than `current_item_count` says. `empty`: none at all, while `total` stays. */
  pages: 'whole' | 'shortened' | 'empty';
  /** `mixed`: a record has one or the other, as real traffic does. */
  tactics: 'mixed' | 'strings' | 'objects';
  /** Ids as a server that read them into doubles writes them. */
  roundedIds: boolean;
  /** `metadata.links` and `computer.links` name another host. */
  foreignLinks: boolean;
  gzip: boolean;
  latencyMs: number;
}

export const defaultSecureEndpointSwitches: Readonly<SecureEndpointSwitches> = {
  limitOverMax: 'clamp',
  lookBackDays: 0,
  offsetMax: 0,
  rateHeaders: 'x-ratelimit',
  pages: 'whole',
  tactics: 'mixed',
  roundedIds: false,
  foreignLinks: false,
  gzip: false,
  latencyMs: 0,
};
