import { startUsmSimulator, type UsmSimulator, type UsmSimulatorOptions } from './simulator.ts';

type Loose = Record<string, unknown>;

export interface Page {
  _links: Record<string, { href: string } | undefined>;
  _embedded?: Record<string, Loose[]>;
  page: { size: number; totalElements: number; totalPages: number; number: number };
}

export interface TestClient {
  usm: UsmSimulator;
  token(): Promise<string>;
  raw(path: string, init?: RequestInit): Promise<Response>;
  get(path: string): Promise<Loose>;
  page(path: string): Promise<Page>;
  /** Rows of one page, [] where `_embedded` is missing. */
  rows(path: string): Promise<Loose[]>;
}

/** A plain fetch client for the simulator's own tests: one token, no retries, nothing clever. */
export async function startWithClient(options: UsmSimulatorOptions = {}): Promise<TestClient> {
  const usm = await startUsmSimulator({ alarms: 300, events: 1500, seed: 5, clientSecret: 's3cret', ...options });
  let kept: string | undefined;
  const client: TestClient = {
    usm,
    async token() {
      const response = await fetch(`${usm.baseUrl}/oauth/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${usm.clientId}:s3cret`)}` },
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
      });
      kept = String(((await response.json()) as Loose)['access_token']);
      return kept;
    },
    async raw(path, init) {
      const token = kept ?? (await client.token());
      return fetch(usm.baseUrl + path, {
        ...init,
        headers: { authorization: `Bearer ${token}`, ...(init?.headers as Record<string, string>) },
      });
    },
    async get(path) {
      return (await (await client.raw(path)).json()) as Loose;
    },
    async page(path) {
      return (await client.get(path)) as unknown as Page;
    },
    async rows(path) {
      return Object.values((await client.page(path))._embedded ?? {})[0] ?? [];
    },
  };
  return client;
}
