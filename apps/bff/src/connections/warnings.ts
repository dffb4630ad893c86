import type { Vendor } from '@watchfloor/connectors';
import type { HeldConnection } from './connection-book.ts';

/** A clock that is further off than this moves findings out of the ranges that they are looked for in. */
const driftMaxMs = 60_000;
const expiresSoonMs = 14 * 86_400_000;

/** Of a connection that answers: a clock that is not ours. */
export function findClockWarnings(held: HeldConnection | undefined): string[] {
  const offsetMs = held?.open?.clockOffsetMs() ?? 0;
  if (Math.abs(offsetMs) <= driftMaxMs) return [];
  const size = toSize(Math.abs(offsetMs));
  const way = offsetMs > 0 ? 'ahead of' : 'behind';
  return [
    `Its clock is ${size} ${way} this server's. Ranges that end now miss or delay rows; set the clock that is wrong.`,
  ];
}

/**
 * Credentials that expire. Of the four vendors, USM Anywhere's and Secure Endpoint's client secrets, Leen's keys and
 * KUMA's tokens have no stated end; a token that is a JWT (RFC 7519) carries its own.
 */
export function findExpiryWarnings(vendor: Vendor, secrets: Readonly<Record<string, string>>, nowMs: number): string[] {
  return vendor.settings.flatMap(({ name, label, kind }) => {
    const expiresAt = kind === 'secret' ? readExpiry(secrets[name]) : undefined;
    if (expiresAt === undefined || expiresAt - nowMs > expiresSoonMs) return [];
    const at = `${new Date(expiresAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
    return [expiresAt <= nowMs ? `${label}: expired at ${at}.` : `${label}: expires at ${at}.`];
  });
}

/** @returns epoch ms, or undefined for what is no JWT or has no end */
export function readExpiry(secret: string | undefined): number | undefined {
  const [, payload = '', ...rest] = secret?.split('.') ?? [];
  if (rest.length !== 1 || !/^[\w-]+$/.test(payload)) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    const exp = typeof claims === 'object' && claims !== null && 'exp' in claims ? claims.exp : undefined;
    // Beyond what a date holds it is no time.
    return typeof exp === 'number' && Math.abs(exp) < 8.64e12 ? exp * 1_000 : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function toSize(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}
