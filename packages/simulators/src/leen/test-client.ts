import { type LeenSimulator, type LeenSimulatorOptions, startLeenSimulator } from './simulator.ts';

export type Loose = Record<string, unknown>;

export interface Page {
  count?: number;
  total?: number | null;
  items: Loose[];
  next_cursor?: string | null;
  previous_cursor?: string | null;
}

export interface TestClient {
  leen: LeenSimulator;
  /** Below `/v1`; headers replace the right ones, undefined leaves one out. */
  raw(path: string, headers?: Record<string, string | undefined>): Promise<Response>;
  get(path: string): Promise<{ status: number; body: Loose }>;
  /** A page of `/idp/alerts`. */
  page(query?: string): Promise<Page>;
}

export async function startWithClient(options: LeenSimulatorOptions = {}): Promise<TestClient> {
  const leen = await startLeenSimulator({ findings: 300, seed: 5, apiKey: 'k3y', ...options });
  const client: TestClient = {
    leen,
    raw(path, headers = {}) {
      const sent = { 'x-api-key': 'k3y', 'x-connection-id': leen.connectionId, ...headers };
      const present = Object.entries(sent).filter((entry): entry is [string, string] => entry[1] !== undefined);
      return fetch(leen.baseUrl + path, { headers: Object.fromEntries(present) });
    },
    async get(path) {
      const response = await client.raw(path);
      return { status: response.status, body: (await response.json()) as Loose };
    },
    async page(query = '') {
      const { status, body } = await client.get(`/idp/alerts${query === '' ? '' : `?${query}`}`);
      if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
      return body as unknown as Page;
    },
  };
  return client;
}
