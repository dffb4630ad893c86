import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExploreAnswer, exploreAnswerSchema } from '@watchfloor/contract';
import type { UsmSimulator } from '@watchfloor/simulators';
import { type RunningServer, runServer } from './run-server.ts';

/** A server as a process of its own, with a person who is signed in. */
export interface AskedServer extends RunningServer {
  /** A page of alarms, as no other question asks for it: it is a call of its own. */
  explore(connection: string): Promise<ExploreAnswer>;
  ask(path: string): Promise<Response>;
  /** By name and labels as they are printed. */
  metrics(): Promise<Map<string, number>>;
  /** SIGTERM. @returns exit code, and how long it took */
  stop(): Promise<{ code: number | null; ms: number }>;
}

/** Servers on one database, each of which has a connection `usm-0`, `usm-1`, … to each account. */
export interface Servers {
  start(): Promise<AskedServer>;
  /** Those that run. */
  running: Set<AskedServer>;
  close(): Promise<void>;
}

const ours = { 'sec-fetch-site': 'same-origin', 'x-watchfloor': '1', 'content-type': 'application/json' };
const dayMs = 86_400_000;

export function prepareServers({
  databaseUrl,
  accounts,
  days = 30,
}: {
  databaseUrl: string;
  accounts: readonly Pick<UsmSimulator, 'baseUrl' | 'clientId' | 'clientSecret'>[];
  days?: number;
}): Servers {
  const folder = mkdtempSync(join(tmpdir(), 'watchfloor-servers-'));
  const config = join(folder, 'watchfloor.yaml');
  const connections = accounts.map(
    ({ baseUrl, clientId }, index) =>
      `  - { id: usm-${index}, vendor: usm-anywhere, label: USM ${index}, base_url: "${baseUrl}", client_id: ${clientId}, client_secret: "\${SECRET_${index}}" }`,
  );
  writeFileSync(
    config,
    `server: { host: 127.0.0.1, port: 0 }
outbound: { allow_private: ["127.0.0.0/8"] }
findings: { days: ${days} }
connections:
${connections.join('\n')}
`,
  );
  const env = {
    WATCHFLOOR_CONFIG: config,
    WATCHFLOOR_KEY: randomBytes(32).toString('base64'),
    WATCHFLOOR_WEB_ROOT: folder,
    DATABASE_URL: databaseUrl,
    ...Object.fromEntries(accounts.map(({ clientSecret }, index) => [`SECRET_${index}`, clientSecret])),
  };
  const running = new Set<AskedServer>();
  let questions = 0;
  let signingIn: Promise<string> | undefined;

  async function start(): Promise<AskedServer> {
    const process = await runServer(env);
    const { url, child } = process;
    // One key, one database: whoever signed in at one of them is signed in at all.
    const cookie = await (signingIn ??= signIn(process));
    const headers = { ...ours, cookie };
    const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
    const server: AskedServer = {
      ...process,
      ask: (path) => fetch(`${url}${path}`, { headers }),
      async explore(connection) {
        questions += 1;
        const from = Date.now() - days * dayMs - questions;
        const path = `/api/explore/${connection}/alarms?rows=20&from=${from}&to=${from + (days + 1) * dayMs}`;
        const response = await fetch(`${url}${path}`, { headers });
        if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
        return exploreAnswerSchema.parse(await response.json());
      },
      metrics: async () => parseMetrics(await (await fetch(`${url}/metrics`)).text()),
      async stop() {
        const from = performance.now();
        running.delete(server);
        if (child.exitCode === null && child.signalCode === null) {
          child.kill('SIGTERM');
          await gone;
        }
        return { code: child.exitCode, ms: performance.now() - from };
      },
      async kill() {
        running.delete(server);
        await process.kill();
      },
    };
    running.add(server);
    return server;
  }

  return {
    start,
    running,
    async close() {
      await Promise.all([...running].map((server) => server.kill()));
      rmSync(folder, { recursive: true });
    },
  };
}

/** As the first administrator, by the link in the log of a first start. */
async function signIn({ url, lines }: RunningServer): Promise<string> {
  const link = /"msg":"sign-in link","url":"([^"]+)"/.exec(lines.join('\n'))?.[1] ?? '';
  const person = { email: 'operator@norrvik.test', password: 'a long enough password', name: 'Operator' };
  const body = JSON.stringify({ ...person, token: new URL(link).hash.slice(1) });
  const response = await fetch(`${url}/api/session/link`, { method: 'POST', headers: ours, body });
  if (!response.ok) throw new Error(`Signing in: ${response.status} ${await response.text()}`);
  return response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
}

function parseMetrics(text: string): Map<string, number> {
  const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    samples.map((line) => {
      const end = line.lastIndexOf(' ');
      return [line.slice(0, end), Number(line.slice(end + 1))];
    }),
  );
}
