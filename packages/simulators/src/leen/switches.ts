import type { HealthName } from './provisioning.ts';

/** How this region of Leen behaves where its documents leave it open. */
export interface LeenSwitches {
  /** Below `/v1`; the page does not print the endpoint's path. */
  alertsPath: string;
  /** Name of the severity filter, which the page does not print; '' ignores every name. */
  severityParameter: string;
  /** The region that this server is. Keys are regional: the simulator's belongs to `us`. */
  region: 'us' | 'eu' | 'apac';
  /** Which clock `updatedSince` means: when Leen's sync wrote the item, or when the provider last changed it. */
  updatedClock: 'sync' | 'source';
  cursorMode: 'offered' | 'refused' | 'ignored';
  /** Cursor answers carry `count` and `total` as well. */
  cursorCounts: boolean;
  /** Every so many cursor requests answers an empty page whose `next_cursor` goes on; 0 is never. */
  emptyCursorPageEvery: number;
  cursorLifeS: number;
  total: 'number' | 'null' | 'missing';
  /** `offset=0` is 422, as the page's "x > 0" has it. */
  refuseOffsetZero: boolean;
  limitMax: number;
  limitOver: 'refuse' | 'clamp';
  /** Where OTHER (99) stands when sorted by severity: the documents do not say. */
  otherSorts: 'highest' | 'lowest';
  /** Epoch fields: ms, ISO text, µs, `*_dt` twins instead; `mixed` is ms with a few of each in the background. */
  times: 'ms' | 'iso' | 'us' | 'dt' | 'mixed';
  severityText: 'upper' | 'title' | 'padded' | 'mixed';
  severityKeys: 'both' | 'text' | 'id' | 'mixed';
  /** `mixed`: some of the background's items lack a part, since everything is optional. */
  parts: 'whole' | 'mixed';
  /** How a part that is not there looks. */
  absent: 'omitted' | 'null';
  resources: 'list' | 'single';
  /** `documented`: text for 401, a list for 422. */
  detail: 'documented' | 'text' | 'list' | 'none';
  /** Health of the connection record. Anything but HEALTHY stops the sync; the list goes on answering 200. */
  health: HealthName;
  gzip: boolean;
  latencyMs: number;
}

export const defaultLeenSwitches: Readonly<LeenSwitches> = {
  alertsPath: '/idp/alerts',
  severityParameter: 'severity',
  region: 'us',
  updatedClock: 'sync',
  cursorMode: 'offered',
  cursorCounts: false,
  emptyCursorPageEvery: 0,
  cursorLifeS: 3600,
  total: 'number',
  refuseOffsetZero: false,
  limitMax: 500,
  limitOver: 'refuse',
  otherSorts: 'highest',
  times: 'mixed',
  severityText: 'mixed',
  severityKeys: 'mixed',
  parts: 'mixed',
  absent: 'omitted',
  resources: 'list',
  detail: 'documented',
  health: 'HEALTHY',
  gzip: false,
  latencyMs: 0,
};
