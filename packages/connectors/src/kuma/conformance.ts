import { type KumaSimulator, type KumaSimulatorOptions, startKumaSimulator } from '@watchfloor/simulators';
import type { Stage } from '../conformance.ts';
import type { ListQuestion } from '../connector.ts';
import { isConnectorError } from '../errors.ts';
import { type OpenConnection, openConnection } from '../open-connection.ts';
import { kuma } from './index.ts';

// What the tests of KUMA share: its simulator, fitted to the conformance suite.

export const opened: { close(): Promise<void> }[] = [];
/** Ends what a test started. */
export async function closeOpened(): Promise<void> {
  for (const part of opened.splice(0)) await part.close();
}

export const day = 86_400_000;
export const range = () => ({ from: Date.now() - 40 * day, to: Date.now() + day });
type OracleFilter = Parameters<KumaSimulator['oracle']['matchedThroughout']>[0];

export async function start(options: KumaSimulatorOptions = {}, config: Record<string, unknown> = {}) {
  const simulator = await startKumaSimulator({ alerts: 900, ...options });
  const connection = connect(simulator, config);
  opened.push(connection, simulator);
  return { simulator, connection };
}

export function connect(simulator: KumaSimulator, config: Record<string, unknown> = {}): OpenConnection {
  return openConnection({
    id: 'ku',
    label: 'KUMA',
    vendor: kuma,
    config: kuma.config.parse({ base_url: simulator.baseUrl, token: simulator.token, ...config }),
    network: { allowPrivate: ['127.0.0.0/8'] },
  });
}

export const alerts = (connection: OpenConnection) => {
  const reader = connection.readers.get('alerts');
  if (!reader?.get || !reader.section) throw new Error('no alerts');
  return { ...reader, get: reader.get, section: reader.section };
};
export const question = (rest: Partial<ListQuestion> = {}): ListQuestion => ({
  filters: {},
  order: 'time-desc',
  rows: 100,
  ...range(),
  ...rest,
});
export const only = (...include: string[]) => ({ include, exclude: [] });
export const whole = { repeated: 0, missing: 0, foreign: 0 };
export const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => {
      if (!isConnectorError(error)) throw error;
      return error;
    },
  );

function stageOf(simulator: KumaSimulator, connection: OpenConnection, filter: OracleFilter): Stage {
  return {
    connection,
    mark: () => simulator.oracle.journal.seq,
    throughout: (mark) => simulator.oracle.matchedThroughout(filter, mark),
    sometime: (mark) => simulator.oracle.matchedSometime(filter, mark),
    disturb(round) {
      const at = (share: number) => new Date(Date.now() - share * 30 * day).toISOString().replace(/\.\d+Z$/, 'Z');
      // In front, in the middle and late; several in one second.
      simulator.insertAlerts([
        { firstSeen: at(0), lastSeen: at(0) },
        { firstSeen: at((round % 10) / 10), lastSeen: at((round % 10) / 20) },
        { firstSeen: at(0.5), lastSeen: at(0.5) },
        { firstSeen: at(0.5), lastSeen: at(0.5) },
      ]);
      const list = simulator.oracle.alerts(filter);
      const some = [0.05, 0.3, 0.6, 0.9].flatMap((share) => list[Math.floor(list.length * share) + round] ?? []);
      // Rows gain activity, rows freeze, rows leave.
      const growing = simulator.oracle.alerts({ ...filter, status: 'new' });
      const grown = [0.2, 0.5, 0.8].flatMap((share) => growing[Math.floor(growing.length * share)] ?? []);
      simulator.hit([...grown, ...some.slice(0, 2)]);
      simulator.setStatus(list.slice(Math.floor(list.length / 2), Math.floor(list.length / 2) + 1), 'closed');
      simulator.remove(list.slice(-1));
    },
    beforeAnswer(hook) {
      simulator.beforeResponse = hook && (() => hook());
    },
    fault(kind, _where, skip) {
      const [name = '', variant] = kind.split(':');
      simulator.faults.next({
        kind: name as 'status',
        skip,
        path: '/alerts',
        ...(name === 'status' ? { status: Number(variant) } : {}),
        ...(name === 'schema-drift' ? { drift: variant as 'not-object' } : {}),
        ...(name === 'slow-first-byte' ? { delayMs: 300 } : {}),
        ...(name === 'drip' ? { bytesPerS: 4_000_000 } : {}),
        ...(name === 'gzip-bomb' ? { megabytes: 100 } : {}),
        ...(name === 'oversize' ? { megabytes: 40 } : {}),
      });
    },
    calm: () => simulator.faults.clear(),
    faults: [
      { kind: 'status:400', expected: ['bad_request'] },
      { kind: 'status:401', expected: ['auth'] },
      { kind: 'status:403', expected: ['forbidden'] },
      { kind: 'status:404', expected: ['not_found'] },
      { kind: 'status:429', expected: null },
      { kind: 'status:500', expected: null },
      { kind: 'status:502', expected: null },
      { kind: 'status:503', expected: null },
      { kind: 'status:504', expected: null },
      { kind: 'reset', expected: null },
      { kind: 'cut', expected: null },
      { kind: 'slow-first-byte', expected: null },
      { kind: 'drip', expected: null },
      { kind: 'truncated-json', expected: null },
      { kind: 'empty', expected: null },
      { kind: 'html', expected: ['bad_response'] },
      { kind: 'wrong-content-type', expected: ['bad_response'] },
      { kind: 'gzip', expected: null },
      { kind: 'gzip-bomb', expected: ['bad_response'] },
      { kind: 'oversize', expected: ['bad_response'] },
      { kind: 'redirect', expected: ['bad_response'] },
      { kind: 'schema-drift:no-list', expected: null },
    ],
    close: async () => {
      simulator.beforeResponse = undefined;
      await connection.close();
      await simulator.close();
    },
  };
}

export async function openStage(options: KumaSimulatorOptions, filter: OracleFilter): Promise<Stage> {
  const simulator = await startKumaSimulator({ alerts: 900, ...options });
  return stageOf(simulator, connect(simulator), filter);
}
