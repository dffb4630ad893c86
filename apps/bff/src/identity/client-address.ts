import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';

/**
 * Whose tries are counted together. Behind a proxy it is the last address that a trusted one wrote down: what stands
 * before it in X-Forwarded-For is whatever the client chose to send.
 */
export function readClientAddress(c: Context, isTrustedProxy: (address: string) => boolean): string {
  const peer = readPeer(c);
  if (!isTrustedProxy(peer)) return peer;
  const hops = (c.req.header('x-forwarded-for') ?? '').split(',').map((hop) => hop.trim());
  return hops.findLast((hop) => hop !== '' && !isTrustedProxy(hop)) ?? peer;
}

function readPeer(c: Context): string {
  // Without a socket there is no peer: an app that is asked directly, as tests do.
  const hasSocket = typeof c.env === 'object' && c.env !== null && 'incoming' in c.env;
  return (hasSocket && getConnInfo(c).remote.address) || 'unknown';
}
