import { createHmac } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { sessionCookieName } from './session-cookie.ts';
import { type Browser, openBrowser, toLinkToken } from './testing/browser.ts';
import { actor, createStage, mailOf, password, type Replica, type Stage } from './testing/stage.ts';

// Each signs in several times, which is meant to take a while.
vi.setConfig({ testTimeout: 60_000 });

let stage: Stage;
let one: Replica;
let two: Replica;
let three: Replica;
beforeAll(async () => {
  stage = await createStage();
  [one, two, three] = [stage.replica(), stage.replica(), stage.replica()];
  await stage.addPerson('Frida Holm', 'admin');
});
afterAll(() => stage.close());

/** How many of `count` requests with these cookies are let in, half at each of two replicas. */
async function countAccepted(
  cookies: ReadonlyMap<string, string>,
  replicas: Replica[],
  count: number,
): Promise<number> {
  const browsers = replicas.map(({ app }) => openBrowser(app, cookies));
  let accepted = 0;
  for (let done = 0; done < count; done += 50) {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => (browsers[i % browsers.length] as Browser).ask('GET', '/api/sources')),
    );
    accepted += answers.filter(({ status }) => status !== 401).length;
  }
  return accepted;
}

it('sign-out on one replica: of 1,000 requests with the old cookie on two others none is accepted', async () => {
  await stage.addPerson('Ana Ruiz', 'analyst');
  const browser = await stage.signIn(one, 'Ana Ruiz');
  const old = new Map(browser.cookies);
  // Control: the cookie was good there a moment ago.
  expect(await countAccepted(old, [two, three], 100)).toBe(100);
  expect((await browser.ask('DELETE', '/api/session')).body).toMatchObject({ person: null });
  expect(browser.cookies.has(sessionCookieName)).toBe(false);
  expect(await countAccepted(old, [two, three], 1000)).toBe(0);
});

describe('every session of a person ends on every replica', () => {
  const ways: [name: string, act: (admin: Browser, id: string, own: Browser) => Promise<unknown>][] = [
    ['they sign out everywhere', (_, __, own) => own.ask('DELETE', '/api/sessions')],
    ['an administrator ends them', (admin, id) => admin.ask('DELETE', `/api/people/${id}/sessions`)],
    ['they are disabled', (admin, id) => admin.ask('PATCH', `/api/people/${id}`, { version: 1, disabled: true })],
    ['their role changes', (admin, id) => admin.ask('PATCH', `/api/people/${id}`, { version: 1, role: 'lead' })],
    ['their access changes', (admin, id) => admin.ask('PATCH', `/api/people/${id}`, { version: 1, access: ['fake'] })],
    [
      "their role's access changes",
      (admin) => admin.ask('PUT', '/api/people/roles/viewer/access', { access: ['fake'] }),
    ],
    [
      'their password is set anew',
      async (admin, id) => {
        const { body } = await admin.ask('POST', `/api/people/${id}/link`);
        const token = toLinkToken((body as { url: string }).url);
        await openBrowser(three.app).ask('POST', '/api/session/link', { token, password: `${password} anew` });
      },
    ],
  ];

  it.each(ways)('when %s', async (name, act) => {
    const person = `Person ${name.replaceAll(/[^a-z]/g, '')}`;
    const id = await stage.addWithoutPassword(person, 'viewer');
    const [a, b] = [await stage.enter(one, person), await stage.enter(two, person)];
    const admin = await stage.enter(three, 'Frida Holm');
    const [oldA, oldB] = [new Map(a.cookies), new Map(b.cookies)];
    expect(await countAccepted(oldA, [two, three], 50)).toBe(50);
    await act(admin, id, b);
    expect(await countAccepted(oldA, [one, two, three], 50)).toBe(0);
    expect(await countAccepted(oldB, [one, two, three], 50)).toBe(0);
    await stage.database.sql.updateTable('role_access').set({ access: null }).execute();
  });

  it('and not when a name changes', async () => {
    const id = await stage.addWithoutPassword('Old Name', 'viewer');
    const browser = await stage.enter(one, 'Old Name');
    await two.identity.people.change(id, { version: 1, name: 'New Name' }, actor);
    expect((await browser.ask('GET', '/api/session')).body).toMatchObject({ person: { name: 'New Name' } });
  });
});

it('what a person may see is asked anew with each request, even if their sessions stayed', async () => {
  const id = await stage.addWithoutPassword('Scoped', 'viewer');
  const browser = await stage.enter(one, 'Scoped');
  const connections = async () =>
    ((await browser.ask('GET', '/api/sources')).body as { connections: unknown[] }).connections;
  expect(await connections()).toHaveLength(1);
  await stage.database.sql
    .updateTable('person')
    .set({ access: JSON.stringify(['another']) })
    .where('id', '=', id)
    .execute();
  expect(await connections()).toHaveLength(0);
});

