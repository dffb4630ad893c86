import type { Access } from '@watchfloor/contract';
import { maySee } from '../connections/access.ts';

/** What a page's address names, or undefined where there is no such page. */
type NamesConnections = (segments: readonly string[]) => string[] | undefined;

const nothing: NamesConnections = (segments) => (segments.length === 0 ? [] : undefined);
const connectionName = /^[a-z0-9][a-z0-9-]{0,63}$/;

/**
 * The pages that a short link may lead to, by the first part of their path, each with where it names connections.
 * A page that is missing here cannot be linked: nobody has said what its address tells.
 */
const pages: Readonly<Record<string, NamesConnections>> = {
  '': nothing,
  explore: ([connection = '', resource = '', ...record]) =>
    connectionName.test(connection) && connectionName.test(resource) && record.length <= 1 ? [connection] : undefined,
  connections: ([connection, ...rest]) => {
    if (connection === undefined) return [];
    return connectionName.test(connection) && rest.length === 0 ? [connection] : undefined;
  },
  views: nothing,
  people: nothing,
  audit: nothing,
};

/** Parameters that open a door to whoever has them: a one-time link must not get a second, lasting address. */
const credentials: readonly string[] = ['token', 'code', 'state'];

/**
 * The path of one of our pages in the form that a browser would send it in (WHATWG URL), which is the form to judge:
 * dot segments, backslashes and encoded letters are gone from it.
 * @returns undefined for anything that is not a page of ours
 */
export function toPagePath(path: string): string | undefined {
  const base = 'http://page.invalid';
  if (!URL.canParse(path, base)) return undefined;
  const url = new URL(path, base);
  if (url.origin !== base || url.hash !== '' || url.username !== '') return undefined;
  if (credentials.some((name) => url.searchParams.has(name))) return undefined;
  return readConnections(url.pathname) === undefined ? undefined : url.pathname + url.search;
}

/** Whether every connection that a page's address names is one that the caller may see. */
export function mayOpen(path: string, access: Access): boolean {
  const { pathname } = new URL(path, 'http://page.invalid');
  return readConnections(pathname)?.every((connection) => maySee(access, connection)) ?? false;
}

function readConnections(pathname: string): string[] | undefined {
  // `/.//evil.example` is a path; what comes out of it would be read as a host.
  if (pathname.startsWith('//')) return undefined;
  const [first = '', ...rest] = pathname.slice(1).split('/').map(decode);
  // A slash at the end is the same page.
  if (rest.at(-1) === '') rest.pop();
  if (rest.includes('') || !Object.hasOwn(pages, first)) return undefined;
  return pages[first]?.(rest);
}

/** Once, as a router does; what cannot be decoded is no name of anything. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return '%';
  }
}
