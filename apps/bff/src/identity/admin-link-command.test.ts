import { afterAll, beforeAll, expect, it } from 'vitest';
import { silent } from '../store/testing/test-database.ts';
import { makeAdministratorLink } from './admin-link-command.ts';
import { createAuth } from './auth.ts';
import { openBrowser, toLinkToken } from './testing/browser.ts';
import { createStage, mailOf, password, type Replica, type Stage } from './testing/stage.ts';

let stage: Stage;
let here: Replica;
beforeAll(async () => {
  stage = await createStage();
  here = stage.replica();
});
afterAll(() => stage.close());

async function run(email: string) {
  const auth = createAuth({ sql: stage.database.sql, secret: 'x'.repeat(32), log: silent });
  const deps = { database: stage.database, auth };
  const link = await makeAdministratorLink(deps, email, { origin: 'http://127.0.0.1:4180', now: Date.now() });
  const browser = openBrowser(here.app);
  const token = toLinkToken(link.url);
  const { body } = await browser.ask('POST', '/api/session/link', { token, password: `${password} by the link` });
  return { ...link, browser, body };
}

it('makes a new administrator, who then signs in by that password', async () => {
  const { body, became } = await run('rescue@norrvik.test');
  expect(became).toBe('is a new administrator');
  expect(body).toMatchObject({ person: { email: 'rescue@norrvik.test', role: 'admin' } });
  const again = { email: 'rescue@norrvik.test', password: `${password} by the link` };
  expect((await openBrowser(here.app).ask('POST', '/api/session', again)).status).toBe(200);
});

it('lets an administrator in whose password is lost, or who was demoted or disabled, and ends what was before', async () => {
  await stage.addPerson('Frida Holm', 'admin');
  const before = await stage.signIn(here, 'Frida Holm');
  expect((await run(mailOf('Frida Holm'))).became).toBe('is an administrator');
  expect((await before.ask('GET', '/api/sources')).status).toBe(401);
  await stage.database.sql
    .updateTable('person')
    .set({ role: 'viewer', banned: true })
    .where('name', '=', 'Frida Holm')
    .execute();
  const { became, browser } = await run(mailOf('Frida Holm'));
  expect(became).toBe('is an administrator again');
  expect((await browser.ask('GET', '/api/people')).status).toBe(200);
});

it('is in the audit log as a command', async () => {
  const rows = await stage.database.sql
    .selectFrom('audit_entry')
    .selectAll()
    .where('actor_name', '=', 'watchfloor admin link')
    .execute();
  expect(new Set(rows.map(({ actor_kind: kind }) => kind))).toEqual(new Set(['command']));
  expect(rows.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['person.create', 'link.create', 'person.change', 'session.end']),
  );
});
