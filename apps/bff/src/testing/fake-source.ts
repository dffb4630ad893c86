import type { ListPage, OpenConnection, ResourceReader } from '@watchfloor/connectors';
import type { ConnectionHealth, Resource, SourceRecord } from '@watchfloor/contract';

const fakeResource: Resource = {
  name: 'alarms',
  label: 'Alarms',
  singular: 'alarm',
  kind: 'finding',
  filters: [
    {
      name: 'severity',
      label: 'Severity',
      type: 'enum',
      values: ['high', 'low'].map((value) => ({ value, label: value })),
      open: false,
      multi: true,
      appliedBy: 'vendor',
      match: 'exact',
    },
    {
      name: 'host',
      label: 'Host',
      type: 'text',
      values: [],
      open: true,
      multi: false,
      appliedBy: 'watchfloor',
      match: 'contains',
    },
    {
      name: 'suppressed',
      label: 'Suppressed',
      type: 'boolean',
      values: [],
      open: false,
      multi: false,
      appliedBy: 'vendor',
      match: 'exact',
    },
  ],
  columns: [],
  orders: [
    { name: 'time-desc', label: 'Newest first', provable: true },
    { name: 'time-asc', label: 'Oldest first', provable: true },
  ],
  opensWith: { severity: 'high', from: 'now-1h' },
};

export function fakeRecord(key: string, differs: Partial<SourceRecord> = {}): SourceRecord {
  return {
    uid: `fake:alarms:${key}`,
    kind: 'finding',
    key,
    happened: 1_000,
    arrived: 1_000,
    active: 1_000,
    title: `Alarm ${key}`,
    severity: 'high',
    outcome: 'not_stated',
    entities: [],
    attack: [],
    cells: {},
    ...differs,
  };
}

export function fakePage(differs: Partial<ListPage> = {}): ListPage {
  return {
    records: [fakeRecord('1'), fakeRecord('2')],
    raws: () => ['{"id":1}', '{"id":2}'],
    next: null,
    partial: null,
    covered: { from: 0, to: 1_000 },
    total: null,
    scanned: { rows: 2, backTo: 1_000 },
    unreadable: [],
    appliedHere: [],
    unapplied: [],
    ...differs,
  };
}

/** A connection whose one list does what the test says. Keys are digits and slashes. */
export function fakeConnection(reader: Partial<ResourceReader> = {}, id = 'fake'): OpenConnection {
  const whole: ResourceReader = {
    resource: fakeResource,
    list: () => Promise.resolve(fakePage()),
    isKey: (key) => /^[\d/]+$/.test(key),
    ...reader,
  };
  const health = (): ConnectionHealth => ({
    state: 'not_asked',
    lastAnswerAt: null,
    lastError: null,
    failingSince: null,
    retryAt: null,
  });
  return {
    id,
    label: 'Fake account',
    tenant: undefined,
    vendor: { name: 'fake', label: 'Fake vendor', mark: 'FK' },
    account: id,
    readers: new Map([[whole.resource.name, whole]]),
    client: {
      get: () => Promise.reject(new Error('The fake has no client')),
      quota: () => ({ limit: 100, windowMs: 60_000, used: 3 }),
      health,
      close: () => Promise.resolve(),
    },
    health,
    clockOffsetMs: () => null,
    check: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

/** Ends when its signal does, as a socket would. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const give = () => reject(signal.reason);
    if (signal.aborted) give();
    signal.addEventListener('abort', give, { once: true });
  });
}
