import type { AuthDeclaration } from './auth.ts';

/**
 * Names what a vendor counts: its client, where one is named, so that two connections with one client share its limit.
 * A token has no name that may be written down; there it is the connection.
 */
export function toQuotaKey(of: { vendor: string; baseUrl: string; auth: AuthDeclaration; id: string }): string {
  const { vendor, baseUrl, auth, id } = of;
  const client = auth.kind === 'basic' ? auth.user : auth.kind === 'client-credentials' ? auth.clientId : undefined;
  const named = client === undefined ? `connection ${id}` : `client ${client}`;
  return [vendor, new URL(baseUrl).origin, named].join(' ');
}

/** Names whose data a connection reads: a rotated secret leaves it the same. Holds no secret. */
export function toAccountKey(of: { vendor: string; baseUrl: string; auth: AuthDeclaration; id: string }): string {
  const { auth } = of;
  const named =
    auth.kind === 'headers' ? Object.entries(auth.headers).filter(([, value]) => typeof value === 'string') : [];
  return [toQuotaKey(of), ...named.map((header) => header.join(' '))].join(' ');
}
