import { isLoopback } from '../config/network.ts';
import { toHostName } from '../http/request-guard.ts';

/**
 * Why a browser at this address would not keep the session's cookie: browsers take a Secure cookie over TLS, and from
 * this machine itself.
 * @param host of the request, with or without a port
 */
export function whyBlocked(
  host: string,
  options: { publicOrigin: string | undefined; forwardedProto: string | undefined },
): string | null {
  const name = toHostName(host);
  if (isLoopback(name)) return null;
  const { publicOrigin, forwardedProto } = options;
  const isPublic = publicOrigin !== undefined && new URL(publicOrigin).hostname === name;
  if (isPublic && publicOrigin.startsWith('https:') && forwardedProto !== 'http') return null;
  const elsewhere = publicOrigin ?? 'https, or on the machine itself as http://localhost';
  return `Browsers keep a sign-in only over https. Open Watchfloor at ${elsewhere}.`;
}

/** Where links lead that a person will open: the public name if there is one, else what this browser calls us. */
export const toOrigin = (host: string, publicOrigin: string | undefined): string =>
  publicOrigin ?? `http://${host.toLowerCase()}`;
