import { monitorEventLoopDelay } from 'node:perf_hooks';
import { openConnection, vendors } from '@watchfloor/connectors';
import { openDatabase } from '../../store/database.ts';
import { silent } from '../../store/testing/test-database.ts';
import { createSharedLedger } from '../shared-ledger.ts';

/** What one server of the load test is told on its standard input. */
export interface Load {
  databaseUrl: string;
  accounts: { baseUrl: string; clientId: string; clientSecret: string }[];
  /** Epoch ms. */
  startAt: number;
  ms: number;
}

export interface LoadReport {
  answered: number;
  /** By kind. */
  failed: Record<string, number>;
  peopleWaitMaxMs: number;
  stallMaxMs: number;
  /** The longest stall of each part of a second. */
  stalls: { at: number; ms: number }[];
}

// A server as a process of its own: asks all accounts as fast as it is let, as background reading does, and once in a
// while as a person does.
let text = '';
for await (const chunk of process.stdin) text += String(chunk);
const load = JSON.parse(text) as Load;
process.stdout.write(`${JSON.stringify(await saturate(load))}\n`);

async function saturate({ databaseUrl, accounts, startAt, ms }: Load): Promise<LoadReport> {
  const database = await openDatabase({ url: databaseUrl, log: silent });
  const vendor = vendors.find(({ name }) => name === 'usm-anywhere');
  if (!vendor) throw new Error('No such vendor.');
  const connections = accounts.map(({ baseUrl, clientId, clientSecret }, index) =>
    openConnection({
      id: `usm-${index}`,
      label: 'USM',
      vendor,
      config: vendor.config.parse({ base_url: baseUrl, client_id: clientId, client_secret: clientSecret }),
      network: { allowPrivate: ['127.0.0.0/8'] },
      ledgerFor: createSharedLedger(() => database),
    }),
  );
  const report: LoadReport = { answered: 0, failed: {}, peopleWaitMaxMs: 0, stallMaxMs: 0, stalls: [] };
  const end = AbortSignal.timeout(startAt + ms - Date.now());
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, startAt - Date.now())));
  const stalls = monitorEventLoopDelay({ resolution: 5 });
  stalls.enable();
  const noting = setInterval(() => {
    report.stalls.push({ at: Date.now(), ms: stalls.max / 1e6 });
    stalls.reset();
  }, 250);
  // Beyond the end: what is measured is not how fast the vendor writes.
  let pages = 1_000_000;
  const call = async (client: (typeof connections)[number]['client'], lane: 'people' | 'background') => {
    pages += 1;
    const params = [['page', String(pages)] as const];
    try {
      await client.get({ path: '/alarms', params, signal: end, lane, deadlineAt: startAt + ms + 5_000 });
      report.answered += 1;
    } catch (error) {
      if (end.aborted) return;
      const kind = error instanceof Error && 'kind' in error ? String(error.kind) : String(error);
      report.failed[kind] = (report.failed[kind] ?? 0) + 1;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const readers = connections.flatMap(({ client }) =>
    Array.from({ length: 8 }, async () => {
      while (!end.aborted) await call(client, 'background');
    }),
  );
  const person = async () => {
    while (!end.aborted) {
      const startedAt = performance.now();
      for (const { client } of connections.slice(0, 1)) await call(client, 'people');
      report.peopleWaitMaxMs = Math.max(report.peopleWaitMaxMs, performance.now() - startedAt);
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  };
  await Promise.all([...readers, person()]);
  clearInterval(noting);
  stalls.disable();
  report.stallMaxMs = Math.max(stalls.max / 1e6, ...report.stalls.map(({ ms: longest }) => longest));
  for (const connection of connections) await connection.close();
  await database.close();
  return report;
}
