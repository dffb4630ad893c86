import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Listening, listenOn } from '../../testing/listen.ts';
import { createOidcProvider, type OidcError, type OidcProvider } from './provider.ts';

/** A provider that answers whatever a test wants: what a man in the middle or a broken one would. */
const trusted = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
let server: Listening;
let issuer: string;
/** The next ID token, from what an honest one would hold. */
let forge: (claims: Record<string, unknown>) => string;
let challenge: string | null;
let verifier: string | null;

beforeAll(async () => {
  const answering = createServer((request, response) => {
    const url = new URL(request.url ?? '', issuer);
    const reply = (body: unknown) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    if (url.pathname === '/.well-known/openid-configuration') {
      return reply({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        response_types_supported: ['code'],
        id_token_signing_alg_values_supported: ['RS256'],
        code_challenge_methods_supported: ['S256'],
      });
    }
    if (url.pathname === '/jwks') {
      return reply({ keys: [{ ...trusted.publicKey.export({ format: 'jwk' }), kid: 'k', use: 'sig', alg: 'RS256' }] });
    }
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      verifier = new URLSearchParams(body).get('code_verifier');
      const now = Math.floor(Date.now() / 1000);
      const claims = { iss: issuer, sub: 'ana', aud: 'watchfloor', iat: now, exp: now + 60, nonce };
      reply({ access_token: 'a', token_type: 'Bearer', id_token: forge({ ...claims, groups: ['soc-leads'] }) });
    });
  });
  server = await listenOn(answering);
  issuer = server.origin;
});
afterAll(() => server.close());

let nonce: string | null;

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

function toToken(
  claims: object,
  key: KeyObject = trusted.privateKey,
  header: object = { alg: 'RS256', kid: 'k' },
): string {
  const text = `${encode(header)}.${encode(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}

function create(): OidcProvider {
  const roles = { claim: 'groups', roles: { 'soc-leads': 'lead' as const } };
  const settings = { issuer, clientId: 'watchfloor', clientSecret: 'secret', label: 'x', scopes: [], roles };
  return createOidcProvider(settings, { masterKey: new Uint8Array(32).fill(3), now: Date.now });
}

/** There and back, as a browser goes. */
async function arrive(): Promise<string> {
  const provider = create();
  const { url, cookie } = await provider.begin('http://localhost', '/');
  nonce = url.searchParams.get('nonce');
  challenge = url.searchParams.get('code_challenge');
  const back = new URL('http://localhost/api/sign-in/oidc/callback?code=c');
  back.searchParams.set('state', url.searchParams.get('state') ?? '');
  return provider.finish(back, cookie).then(
    ({ identity }) => identity.subject,
    (error: OidcError) => error.problem,
  );
}

it('control: an honest token is taken, and the code is asked for with the verifier of the challenge', async () => {
  forge = (claims) => toToken(claims);
  expect(await arrive()).toBe('ana');
  expect(
    createHash('sha256')
      .update(verifier ?? '')
      .digest('base64url'),
  ).toBe(challenge);
});

const hour = 3600;
const forgeries: [name: string, make: (claims: Record<string, unknown>) => string][] = [
  ['signed with another key', (claims) => toToken(claims, other.privateKey)],
  ['not signed (alg none)', (claims) => `${encode({ alg: 'none' })}.${encode(claims)}.`],
  [
    'whose claims were changed after signing',
    (claims) => {
      const [header, , signature] = toToken(claims).split('.');
      return `${header}.${encode({ ...claims, sub: 'admin' })}.${signature}`;
    },
  ],
  ['of another issuer', (claims) => toToken({ ...claims, iss: 'https://elsewhere.example' })],
  ['for another client', (claims) => toToken({ ...claims, aud: 'another' })],
  ['for several clients without saying for whom', (claims) => toToken({ ...claims, aud: ['another', 'third'] })],
  ['with another nonce: replayed from another sign-in', (claims) => toToken({ ...claims, nonce: 'x'.repeat(43) })],
  ['without a nonce', (claims) => toToken({ ...claims, nonce: undefined })],
  ['that has expired', (claims) => toToken({ ...claims, iat: 1000, exp: Math.floor(Date.now() / 1000) - hour })],
  ['without a subject', (claims) => toToken({ ...claims, sub: undefined })],
  ['whose subject is no such thing', (claims) => toToken({ ...claims, sub: 'a\u0000b' })],
  ['that is none', () => 'no token'],
];

it.each(forgeries)('a token %s is refused', async (_, make) => {
  forge = make;
  expect(await arrive()).toBe('provider_failed');
});
