import { type PeopleAnswer, type Person, peopleAnswerSchema, personAnswerSchema } from '@watchfloor/contract';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fakeConnection } from '../testing/fake-source.ts';
import { type Browser, openBrowser } from './testing/browser.ts';
import { createStage, type Replica, type Stage } from './testing/stage.ts';

vi.setConfig({ testTimeout: 60_000 });

let stage: Stage;
let here: Replica;
let admin: Browser;
beforeAll(async () => {
  stage = await createStage();
  here = stage.replica();
  await stage.addPerson('Frida Holm', 'admin');
  admin = await stage.signIn(here, 'Frida Holm');
});
afterAll(() => stage.close());

const add = async (name: string, more: object = {}): Promise<Person> => {
  const email = `${name.toLowerCase()}@norrvik.test`;
  const { body } = await admin.ask('POST', '/api/people', { name, email, role: 'viewer', ...more });
  return personAnswerSchema.parse(body).person;
};
const people = async (): Promise<PeopleAnswer> =>
  peopleAnswerSchema.parse((await admin.ask('GET', '/api/people')).body);

describe('people', () => {
  it('are for administrators alone', async () => {
    for (const role of ['viewer', 'analyst', 'lead'] as const) {
      const name = `Some ${role}`;
      await stage.addWithoutPassword(name, role);
      const browser = await stage.enter(here, name);
      expect((await browser.ask('GET', '/api/people')).body, role).toMatchObject({ code: 'role_missing' });
      expect((await browser.ask('POST', '/api/people', {})).body, role).toMatchObject({ code: 'role_missing' });
    }
    expect((await openBrowser(here.app).ask('GET', '/api/people')).body).toMatchObject({ code: 'not_signed_in' });
  });

  it('are listed with how they sign in and what they see', async () => {
    const temp = await add('Temp', { access: ['usm-emea'] });
    const { people: all, roleAccess } = await people();
    expect(all.find(({ id }) => id === temp.id)).toMatchObject({
      access: { own: ['usm-emea'], effective: ['usm-emea'] },
      signsInBy: [],
      disabled: false,
      version: 1,
    });
    expect(all.find(({ name }) => name === 'Frida Holm')).toMatchObject({ signsInBy: ['password'] });
    expect(roleAccess).toEqual({ viewer: null, analyst: null, lead: null, admin: null });
  });

  it('have one mail address each, however it is written', async () => {
    await add('Twice');
    const again = await admin.ask('POST', '/api/people', { name: 'X', email: ' TWICE@norrvik.test', role: 'viewer' });
    expect(again.body).toMatchObject({ code: 'name_taken', status: 409 });
    // Nothing of the refused one is left, not even in the audit log.
    expect((await people()).people.filter(({ name }) => name === 'X')).toEqual([]);
  });

  it('change by version: the second of two is told what the first made, and nothing of it is lost', async () => {
    const { id } = await add('Versions');
    expect((await admin.ask('PATCH', `/api/people/${id}`, { version: 1, name: 'First' })).status).toBe(200);
    const second = await admin.ask('PATCH', `/api/people/${id}`, { version: 1, role: 'lead' });
    expect(second.body).toMatchObject({
      code: 'version_conflict',
      current: { name: 'First', role: 'viewer', version: 2 },
    });
    expect((await admin.ask('PATCH', `/api/people/${id}`, { version: 2, role: 'lead' })).body).toMatchObject({
      person: { name: 'First', role: 'lead', version: 3 },
    });
  });

  it.each(['/api/people/nobody', '/api/people/nobody/link', '/api/people/nobody/sessions'])(
    'that do not exist are none at %s',
    async (path) => {
      const method = path.endsWith('link') ? 'POST' : path.endsWith('sessions') ? 'DELETE' : 'PATCH';
      const body = method === 'PATCH' ? { version: 1 } : undefined;
      expect((await admin.ask(method, path, body)).body).toMatchObject({ code: 'unknown_person', status: 404 });
    },
  );

  it('who are disabled get no link', async () => {
    const { id } = await add('Gone');
    await admin.ask('PATCH', `/api/people/${id}`, { version: 1, disabled: true });
    expect((await admin.ask('POST', `/api/people/${id}/link`)).body).toMatchObject({ code: 'read_only' });
  });
});

describe('the last administrator', () => {
  it('stays one, also when two administrators demote each other at the same moment', async () => {
    const fresh = await createStage();
    const { app, identity } = fresh.replica();
    const ids = [await fresh.addPerson('One', 'admin'), await fresh.addPerson('Two', 'admin')];
    const browsers = [await fresh.signIn({ app, identity }, 'One'), await fresh.signIn({ app, identity }, 'Two')];
    const answers = await Promise.all(
      browsers.map((browser, i) => browser.ask('PATCH', `/api/people/${ids[1 - i]}`, { version: 1, role: 'viewer' })),
    );
    const { people: left } = await identity.people.list();
    expect(left.filter(({ role }) => role === 'admin')).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const last = left.find(({ role }) => role === 'admin');
    const browser = await fresh.signIn({ app, identity }, last?.name ?? '');
    for (const change of [{ role: 'lead' }, { disabled: true }]) {
      const answer = await browser.ask('PATCH', `/api/people/${last?.id}`, { version: last?.version, ...change });
      expect(answer.body).toMatchObject({ code: 'last_administrator', status: 409 });
    }
    await fresh.close();
  });
});

describe('access', () => {
  it("is a person's own limit, else the role's, else all; and decides what the catalogue and a list answer", async () => {
    await stage.addWithoutPassword('Tenant One', 'viewer');
    const id = (await people()).people.find(({ name }) => name === 'Tenant One')?.id;
    const sees = async () => {
      const browser = await stage.enter(here, 'Tenant One');
      const { body } = await browser.ask('GET', '/api/sources');
      const list = await browser.ask('GET', `/api/explore/${fakeConnection().id}/alarms`);
      return { connections: (body as { connections: unknown[] }).connections.length, list: list.status };
    };
    expect(await sees()).toEqual({ connections: 1, list: 200 });
    await admin.ask('PUT', '/api/people/roles/viewer/access', { access: ['another'] });
    expect(await sees()).toEqual({ connections: 0, list: 404 });
    await admin.ask('PATCH', `/api/people/${id}`, { version: 1, access: [fakeConnection().id] });
    expect(await sees()).toEqual({ connections: 1, list: 200 });
    await admin.ask('PATCH', `/api/people/${id}`, { version: 2, access: null });
    expect(await sees()).toEqual({ connections: 0, list: 404 });
    await admin.ask('PUT', '/api/people/roles/viewer/access', { access: null });
  });

  it('of a role changes nothing for who has a limit of their own: their sessions go on', async () => {
    const id = await stage.addWithoutPassword('Own Limit', 'lead');
    await admin.ask('PATCH', `/api/people/${id}`, { version: 1, access: 'all' });
    const browser = await stage.enter(here, 'Own Limit');
    await admin.ask('PUT', '/api/people/roles/lead/access', { access: ['another'] });
    expect((await browser.ask('GET', '/api/sources')).status).toBe(200);
  });
});
