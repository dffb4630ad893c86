import type { IncomingHttpHeaders } from 'node:http';

export interface ApiRequest {
  /** Counts from 1 over the simulator's life, tokens included. */
  n: number;
  method: string;
  path: string;
  query: URLSearchParams;
  /** The query as it was sent, without `?`: some vendors give it back byte for byte. */
  search: string;
  headers: IncomingHttpHeaders;
  body: string;
  /** Who asks, as far as the credentials say: used for rates and the log, never for access. */
  client: string;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export function jsonAnswer(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return jsonTextAnswer(status, JSON.stringify(body), headers);
}

/** For bodies whose bytes matter: large integers and inserted raw records must not pass through a JavaScript number. */
export function jsonTextAnswer(status: number, body: string, headers: Record<string, string> = {}): Answer {
  return { status, headers: { 'content-type': 'application/json;charset=UTF-8', ...headers }, body };
}