describe('a dump of the database', () => {
  it('yields no cookie that is accepted: 0 of every value in it, as it is and signed with every other value', async () => {
    const browser = await stage.signIn(one, 'Frida Holm');
    const values = await dumpValues();
    const { token } = await stage.database.sql
      .selectFrom('person_session')
      .select('token')
      .orderBy('created_at', 'desc')
      .executeTakeFirstOrThrow();
    expect(values).toContain(token);
    expect((await browser.ask('GET', '/api/people')).status).toBe(200);

    const sign = (value: string, key: string | Buffer) =>
      encodeURIComponent(`${value}.${createHmac('sha256', key).update(value).digest('base64')}`);
    const cookies = values.flatMap((value) => [
      value,
      encodeURIComponent(value),
      sign(value, ''),
      ...values.filter((key) => key.length >= 16).map((key) => sign(token, key)),
    ]);
    const tried = [...new Set(cookies)].filter(
      (cookie) => /^[\x21-\x7e]{1,3000}$/.test(cookie) && !/[;,"]/.test(cookie),
    );
    expect(tried.length).toBeGreaterThan(200);
    let accepted = 0;
    for (const cookie of tried) {
      const answer = await openBrowser(two.app, new Map([[sessionCookieName, cookie]])).ask('GET', '/api/sources');
      if (answer.status !== 401) accepted += 1;
    }
    expect(accepted).toBe(0);
    // Control: with the key, which is nowhere in the dump, the very same token signs in.
    const signed = new Map([[sessionCookieName, sign(token, one.identity.cookieSecret)]]);
    expect((await openBrowser(two.app, signed).ask('GET', '/api/sources')).status).toBe(200);
    expect(JSON.stringify(values)).not.toContain(one.identity.cookieSecret);
  }, 60_000);

  /** Every value of every column of every table, as text. */
  async function dumpValues(): Promise<string[]> {
    const { rows: tables } = await sql<{ name: string }>`select table_name as name from information_schema.tables
      where table_schema = 'public'`.execute(stage.database.sql);
    const values = new Set<string>();
    for (const { name } of tables) {
      const { rows } = await sql<{
        row: Record<string, unknown>;
      }>`select to_jsonb(t) as row from ${sql.table(name)} t`.execute(stage.database.sql);
      for (const { row } of rows)
        for (const value of Object.values(row)) values.add(typeof value === 'string' ? value : JSON.stringify(value));
    }
    return [...values];
  }
});

it('audits sign-ins, their ends and changes in the same transaction, with who did it and never a secret', async () => {
  const id = await stage.addPerson('Audited', 'viewer');
  const browser = await stage.signIn(one, 'Audited');
  const admin = await stage.signIn(one, 'Frida Holm');
  await openBrowser(one.app).ask('POST', '/api/session', { email: mailOf('Audited'), password: 'wrong wrong' });
  await admin.ask('PATCH', `/api/people/${id}`, { version: 1, role: 'lead' }, { 'x-request-id': 'the-role-change' });
  const rows = await stage.database.sql
    .selectFrom('audit_entry')
    .selectAll()
    .where('target_id', '=', id)
    .orderBy('id')
    .execute();
  const lines = rows.map(({ actor_kind: kind, actor_name: name, action }) => `${kind} ${name}: ${action}`);
  expect(lines).toEqual([
    'command a test: person.create',
    'command a test: link.create',
    'person Audited: account.add',
    'person Audited: link.use',
    'person Audited: session.begin',
    'command a test: session.end',
    'person Audited: session.begin',
    'system Watchfloor: session.refuse',
    'person Frida Holm: person.change',
    'person Frida Holm: session.end',
  ]);
  const ways = rows.filter(({ action }) => action === 'session.begin').map(({ detail }) => detail.way);
  expect(ways).toEqual(['link', 'password']);
  expect((await one.identity.people.get(id)).lastSeenAt).toBeGreaterThan(Date.now() - 60_000);
  expect(rows.find(({ action }) => action === 'person.change')).toMatchObject({
    request_id: 'the-role-change',
    detail: { before: { role: 'viewer' }, after: { role: 'lead' } },
  });
  const all = JSON.stringify(await stage.database.sql.selectFrom('audit_entry').selectAll().execute());
  const sessions = await stage.database.sql.selectFrom('person_session').select('token').execute();
  const accounts = await stage.database.sql.selectFrom('person_account').select('password').execute();
  for (const { token } of sessions) expect(all).not.toContain(token);
  for (const { password: hash } of accounts) expect(all).not.toContain(hash);
  expect(browser.cookies.size).toBe(1);
});
