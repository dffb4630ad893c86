import type { QueueChanges } from '@watchfloor/contract';

/** How the stream stands. */
export type StreamState =
  | { kind: 'connecting' }
  /** Whose session it is, and the change number after which everything is told. */
  | { kind: 'live'; person: string; change: number }
  /** Since when, epoch ms. It is tried again. */
  | { kind: 'lost'; at: number }
  /** It is not tried again until somebody signs in. */
  | { kind: 'signed_out' };

/** What the worker tells its tabs. */
export type FromWorker =
  | { kind: 'state'; state: StreamState }
  /** @param person whose session it was told to: another one may have signed in since */
  | { kind: 'changes'; person: string; changes: QueueChanges };

/** What a tab tells the worker. */
export type ToWorker =
  /** @param lock of the browser, which the tab holds as long as it lives */
  { kind: 'join'; person: string; lock: string } | { kind: 'leave' };
