import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from './app-env.ts';
import { ProblemError } from './problem.ts';

export interface RequestRules {
  /** The origin at which browsers reach us through a proxy, if they do: `https://watchfloor.example`. */
  publicOrigin?: string | undefined;
}

type Check = 'host' | 'fetch_site';

/** Everything that is exempt from a check, and why. Nothing else is. */
export const requestGuardExceptions: readonly { path: string; waives: readonly Check[]; why: string }[] = [
  { path: '/healthz', waives: ['host', 'fetch_site'], why: 'asked by a process supervisor, by address' },
  { path: '/readyz', waives: ['host', 'fetch_site'], why: 'asked by a load balancer, by address' },
  {
    path: '/metrics',
    waives: ['host', 'fetch_site'],
    why: 'asked by a collector, by address; its route needs a token, or asks that it is this machine',
  },
  { path: '/api/openapi.json', waives: ['fetch_site'], why: 'opened by hand and by tools; says nothing of the data' },
  {
    path: '/api/sign-in/oidc/callback',
    waives: ['fetch_site'],
    why: 'the identity provider sends the browser here from its own site; held to a cookie of ours with its state',
  },
];

const loopbackNames: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];
const safeMethods: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];
const customHeader = 'x-watchfloor';

/** What a person reads who opened Watchfloor at such an address: signing in cannot work there either. */
const plainHttpText =
  'Browsers leave it out on plain HTTP, other than on localhost, and keep no sign-in there: use https.';

/**
 * Refuses what another site made a browser send.
 * - `Host` must be a name of ours: a page whose DNS was turned to loopback (DNS rebinding) is same-origin to itself.
 * - `/api` needs `Sec-Fetch-Site: same-origin` (W3C Fetch Metadata). Browsers set it and pages cannot. Where it is
 *   missing, a state-changing request may show an `Origin` of ours instead; a GET carries none, so it is refused.
 * - State-changing requests also need a header that no form and no `no-cors` fetch can set.
 */
export function requestGuard(rules: RequestRules): MiddlewareHandler<AppEnv> {
  const hosts = [...loopbackNames, ...(rules.publicOrigin ? [new URL(rules.publicOrigin).hostname] : [])];
  return async (c, next) => {
    const { path } = c.req;
    const waived = requestGuardExceptions.find((exception) => exception.path === path)?.waives ?? [];
    const host = c.req.header('host');
    if (!waived.includes('host')) requireHost(host, hosts);
    if ((path === '/api' || path.startsWith('/api/')) && !waived.includes('fetch_site')) {
      const safe = safeMethods.includes(c.req.method);
      const site = c.req.header('sec-fetch-site');
      if (site !== undefined ? site !== 'same-origin' : safe || !isOwnOrigin(c.req.header('origin'), host, rules)) {
        throw refused(
          site === undefined
            ? `The header "Sec-Fetch-Site: same-origin" is missing${safe ? '' : ', and "Origin" does not name this server'}. ${plainHttpText}`
            : 'The header "Sec-Fetch-Site" must be "same-origin": the API answers its own pages only.',
        );
      }
      if (!safe && c.req.header(customHeader) !== '1') {
        throw refused('The header "X-Watchfloor: 1" is missing. Every request that changes something needs it.');
      }
    }
    await next();
  };
}

/** RFC 9110, 7.2: Host = uri-host [ ":" port ]. The port may be a proxy's. */
export function toHostName(host: string): string {
  return host.toLowerCase().replace(/:\d{1,5}$/, '');
}

function requireHost(host: string | undefined, hosts: readonly string[]): void {
  if (host !== undefined && hosts.includes(toHostName(host))) return;
  throw refused(
    `The header "Host" must name this server: ${hosts.join(', ')}. Set server.public_origin to add a name, with https: browsers keep no sign-in over plain HTTP, other than on localhost.`,
  );
}

function isOwnOrigin(origin: string | undefined, host: string | undefined, rules: RequestRules): boolean {
  if (origin === undefined) return false;
  if (rules.publicOrigin !== undefined && origin === new URL(rules.publicOrigin).origin) return true;
  // Host was checked above, so a page cannot bring its own.
  return origin === `http://${host?.toLowerCase()}`;
}

function refused(detail: string): ProblemError {
  return new ProblemError('request_refused', detail);
}
