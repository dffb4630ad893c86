import { type KumaSimulator, type KumaSimulatorOptions, startKumaSimulator } from './simulator.ts';

export type Row = Record<string, unknown>;

export interface TestClient {
  kuma: KumaSimulator;
  raw(path: string, init?: RequestInit): Promise<Response>;
  rows(path: string): Promise<Row[]>;
  ids(path: string): Promise<string[]>;
  /** Status and body of an answer that is expected to be an error. */
  refusal(path: string, init?: RequestInit): Promise<[status: number, body: unknown]>;
  close(id: unknown, reason: unknown): Promise<Response>;
}

/** A plain fetch client for the simulator's own tests: no retries, nothing clever. */
export async function startWithClient(options: KumaSimulatorOptions = {}): Promise<TestClient> {
  const kuma = await startKumaSimulator({ alerts: 600, stories: false, seed: 5, ...options });
  const client: TestClient = {
    kuma,
    raw: (path, init) =>
      fetch(kuma.baseUrl + path, {
        ...init,
        headers: { authorization: `Bearer ${kuma.token}`, ...(init?.headers as Record<string, string>) },
      }),
    rows: async (path) => (await (await client.raw(path)).json()) as Row[],
    ids: async (path) => (await client.rows(path)).map((row) => String(row['id'])),
    async refusal(path, init) {
      const response = await client.raw(path, init);
      return [response.status, await response.json()];
    },
    close: (id, reason) => client.raw('/alerts/close', { method: 'POST', body: JSON.stringify({ id, reason }) }),
  };
  return client;
}
