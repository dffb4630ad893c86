import { sessionAnswerSchema } from '@watchfloor/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sessionCookieName } from './session-cookie.ts';
import { openBrowser, toLinkToken } from './testing/browser.ts';
import { actor, createStage, mailOf, password, type Replica, type Stage } from './testing/stage.ts';

let stage: Stage;
let here: Replica;
beforeAll(async () => {
  stage = await createStage();
  here = stage.replica();
});
afterAll(() => stage.close());

describe('the first start', () => {
  it('has no account and no password; a printed link makes the administrator, once, whichever replica printed it', async () => {
    const there = stage.replica();
    const visitor = openBrowser(here.app);
    expect(sessionAnswerSchema.parse((await visitor.ask('GET', '/api/session')).body)).toMatchObject({
      person: null,
      ways: { firstStart: true, demo: null, oidc: null, blocked: null },
    });
    const first = await here.identity.startLink('http://localhost');
    const second = await there.identity.startLink('http://localhost');
    expect(first?.url).toMatch(/^http:\/\/localhost\/sign-in#[\w-]{43}$/);

    const peek = await visitor.ask('POST', '/api/session/link/peek', { token: toLinkToken(first?.url ?? '') });
    expect(peek.body).toMatchObject({ purpose: 'first_administrator', name: null, email: null, role: 'admin' });
    const missing = await visitor.ask('POST', '/api/session/link', { token: toLinkToken(first?.url ?? '') });
    expect(missing.body).toMatchObject({
      code: 'bad_parameter',
      errors: [{ parameter: 'name' }, { parameter: 'email' }, { parameter: 'password' }],
    });

    const frida = { name: 'Frida Holm', email: mailOf('Frida Holm'), password };
    const made = await visitor.ask('POST', '/api/session/link', { token: toLinkToken(first?.url ?? ''), ...frida });
    expect(made.status).toBe(200);
    expect(sessionAnswerSchema.parse(made.body)).toMatchObject({
      person: { name: 'Frida Holm', role: 'admin' },
      ways: { firstStart: false },
    });
    expect((await visitor.ask('GET', '/api/people')).status).toBe(200);

    const late = openBrowser(there.app);
    for (const link of [first, second]) {
      const again = await late.ask('POST', '/api/session/link', {
        token: toLinkToken(link?.url ?? ''),
        name: 'Eve',
        email: 'eve@x.test',
        password,
      });
      expect(again.body).toMatchObject({ code: 'link_used', status: 410 });
    }
    expect(await there.identity.startLink('http://localhost')).toBeUndefined();
  });

  it('makes one administrator of links that are used at the same moment', async () => {
    const fresh = await createStage();
    const { app, identity } = fresh.replica();
    const links = await Promise.all(Array.from({ length: 4 }, () => identity.startLink('http://localhost')));
    const answers = await Promise.all(
      links.map((link, i) =>
        openBrowser(app).ask('POST', '/api/session/link', {
          token: toLinkToken(link?.url ?? ''),
          name: `Admin ${i}`,
          email: `admin${i}@x.test`,
          password,
        }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 410)).toHaveLength(3);
    await fresh.close();
  });
});

describe('the cookie', () => {
  it('is __Host-, HttpOnly, Secure, SameSite=Strict, for the whole host and no other', async () => {
    await stage.addPerson('Ana Ruiz', 'analyst');
    const answer = await openBrowser(here.app).ask('POST', '/api/session', { email: mailOf('Ana Ruiz'), password });
    const [line = '', ...others] = answer.headers.getSetCookie();
    expect(others).toEqual([]);
    expect(line.split('; ').slice(1).toSorted()).toEqual(
      ['HttpOnly', 'Max-Age=604800', 'Path=/', 'SameSite=Strict', 'Secure'].toSorted(),
    );
    expect(line).toMatch(/^__Host-watchfloor=/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('is a new one at each sign-in, and the one before it is worth nothing', async () => {
    const browser = await stage.signIn(here, 'Ana Ruiz');
    const old = openBrowser(here.app, browser.cookies);
    await browser.ask('POST', '/api/session', { email: mailOf('Ana Ruiz'), password });
    expect(browser.cookies.get(sessionCookieName)).not.toBe(old.cookies.get(sessionCookieName));
    expect((await browser.ask('GET', '/api/sources')).status).toBe(200);
    expect((await old.ask('GET', '/api/sources')).status).toBe(401);
  });

  it.each(['', 'x', 'a.b', '%zz', `${'a'.repeat(32)}.${'A'.repeat(43)}=`])(
    'with the value %j signs nobody in',
    async (value) => {
      const browser = openBrowser(here.app, new Map([[sessionCookieName, value]]));
      expect((await browser.ask('GET', '/api/sources')).status).toBe(401);
    },
  );
});

describe('a sign-in', () => {
  it('says the same of a wrong password, an unknown account, what is no address, and a disabled person', async () => {
    const id = await stage.addPerson('Dis Abled', 'viewer');
    const { version } = await here.identity.people.get(id);
    await here.identity.people.change(id, { version, disabled: true }, actor);
    const bodies = await Promise.all(
      [
        { email: mailOf('Ana Ruiz'), password: 'wrong' },
        { email: 'nobody@norrvik.test', password },
        { email: 'no address', password },
        { email: mailOf('Dis Abled'), password },
      ].map(async (body) => {
        const answer = await openBrowser(here.app).ask('POST', '/api/session', body, {
          'x-request-id': 'same-for-all',
        });
        expect(answer.headers.getSetCookie()).toEqual([]);
        return answer.body;
      }),
    );
    expect(bodies[0]).toMatchObject({ code: 'bad_sign_in', status: 401 });
    for (const body of bodies) expect(body).toEqual(bodies[0]);
  });

  it('ends after its life, and after twelve hours without a request', async () => {
    const browser = await stage.signIn(here, 'Ana Ruiz');
    stage.clock.ahead = 11 * 3_600_000;
    expect((await browser.ask('GET', '/api/sources')).status).toBe(200);
    // The time of that request is kept beside it.
    await expect
      .poll(async () =>
        (await stage.database.sql.selectFrom('person_session').select('seen_at').execute()).some(
          ({ seen_at: at }) => at > Date.now() + 3_600_000,
        ),
      )
      .toBe(true);
    stage.clock.ahead = 22 * 3_600_000;
    expect((await browser.ask('GET', '/api/sources')).status).toBe(200);
    stage.clock.ahead = 35 * 3_600_000;
    expect((await browser.ask('GET', '/api/sources')).status).toBe(401);
    await here.identity.sessions.sweep();
    stage.clock.ahead = 0;
    expect((await browser.ask('GET', '/api/sources')).status).toBe(401);
  });
});

describe('a one-time link', () => {
  it('is used once, also by two at the same moment, and an older one ends when a newer is made', async () => {
    const admin = await stage.signIn(here, 'Frida Holm');
    const made = await admin.ask('POST', '/api/people', {
      name: 'Mei Tanaka',
      email: 'Mei.Tanaka@norrvik.test ',
      role: 'lead',
    });
    const { person, link } = made.body as { person: { id: string; email: string }; link: { url: string } };
    expect(person).toMatchObject({ email: 'mei.tanaka@norrvik.test', role: 'lead', signsInBy: [], version: 1 });
    const newer = (await admin.ask('POST', `/api/people/${person.id}/link`)).body as { url: string };
    const use = (url: string) =>
      openBrowser(here.app).ask('POST', '/api/session/link', { token: toLinkToken(url), password });
    expect((await use(link.url)).status).toBe(410);
    const both = await Promise.all([use(newer.url), use(newer.url)]);
    expect(new Set(both.map(({ status }) => status))).toEqual(new Set([200, 410]));
    await stage.signIn(here, 'Mei Tanaka');
  });

  it('leaves only its hash in the database', async () => {
    const admin = await stage.signIn(here, 'Frida Holm');
    const { body } = await admin.ask('POST', '/api/people', {
      name: 'Temp',
      email: 'temp@norrvik.test',
      role: 'viewer',
    });
    const { link } = body as { link: { url: string } };
    const rows = await stage.database.sql.selectFrom('one_time_link').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(toLinkToken(link.url));
    expect(stage.lines.join('')).not.toContain(toLinkToken(link.url));
  });
});

describe('the demo', () => {
  it('leaves a database that still has its first start', async () => {
    const fresh = await createStage();
    const demo = fresh.replica({ demo: true });
    await demo.identity.startLink('http://127.0.0.1:4180');
    expect(await demo.identity.ways()).toMatchObject({ firstStart: false });
    const later = fresh.replica();
    expect(await later.identity.ways()).toMatchObject({ firstStart: true, demo: null });
    const link = await later.identity.startLink('http://localhost');
    expect(await later.identity.peekLink(toLinkToken(link?.url ?? ''))).toMatchObject({
      purpose: 'first_administrator',
    });
    await fresh.close();
  });

  it('lets be anyone of its people, and nowhere else than in the demo', async () => {
    const demo = stage.replica({ demo: true });
    const link = await demo.identity.startLink('http://127.0.0.1:4180');
    const browser = openBrowser(demo.app);
    await browser.ask('POST', '/api/session/link', { token: toLinkToken(link?.url ?? '') });
    const { body } = await browser.ask('GET', '/api/session');
    const { person, ways } = sessionAnswerSchema.parse(body);
    expect(person).toMatchObject({ name: 'Frida Holm', role: 'admin' });
    expect(new Set(ways.demo?.map(({ role }) => role))).toEqual(new Set(['viewer', 'analyst', 'lead', 'admin']));
    const ana = ways.demo?.find(({ name }) => name === 'Ana Ruiz');
    expect((await browser.ask('POST', '/api/session/demo', { person: ana?.id })).status).toBe(200);
    expect((await browser.ask('GET', '/api/people')).status).toBe(403);
    const refused = await openBrowser(here.app).ask('POST', '/api/session/demo', { person: ana?.id });
    expect(refused.body).toMatchObject({ code: 'unknown_person' });
  });
});
