import { isObject, type JsonObject, parseExact } from '../json.ts';
import { eventKeyOfText } from './row-facts.ts';
import {
  type SecureEndpointSimulator,
  type SecureEndpointSimulatorOptions,
  startSecureEndpointSimulator,
} from './simulator.ts';

export interface EventPage {
  version: string;
  metadata: {
    links: { self: string; prev?: string; next?: string };
    results: { total: number; current_item_count: number; index: number; items_per_page: number };
  };
  data: JsonObject[];
}

export interface TestClient {
  simulator: SecureEndpointSimulator;
  raw(path: string, headers?: Record<string, string>): Promise<Response>;
  text(path: string): Promise<string>;
  json(path: string): Promise<unknown>;
  page(query?: string): Promise<EventPage>;
  /** Rows of one page of `/events`. */
  rows(query?: string): Promise<JsonObject[]>;
  /** The stable keys of one page, made from the exact text on the wire alone. */
  keys(query?: string): Promise<string[]>;
}

/** A plain fetch client for the simulator's own tests: no retries, nothing clever. */
export async function startWithClient(options: SecureEndpointSimulatorOptions = {}): Promise<TestClient> {
  const simulator = await startSecureEndpointSimulator({ events: 1200, seed: 5, apiKey: 's3cret', ...options });
  const authorization = `Basic ${btoa(`${simulator.clientId}:s3cret`)}`;
  const client: TestClient = {
    simulator,
    raw: (path, headers = {}) => fetch(simulator.baseUrl + path, { headers: { authorization, ...headers } }),
    text: async (path) => (await client.raw(path)).text(),
    json: async (path) => (await client.raw(path)).json(),
    page: async (query = '') => (await client.json(`/events?${query}`)) as EventPage,
    rows: async (query) => (await client.page(query)).data,
    async keys(query = '') {
      const body = parseExact(await client.text(`/events?${query}`));
      const data = isObject(body) && Array.isArray(body['data']) ? body['data'] : [];
      return data.map((record) => eventKeyOfText(JSON.stringify(record)));
    },
  };
  return client;
}
