/** How this installation of KUMA behaves, where its documents, versions and other channels differ. */
export interface KumaSwitches {
  /** A page without results. */
  emptyList: 'array' | 'null';
  /** `events`, `affectedAssets`, `affectedAccounts` where they were not asked for. */
  withoutDetails: 'empty' | 'null' | 'missing';
  /** No assignee, no closing reason: documented `""`. */
  noText: 'empty' | 'null' | 'missing';
  /** `numbers`: 1 to 16 in four bands; `mixed`: words, numbers and Title Case side by side. */
  priorities: 'words' | 'numbers' | 'title' | 'mixed';
  statuses: 'lower' | 'title';
  times: 'seconds' | 'millis' | 'epoch-ms';
  /** `by-version`: a uint64 in v1 and v2, text in v2.1 and v3. */
  osVersion: 'by-version' | 'number' | 'text';
  /** The parameter that is honoured; the other spelling is an unknown name, ignored in silence. */
  tenantSpelling: 'both' | 'tenantID' | 'TenantID';
  /** Errors without details: `"details":""` or no such key. */
  noDetails: 'empty' | 'missing';
  /** The status of a broken `name`, which the documents leave open. */
  badNameStatus: number;
  /** Somebody else closes the alert a moment before each close of ours: 406. */
  closeRace: boolean;
  gzip: boolean;
  latencyMs: number;
}

export const defaultKumaSwitches: Readonly<KumaSwitches> = {
  emptyList: 'array',
  withoutDetails: 'empty',
  noText: 'empty',
  priorities: 'words',
  statuses: 'lower',
  times: 'seconds',
  osVersion: 'by-version',
  tenantSpelling: 'both',
  noDetails: 'empty',
  badNameStatus: 400,
  closeRace: false,
  gzip: false,
  latencyMs: 0,
};
