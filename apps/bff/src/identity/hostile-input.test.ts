import fc from 'fast-check';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Browser, openBrowser, toLinkToken } from './testing/browser.ts';
import { createStage, type Replica, type Stage } from './testing/stage.ts';

vi.setConfig({ testTimeout: 120_000 });

/** Ten requests each: 1000 by the variable are the 10,000 of a full round. */
const runs = Number(process.env.WATCHFLOOR_HOSTILE_RUNS ?? 120);

let stage: Stage;
let here: Replica;
let admin: Browser;
let nobody: Browser;
beforeAll(async () => {
  stage = await createStage();
  here = stage.replica({ demo: true });
  const link = await here.identity.startLink('http://localhost');
  admin = openBrowser(here.app);
  await admin.ask('POST', '/api/session/link', { token: toLinkToken(link?.url ?? '') });
  nobody = openBrowser(here.app);
});
afterAll(() => stage.close());

const nasty = [
  '\u0000',
  'a\u0000b',
  '\ud800',
  "' or 1=1 --",
  '%00',
  '../..',
  '__proto__',
  '\u202eabc',
  '😀'.repeat(40),
  '',
];
const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.constantFrom(...nasty), fc.string());
const mail = fc.oneof(fc.emailAddress(), text);
const access = fc.oneof(fc.constant('all'), fc.constant(null), fc.array(text, { maxLength: 4 }), text);
const role = fc.oneof(fc.constantFrom('viewer', 'analyst', 'lead'), text);

/** Asks with whatever comes; how many answers were not one of ours. */
async function ask(
  browser: Browser,
  method: string,
  path: string,
  body: unknown,
  allowed: readonly number[],
): Promise<void> {
  const { status, body: answer } = await browser.ask(method, path, body);
  expect(allowed, `${method} ${path} ${JSON.stringify(body)}: ${JSON.stringify(answer)}`).toContain(status);
}

const path = (value: string) => encodeURIComponent(value.isWellFormed() ? value : value.toWellFormed());

it('no mutated or foreign link, id, name or limit is a server error, and none opens anything', async () => {
  await fc.assert(
    fc.asyncProperty(text, text, mail, access, role, async (token, id, email, limit, given) => {
      await ask(nobody, 'POST', '/api/session/link/peek', { token }, [400, 410]);
      await ask(nobody, 'POST', '/api/session/link', { token, name: id, email, password: id }, [400, 410]);
      await ask(nobody, 'POST', '/api/session/demo', { person: id }, [400, 404]);
      await ask(
        nobody,
        'GET',
        `/api/sign-in/oidc/callback?state=${path(token)}&code=${path(id)}`,
        undefined,
        [303, 400],
      );
      await ask(nobody, 'GET', `/api/sign-in/oidc?next=${path(token)}`, undefined, [303, 400]);
      await ask(admin, 'PATCH', `/api/people/${path(id)}`, { version: 1, name: token }, [400, 404, 405]);
      await ask(admin, 'POST', '/api/people', { name: token, email, role: given, access: limit }, [200, 400, 409]);
      await ask(admin, 'PUT', `/api/people/roles/viewer/access`, { access: limit }, [200, 400]);
    }),
    { numRuns: runs },
  );
  expect(stage.lines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
});

it('no mail address or password that can be typed is a server error', async () => {
  await fc.assert(
    fc.asyncProperty(mail, text, async (email, password) => {
      // Each from its own account mostly; who is over a count is told so before any hash.
      await ask(nobody, 'POST', '/api/session', { email, password }, [400, 401, 429]);
    }),
    { numRuns: runs },
  );
});

it('a cookie of every form signs nobody in and is no server error', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme-ascii', maxLength: 300 }), async (value) => {
      const cookie = `__Host-watchfloor=${value.replace(/[^\x21-\x7e]/g, '')}`;
      await expect(nobody.ask('GET', '/api/people', undefined, { cookie })).resolves.toMatchObject({ status: 401 });
    }),
    { numRuns: runs },
  );
});
