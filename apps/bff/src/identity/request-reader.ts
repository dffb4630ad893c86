import type { Context } from 'hono';
import type { AppEnv } from '../http/app-env.ts';
import { readClientAddress } from './client-address.ts';
import type { RequestFacts } from './identity.ts';
import { toOrigin, whyBlocked } from './ways.ts';

/** What the routes read of a request beside its parameters. */
export interface RequestReader {
  facts(c: Context<AppEnv>): RequestFacts;
  origin(c: Context<AppEnv>): string;
  whyBlocked(c: Context<AppEnv>): string | null;
}

export interface RequestReaderOptions {
  publicOrigin?: string | undefined;
  isTrustedProxy?: ((address: string) => boolean) | undefined;
}

export function createRequestReader({
  publicOrigin,
  isTrustedProxy = () => false,
}: RequestReaderOptions): RequestReader {
  const hostOf = (c: Context<AppEnv>) => c.req.header('host') ?? '';
  return {
    facts: (c) => ({ requestId: c.get('requestId'), address: readClientAddress(c, isTrustedProxy) }),
    origin: (c) => toOrigin(hostOf(c), publicOrigin),
    whyBlocked: (c) => whyBlocked(hostOf(c), { publicOrigin, forwardedProto: c.req.header('x-forwarded-proto') }),
  };
}
