import type { Mark, QueueRow, SourceAnswer } from '@watchfloor/contract';

export const mark = (change: Partial<Mark> = {}): Mark => ({
  state: 'new',
  owner: null,
  verdict: null,
  version: 0,
  updatedAt: null,
  updatedBy: null,
  reopened: null,
  ...change,
});

export const row = (change: Partial<QueueRow> = {}): QueueRow => ({
  uid: 'acme:alarms:1',
  kind: 'finding',
  key: '1',
  happened: 0,
  arrived: 0,
  active: null,
  title: 'Beacon',
  severity: 'high',
  status: 'new',
  outcome: 'not_stated',
  entities: [],
  attack: [],
  cells: {},
  connection: 'acme',
  resource: 'alarms',
  mark: mark(),
  goneAt: null,
  ...change,
});

export const source = (change: Partial<SourceAnswer> = {}): SourceAnswer => ({
  id: 'acme:alarms',
  connection: 'acme',
  resource: 'alarms',
  label: 'Acme',
  state: 'complete',
  asOf: 0,
  covered: [],
  dropped: 0,
  unapplied: [],
  appliedHere: [],
  counted: 'exact',
  ...change,
});
