import { sessionAnswerSchema } from '@watchfloor/contract';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { oidcCookieName, sessionCookieName } from '../session-cookie.ts';
import { type Browser, openBrowser } from '../testing/browser.ts';
import { dropProviderNotices, startProvider, type TestProvider } from '../testing/provider.ts';
import { createStage, mailOf, password, type Replica, type Stage } from '../testing/stage.ts';
import { callbackPath } from './provider.ts';

const ours = 'http://localhost';
let stage: Stage;
let provider: TestProvider;
let replicas: [Replica, Replica];
beforeAll(async () => {
  stage = await createStage();
  await stage.addPerson('Local Admin', 'admin');
});
afterAll(() => stage.close());
beforeEach(async () => {
  dropProviderNotices();
  provider = await startProvider(`${ours}${callbackPath}`);
  replicas = [stage.replica({ oidc: provider.settings }), stage.replica({ oidc: provider.settings })];
});
afterEach(() => provider.close());

/** What a browser sends when another site sends it here. */
const fromElsewhere = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };

async function begin(browser: Browser, next = '/'): Promise<string> {
  const answer = await browser.ask('GET', `/api/sign-in/oidc?next=${encodeURIComponent(next)}`);
  expect(answer.status).toBe(303);
  return answer.headers.get('location') ?? '';
}

/** Ends at another replica than it began at. */
async function comeBack(browser: Browser, back: URL): Promise<string> {
  const there = openBrowser(replicas[1].app, browser.cookies);
  const answer = await there.ask('GET', `${back.pathname}${back.search}`, undefined, fromElsewhere);
  browser.cookies.clear();
  for (const [name, value] of there.cookies) browser.cookies.set(name, value);
  expect(answer.status).toBe(303);
  return answer.headers.get('location') ?? '';
}

async function signIn(subject: string, claims: Record<string, unknown>, browser = openBrowser(replicas[0].app)) {
  provider.account.subject = subject;
  provider.account.claims = claims;
  const location = await comeBack(browser, await provider.walk(await begin(browser)));
  const session = sessionAnswerSchema.parse((await browser.ask('GET', '/api/session')).body);
  return { browser, location, person: session.person };
}

const ana = { name: 'Ana Ruiz', email: 'ana@norrvik.test', groups: ['soc-analysts', 'staff'] };

describe('the way there', () => {
  it('asks for a code with PKCE, state and nonce, all new each time, and leaves one Lax cookie for five minutes', async () => {
    const browser = openBrowser(replicas[0].app);
    const answer = await browser.ask('GET', '/api/sign-in/oidc');
    const url = new URL(answer.headers.get('location') ?? '');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'watchfloor',
      redirect_uri: `${ours}${callbackPath}`,
      scope: 'openid profile email groups',
      code_challenge_method: 'S256',
    });
    const again = new URL(await begin(browser));
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(url.searchParams.get(name)).toMatch(/^[\w-]{43}$/);
      expect(again.searchParams.get(name)).not.toBe(url.searchParams.get(name));
    }
    const [line = '', ...others] = answer.headers.getSetCookie();
    expect(others).toEqual([]);
    expect(line).toMatch(/^__Host-watchfloor-oidc=/);
    expect(line.split('; ').slice(1).toSorted()).toEqual([
      'HttpOnly',
      'Max-Age=300',
      'Path=/',
      'SameSite=Lax',
      'Secure',
    ]);
    // Neither verifier nor nonce can be read from what the browser holds.
    expect(decodeURIComponent(line)).not.toContain(url.searchParams.get('nonce'));
  });

  it.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])(
    'does not go on to %s afterwards',
    async (next) => {
      const answer = await openBrowser(replicas[0].app).ask(
        'GET',
        `/api/sign-in/oidc?next=${encodeURIComponent(next)}`,
      );
      expect(answer.body).toMatchObject({ code: 'bad_parameter' });
    },
  );

  it('ends at the sign-in page when the provider is down', async () => {
    await provider.close();
    expect(await begin(openBrowser(replicas[0].app))).toBe('/sign-in?problem=provider_failed');
    provider = await startProvider(`${ours}${callbackPath}`);
  });
});

