import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { OidcProblem } from '@watchfloor/contract';
import * as client from 'openid-client';
import { oidcCookieLifeS } from '../session-cookie.ts';
import { type RoleRules, readClaim } from './claims.ts';

export interface OidcSettings {
  /** As the provider writes it in its tokens. */
  issuer: string;
  clientId: string;
  /** undefined: a public client, which PKCE alone protects. */
  clientSecret: string | undefined;
  /** What the button says. */
  label: string;
  scopes: readonly string[];
  roles: RoleRules;
}

export interface OidcProvider {
  readonly label: string;
  /** @returns where to send the browser, and what it has to bring back in a cookie */
  begin(origin: string, next: string): Promise<{ url: URL; cookie: string }>;
  /**
   * Trades the code for who it is.
   * @param url the callback's, as the browser asked for it
   * @throws OidcError
   */
  finish(url: URL, cookie: string | undefined): Promise<{ identity: OidcIdentity; next: string }>;
}

export interface OidcIdentity {
  issuer: string;
  subject: string;
  /** From the ID token, whose signature, issuer, audience, nonce and time were checked, or of the same subject's userinfo. */
  claims: Readonly<Record<string, unknown>>;
}

/** An end of the way back. The cause is for the log. */
export class OidcError extends Error {
  readonly problem: OidcProblem;

  constructor(problem: OidcProblem, cause?: unknown) {
    super(`Signing in by the identity provider: ${problem}`, { cause });
    this.name = 'OidcError';
    this.problem = problem;
  }
}

export const callbackPath = '/api/sign-in/oidc/callback';

/** For each of the three or four requests to the provider. */
const timeoutS = 10;
/** Its keys are looked up by themselves when a new one appears; the rest hardly ever changes. */
const discoveryLifeMs = 3_600_000;

/**
 * The code flow with PKCE, state and nonce (OpenID Connect Core, 3.1; RFC 9700). Nothing is kept between its two halves
 * but a random state in the browser's cookie: verifier and nonce are derived from it with a key of ours, so that any
 * replica can finish, and the cookie tells its holder nothing.
 */
export function createOidcProvider(
  settings: OidcSettings,
  { masterKey, now }: { masterKey: Uint8Array; now: () => number },
): OidcProvider {
  const key = Buffer.from(hkdfSync('sha256', masterKey, '', 'watchfloor oidc v1', 32));
  const derive = (purpose: string, state: string) =>
    createHmac('sha256', key).update(`${purpose}\0${state}`).digest('base64url');
  const discover = keepFor(discoveryLifeMs, now, () => discoverProvider(settings));

  return {
    label: settings.label,
    async begin(origin, next) {
      const configuration = await discover();
      const state = randomBytes(32).toString('base64url');
      const url = client.buildAuthorizationUrl(configuration, {
        redirect_uri: `${origin}${callbackPath}`,
        scope: ['openid', ...settings.scopes.filter((scope) => scope !== 'openid')].join(' '),
        state,
        nonce: derive('nonce', state),
        code_challenge: await client.calculatePKCECodeChallenge(derive('verifier', state)),
        code_challenge_method: 'S256',
      });
      return { url, cookie: JSON.stringify([state, now(), next]) };
    },
    async finish(url, cookie) {
      const { state, next } = readFlow(cookie, now());
      if (url.searchParams.get('state') !== state) throw new OidcError('expired');
      const configuration = await discover();
      const tokens = await client
        .authorizationCodeGrant(configuration, url, {
          pkceCodeVerifier: derive('verifier', state),
          expectedState: state,
          expectedNonce: derive('nonce', state),
          idTokenExpected: true,
        })
        .catch((error: unknown) => {
          const refused = error instanceof client.AuthorizationResponseError && error.error === 'access_denied';
          throw new OidcError(refused ? 'provider_refused' : 'provider_failed', error);
        });
      const claims = tokens.claims();
      // OpenID Connect Core, 2: at most 255 ASCII characters.
      if (!claims || !/^[\x20-\x7e]{1,255}$/.test(claims.sub)) throw new OidcError('provider_failed');
      return {
        identity: {
          issuer: claims.iss,
          subject: claims.sub,
          claims: await withUserInfo(configuration, tokens.access_token, claims),
        },
        next,
      };
    },
  };

  /** Some providers put groups and mail into userinfo alone. */
  async function withUserInfo(configuration: client.Configuration, token: string, claims: client.IDToken) {
    const isThere = readClaim(claims, settings.roles.claim) !== undefined;
    if (isThere || configuration.serverMetadata().userinfo_endpoint === undefined) return claims;
    try {
      // What the signed token says wins.
      return { ...(await client.fetchUserInfo(configuration, token, claims.sub)), ...claims };
    } catch (error) {
      throw new OidcError('provider_failed', error);
    }
  }
}

async function discoverProvider({ issuer, clientId, clientSecret }: OidcSettings): Promise<client.Configuration> {
  const server = new URL(issuer);
  try {
    return await client.discovery(
      server,
      clientId,
      {},
      clientSecret === undefined ? client.None() : client.ClientSecretBasic(clientSecret),
      {
        timeout: timeoutS,
        // The signature of the ID token too, and not only the TLS of the connection that it came over.
        execute: [
          client.enableNonRepudiationChecks,
          // The configuration lets plain HTTP through for loopback alone. Deprecated to make it stand out, not to go.
          // oxlint-disable-next-line typescript/no-deprecated
          ...(server.protocol === 'http:' ? [client.allowInsecureRequests] : []),
        ],
      },
    );
  } catch (error) {
    throw new OidcError('provider_failed', error);
  }
}

function readFlow(cookie: string | undefined, now: number): { state: string; next: string } {
  if (cookie === undefined) throw new OidcError('expired');
  // Signed, so it is as `begin` wrote it.
  const [state, begunAt, next] = JSON.parse(cookie) as [string, number, string];
  if (now - begunAt > oidcCookieLifeS * 1000) throw new OidcError('expired');
  return { state, next };
}

/** One call at a time; what failed is asked again. */
function keepFor<T>(lifeMs: number, now: () => number, ask: () => Promise<T>): () => Promise<T> {
  let kept: { answer: Promise<T>; until: number } | undefined;
  return async () => {
    const current = kept && kept.until > now() ? kept : { answer: ask(), until: now() + lifeMs };
    kept = current;
    try {
      return await current.answer;
    } catch (error) {
      if (kept === current) kept = undefined;
      throw error;
    }
  };
}
