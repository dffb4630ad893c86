import { ApiError, accessDenied } from './api-error.ts';

export const kumaEndpoints = [
  'GET /alerts',
  'POST /alerts/close',
  'GET /users/whoami',
  'GET /tenants',
  'GET /assets',
] as const;

export type KumaEndpoint = (typeof kumaEndpoints)[number];

/** What the token's owner may do. Live: a change holds from the next request on. */
export interface KumaAccess {
  token: string;
  login: string;
  /** The owner is disabled: 403 everywhere. */
  disabled: boolean;
  /** Rights are per endpoint, so alerts may be denied where whoami is not. */
  deniedEndpoints: KumaEndpoint[];
  /** Ids of tenants without a role: dropped from every question in silence. */
  forbiddenTenants: string[];
  /** Ids of tenants that were disabled: their alerts cannot be closed. */
  disabledTenants: string[];
}

/** Throws the vendor's refusal. There is no 401. */
export function checkAuthorization(access: KumaAccess, header: string | undefined): void {
  const token = /^Bearer (\S+)$/.exec(header ?? '')?.[1];
  if (token === undefined) {
    const example = 'Example: Authorization: Bearer 56fef1e98a1f4d1a9c3e7a52f6c0b7d4';
    throw new ApiError(400, 'invalid authorization header', example);
  }
  if (token !== access.token || access.disabled) throw accessDenied();
}

export function checkRight(access: KumaAccess, endpoint: KumaEndpoint): void {
  if (access.deniedEndpoints.includes(endpoint)) throw accessDenied();
}

/** For rates and the log: whose token it seems to be, without the token. */
export function clientOf(access: KumaAccess, header: string | undefined): string {
  return header === `Bearer ${access.token}` ? access.login : 'unknown';
}