describe('the way back', () => {
  it('makes a person at the first arrival, with the role of the claim, and finds them again', async () => {
    const first = await signIn('ana', ana);
    expect(first.location).toBe('/');
    expect(first.person).toMatchObject({ name: 'Ana Ruiz', email: 'ana@norrvik.test', role: 'analyst' });
    expect(first.browser.cookies.has(oidcCookieName)).toBe(false);
    const second = await signIn('ana', { ...ana, name: 'Ana Ruiz-Lund', email: 'other@norrvik.test' });
    expect(second.person).toMatchObject({ id: first.person?.id, name: 'Ana Ruiz-Lund', email: 'other@norrvik.test' });
  });

  it('goes on where the browser was, with its query', async () => {
    provider.account.claims = ana;
    const browser = openBrowser(replicas[0].app);
    const location = await comeBack(
      browser,
      await provider.walk(await begin(browser, '/explore?severity=high&q=a%20b')),
    );
    expect(location).toBe('/explore?severity=high&q=a%20b');
  });

  it("knows people by issuer and subject: another's mail address opens nothing", async () => {
    const admin = await stage.signIn(replicas[0], 'Local Admin');
    const impostor = await signIn('impostor', { ...ana, email: mailOf('Local Admin') });
    expect(impostor.person).toMatchObject({ role: 'analyst', email: mailOf('Local Admin') });
    const { body } = await admin.ask('GET', '/api/people');
    const same = (body as { people: { email: string; id: string }[] }).people.filter(
      ({ email }) => email === mailOf('Local Admin'),
    );
    expect(new Set(same.map(({ id }) => id)).size).toBe(2);
    // The local account is as it was, and its password opens it and not the other.
    const local = await stage.signIn(replicas[0], 'Local Admin');
    expect((await local.ask('GET', '/api/session')).body).toMatchObject({ person: { role: 'admin' } });
    expect(
      (await openBrowser(replicas[0].app).ask('POST', '/api/session', { email: 'ana@norrvik.test', password })).status,
    ).toBe(401);
  });

  it('a subject of another issuer is another person', async () => {
    const first = await signIn('shared-subject', ana);
    await provider.close();
    provider = await startProvider(`${ours}${callbackPath}`);
    replicas = [stage.replica({ oidc: provider.settings }), stage.replica({ oidc: provider.settings })];
    const second = await signIn('shared-subject', ana);
    expect(second.person?.id).not.toBe(first.person?.id);
  });

  it('a role that changed at the provider ends the sessions with the old one', async () => {
    const before = await signIn('climber', ana);
    const after = await signIn('climber', { ...ana, groups: ['soc-leads'] });
    expect(after.person).toMatchObject({ id: before.person?.id, role: 'lead' });
    expect((await before.browser.ask('GET', '/api/sources')).status).toBe(401);
  });

  it('refuses who has no role, and who is disabled here', async () => {
    expect((await signIn('stranger', { ...ana, groups: ['staff'] })).location).toBe('/sign-in?problem=no_role');
    const known = await signIn('leaver', ana);
    const admin = await stage.signIn(replicas[0], 'Local Admin');
    await admin.ask('PATCH', `/api/people/${known.person?.id}`, { version: 1, disabled: true });
    const again = await signIn('leaver', ana);
    expect(again).toMatchObject({ location: '/sign-in?problem=disabled', person: null });
  });

  it('takes the fallback role where the operator gave one', async () => {
    const settings = { ...provider.settings, roles: { ...provider.settings.roles, fallback: 'viewer' as const } };
    replicas = [stage.replica({ oidc: settings }), stage.replica({ oidc: settings })];
    expect((await signIn('fallback', { name: 'Guest' })).person).toMatchObject({ role: 'viewer', email: null });
  });

  it('says so when the person cancels at the provider', async () => {
    const browser = openBrowser(replicas[0].app);
    const back = await provider.walk(await begin(browser), { cancel: true });
    expect(await comeBack(browser, back)).toBe('/sign-in?problem=provider_refused');
  });

  it('leaves role and password of such a person to the provider', async () => {
    const { person } = await signIn('provided', ana);
    const admin = await stage.signIn(replicas[0], 'Local Admin');
    const change = await admin.ask('PATCH', `/api/people/${person?.id}`, { version: 1, role: 'admin' });
    expect(change.body).toMatchObject({ code: 'read_only' });
    expect((await admin.ask('POST', `/api/people/${person?.id}/link`)).body).toMatchObject({ code: 'read_only' });
  });
});

describe('a way back that is not the end of this way there', () => {
  const refused = async (browser: Browser, back: URL) => {
    const location = await comeBack(browser, back);
    expect(browser.cookies.has(sessionCookieName)).toBe(false);
    return location;
  };

  it('in another browser is refused: nobody is signed in to an account of somebody else', async () => {
    provider.account.claims = ana;
    const back = await provider.walk(await begin(openBrowser(replicas[0].app)));
    expect(await refused(openBrowser(replicas[0].app), back)).toBe('/sign-in?problem=expired');
    const victim = openBrowser(replicas[0].app);
    await begin(victim);
    expect(await refused(victim, back)).toBe('/sign-in?problem=expired');
  });

  it('is refused the second time', async () => {
    provider.account.claims = ana;
    const browser = openBrowser(replicas[0].app);
    const back = await provider.walk(await begin(browser));
    const kept = new Map(browser.cookies);
    expect(await comeBack(browser, back)).toBe('/');
    expect(await refused(openBrowser(replicas[0].app, kept), back)).toBe('/sign-in?problem=provider_failed');
  });

  it('is refused after five minutes', async () => {
    provider.account.claims = ana;
    const browser = openBrowser(replicas[0].app);
    const back = await provider.walk(await begin(browser));
    stage.clock.ahead = 301_000;
    expect(await refused(browser, back)).toBe('/sign-in?problem=expired');
    stage.clock.ahead = 0;
  });

  it('is refused with a changed issuer, code or state', async () => {
    provider.account.claims = ana;
    for (const [name, value] of [
      ['iss', 'http://127.0.0.1:1'],
      ['code', 'x'.repeat(43)],
      ['state', 'x'.repeat(43)],
    ] as const) {
      const browser = openBrowser(replicas[0].app);
      const back = await provider.walk(await begin(browser));
      back.searchParams.set(name, value);
      expect(await refused(browser, back)).toMatch(/^\/sign-in\?problem=(provider_failed|expired)$/);
    }
  });
});
