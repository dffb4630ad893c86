import * as z from 'zod/mini';
import { ConnectorError, isConnectorError } from '../errors.ts';
import { Secret } from '../secret.ts';
import type { AuthDeclaration } from './auth.ts';
import { fromStatus, fromThrown, vendorWords } from './failures.ts';
import { createSingleFlight } from './single-flight.ts';
import type { Transport } from './transport.ts';

export interface Credentials {
  /** Headers for one call. @throws ConnectorError */
  headers(signal: AbortSignal): Promise<Record<string, string>>;
  /**
   * The vendor answered 401 to these headers.
   * @returns true where asking again with new headers makes sense
   */
  rejected(headers: Record<string, string>): boolean;
  /** Everything that must never be printed. */
  secrets(): (Secret | string)[];
}

/** Lets a call leave when it may. */
export type Placed = <Value>(signal: AbortSignal, send: () => Promise<Value>) => Promise<Value>;

/** @param placed a vendor that is left alone is not asked for a token either */
export function createCredentials(
  auth: AuthDeclaration,
  transport: Transport,
  basePath: string,
  now: () => number,
  placed: Placed,
): Credentials {
  switch (auth.kind) {
    case 'none':
      return fixed({}, []);
    case 'basic':
      return fixed({ authorization: basic(auth.user, auth.password) }, [auth.password]);
    case 'bearer':
      return fixed({ authorization: `Bearer ${auth.token.reveal()}` }, [auth.token]);
    case 'headers': {
      const entries = Object.entries(auth.headers);
      return fixed(
        Object.fromEntries(entries.map(([name, value]) => [name, typeof value === 'string' ? value : value.reveal()])),
        entries.map(([, value]) => value),
      );
    }
    case 'client-credentials':
      return clientCredentials(auth, transport, basePath, now, placed);
  }
}

/** What these headers show to a vendor, with and without the scheme: a vendor may repeat either. */
export function shown(headers: Record<string, string>): string[] {
  return Object.values(headers).flatMap((value) => [value, value.replace(/^\w+ /, '')]);
}

function fixed(headers: Record<string, string>, secrets: (Secret | string)[]): Credentials {
  return {
    headers: () => Promise.resolve(headers),
    rejected: () => false,
    secrets: () => [...secrets, ...Object.values(headers)],
  };
}

function basic(user: string, password: Secret): string {
  return `Basic ${Buffer.from(`${user}:${password.reveal()}`).toString('base64')}`;
}

const tokenSchema = z.object({
  access_token: z.string().check(z.minLength(1)),
  expires_in: z.optional(z.coerce.number()),
});
/** RFC 6749 leaves `expires_in` optional; a token without one is renewed often. */
const lifeDefaultS = 300;
const renewedAtShare = 0.8;
const tokenTimeoutMs = 10_000;
/** A refused client is a mistake in the configuration: the vendor is not asked again for each waiting page. */
const refusedForMs = 10_000;

interface Token {
  value: string;
  renewAt: number;
}

/** OAuth 2.0 client credentials: one token for all callers, one call for it at a time, renewed before it expires. */
function clientCredentials(
  auth: Extract<AuthDeclaration, { kind: 'client-credentials' }>,
  transport: Transport,
  basePath: string,
  now: () => number,
  placed: Placed,
): Credentials {
  let token: Token | undefined;
  const renewals = createSingleFlight<Token>();
  let refused: { error: ConnectorError; until: number } | undefined;

  /** @param waited ends when nobody waits any more: a call that hangs must not be the next page's as well */
  async function ask(waited: AbortSignal): Promise<Token> {
    const signal = AbortSignal.any([waited, AbortSignal.timeout(tokenTimeoutMs)]);
    const askedAt = now();
    try {
      // With what is made of the answer: an error of the vendor's own is no answer to a probe.
      return await placed(signal, async () => {
        const { status, header, body } = await transport.exchange({
          method: 'POST',
          target: basePath + auth.tokenPath,
          headers: {
            authorization: basic(auth.clientId, auth.clientSecret),
            'content-type': 'application/x-www-form-urlencoded',
          },
          body: 'grant_type=client_credentials',
          signal,
        });
        return readToken(status, header('retry-after'), body, askedAt);
      });
    } catch (error) {
      const failure = fromThrown(error, signal);
      if (isConnectorError(failure) && (failure.kind === 'auth' || failure.kind === 'forbidden')) {
        refused = { error: failure, until: now() + refusedForMs };
      }
      throw failure;
    }
  }

  function readToken(status: number, retryAfter: string | undefined, body: Buffer, askedAt: number): Token {
    const json = parseOrUndefined(body);
    if (status !== 200 && status !== 201) {
      const failure = fromStatus(
        status,
        retryAfter,
        vendorWords(json, [auth.clientSecret, ...shown({ authorization: basic(auth.clientId, auth.clientSecret) })]),
        askedAt,
      );
      // RFC 6749, 5.2: invalid_client may come as 400 as well.
      const refusedClient = status === 401 || (status === 400 && JSON.stringify(json ?? '').includes('client'));
      throw refusedClient
        ? new ConnectorError(
            'auth',
            'It refused the client id and secret of this connection. An administrator has to replace them.',
            { status },
          )
        : failure;
    }
    const parsed = tokenSchema.safeParse(json);
    if (!parsed.success)
      throw new ConnectorError('bad_response', 'What it sent in place of a token could not be read. Check base_url.');
    const lifeMs = (parsed.data.expires_in ?? lifeDefaultS) * 1_000;
    return { value: parsed.data.access_token, renewAt: askedAt + lifeMs * renewedAtShare };
  }

  async function current(signal: AbortSignal): Promise<Token> {
    if (token && now() < token.renewAt) return token;
    if (refused && now() < refused.until) throw refused.error;
    token = await renewals.join('token', signal, ask);
    refused = undefined;
    return token;
  }

  return {
    async headers(signal) {
      const { value } = await current(signal);
      return { authorization: `Bearer ${value}` };
    },
    rejected(headers) {
      // Somebody else may have renewed it since: then the new one is simply used.
      if (headers.authorization === `Bearer ${token?.value}`) token = undefined;
      return true;
    },
    secrets: () => [auth.clientSecret, basic(auth.clientId, auth.clientSecret), ...(token ? [token.value] : [])],
  };
}

/** @returns undefined where the body is not JSON; the caller says what that means */
export function parseOrUndefined(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
