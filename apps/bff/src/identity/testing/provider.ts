import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';
import { vi } from 'vitest';
import { listenOn } from '../../testing/listen.ts';
import type { OidcSettings } from '../oidc/provider.ts';
import { toCookieHeader } from './browser.ts';

export interface TestProvider {
  settings: OidcSettings;
  /** Who signs in next, and what the provider says of them. */
  account: { subject: string; claims: Record<string, unknown> };
  /** Follows the provider's pages as a browser would, pressing what it is asked to press. @returns the way back */
  walk(url: string, options?: { cancel?: boolean }): Promise<URL>;
  close(): Promise<void>;
}

/** A real provider (npm: oidc-provider) on a free port of loopback, with one confidential client. */
export async function startProvider(redirectUri: string, settings: Partial<OidcSettings> = {}): Promise<TestProvider> {
  const account: TestProvider['account'] = { subject: 'subject-1', claims: {} };
  const server = createServer();
  const { origin: issuer, close } = await listenOn(server);
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'watchfloor',
        client_secret: 'a secret of the test, long enough',
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    pkce: { required: () => true },
    claims: { openid: ['sub'], profile: ['name'], email: ['email'], groups: ['groups'] },
    scopes: ['openid', 'profile', 'email', 'groups'],
    // As most providers do: what was asked for stands in the ID token.
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: true } },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...account.claims }) }),
  });
  const answer = provider.callback();
  server.on('request', (request, response) => void answer(request, response));

  return {
    account,
    settings: {
      issuer,
      clientId: 'watchfloor',
      clientSecret: 'a secret of the test, long enough',
      label: 'Norrvik ID',
      scopes: ['profile', 'email', 'groups'],
      roles: { claim: 'groups', roles: { 'soc-analysts': 'analyst', 'soc-leads': 'lead' } },
      ...settings,
    },
    walk: (url, options = {}) => walk(url, issuer, account.subject, options.cancel ?? false),
    close,
  };
}

/** It says at every turn that a provider with keys and a store of its own would be better. Everything else is heard. */
export function dropProviderNotices(): void {
  for (const method of ['info', 'warn'] as const) {
    const heard = console[method].bind(console);
    vi.spyOn(console, method).mockImplementation((...parts: unknown[]) => {
      if (!String(parts[0]).startsWith('oidc-provider ')) heard(...parts);
    });
  }
}

async function walk(url: string, issuer: string, subject: string, cancel: boolean): Promise<URL> {
  const cookies = new Map<string, string>();
  let at = new URL(url);
  let form: URLSearchParams | undefined;
  for (let step = 0; step < 12; step++) {
    if (at.origin !== issuer) return at;
    const response = await fetch(at, {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { cookie: toCookieHeader(cookies) },
      ...(form && { body: form }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=', 2);
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    form = undefined;
    const location = response.headers.get('location');
    if (location !== null) {
      at = new URL(location, at);
      continue;
    }
    const page = await response.text();
    const action = /<form[^>]*action="([^"]+)"/.exec(page)?.[1];
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
    if (action === undefined || prompt === undefined) throw new Error(`The provider said: ${page.slice(0, 500)}`);
    if (cancel) {
      at = new URL(`${new URL(action, at).href}/abort`);
      continue;
    }
    form = new URLSearchParams({ prompt, ...(prompt === 'login' && { login: subject, password: 'any' }) });
    at = new URL(action, at);
  }
  throw new Error('The provider never sent the browser back.');
}
