import type { createApp } from '../../app.ts';
import { asOwnPage } from '../../testing/fake-app.ts';

type App = Pick<ReturnType<typeof createApp>, 'request'>;

export interface Answered {
  status: number;
  headers: Headers;
  body: unknown;
}

/** A browser with one page of ours open: it keeps cookies and asks as the page would. */
export interface Browser {
  /** Name to value. */
  cookies: Map<string, string>;
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answered>;
}

export function openBrowser(app: App, cookies: ReadonlyMap<string, string> = new Map()): Browser {
  const kept = new Map(cookies);
  return {
    cookies: kept,
    async ask(method, path, body, headers = {}) {
      const cookie = toCookieHeader(kept);
      const request = asOwnPage(path, {
        method,
        headers: {
          'x-watchfloor': '1',
          'content-type': 'application/json',
          ...(cookie !== '' && { cookie }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const response = await app.request(request);
      for (const line of response.headers.getSetCookie()) keep(kept, line);
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json') ?? false;
      return {
        status: response.status,
        headers: response.headers,
        body: isJson ? (JSON.parse(text) as unknown) : text,
      };
    },
  };
}

/** What the page takes out of a one-time link: a fragment, which browsers send to nobody. */
export const toLinkToken = (url: string): string => new URL(url).hash.slice(1);

export function toCookieHeader(cookies: ReadonlyMap<string, string>): string {
  return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split('; ');
  const [name = '', value = ''] = pair.split('=', 2);
  if (attributes.includes('Max-Age=0')) cookies.delete(name);
  else cookies.set(name, value);
}
