import type { Connection, ReadTask, SourceCoverage } from '@watchfloor/contract';

const dayMs = 86_400_000;
export const now = Date.UTC(2026, 10, 22, 14, 2, 11);

export const connection: Connection = {
  id: 'acme',
  label: 'Acme EMEA',
  vendor: 'acme',
  vendorLabel: 'Acme',
  vendorMark: 'AC',
  health: { state: 'answering', lastAnswerAt: now, lastError: null, failingSince: null, retryAt: null },
  resources: [],
};

/** Seven days, read whole up to three seconds ago. */
export const source: SourceCoverage = {
  id: 'acme:alarms',
  resource: 'alarms',
  label: 'Alarms',
  rule: 'All alarms',
  window: { from: now - 7 * dayMs, to: now },
  covered: [{ from: now - 7 * dayMs, to: now - 3_001, readAt: now - 3_000 }],
  lagMs: 3_000,
  filling: null,
  passes: [],
  trouble: null,
  kept: { findings: 4_210, unreadable: 0, oldest: now - 6 * dayMs, newest: now - 60_000 },
};

export const task: ReadTask = {
  id: '1',
  connection: 'acme',
  resource: 'alarms',
  kind: 'verify',
  range: { from: now - dayMs, to: now },
  state: 'running',
  askedBy: 'Ana Ruiz',
  askedAt: now - 9_000,
  endedAt: null,
  progress: { rows: 0, backTo: null },
  message: null,
  result: null,
};
