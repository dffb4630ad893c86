import { randomBytes } from 'node:crypto';
import { type Role, sessionAnswerSchema } from '@watchfloor/contract';
import { generateSignedCookie } from 'hono/cookie';
import type { createApp } from '../../app.ts';
import { createLog } from '../../log.ts';
import { createTestDatabase, type TestDatabase } from '../../store/testing/test-database.ts';
import { fakeApp } from '../../testing/fake-app.ts';
import type { Actor } from '../audited.ts';
import { createIdentity, type Identity, type IdentitySettings } from '../identity.ts';
import { sessionCookieName } from '../session-cookie.ts';
import { openBrowser, toLinkToken } from './browser.ts';

export const password = 'a long enough password';

export interface Replica {
  app: ReturnType<typeof createApp>;
  identity: Identity;
}

export interface Stage {
  database: TestDatabase;
  masterKey: Uint8Array;
  lines: string[];
  /** Milliseconds by which the replicas' clocks are ahead. */
  clock: { ahead: number };
  /** The whole app on this database, as another process would have it. */
  replica(settings?: Partial<IdentitySettings>): Replica;
  /** Somebody with a password, made as an administrator and a link make one. */
  addPerson(name: string, role: Role): Promise<string>;
  /** Somebody who has no password, which spares a hash. */
  addWithoutPassword(name: string, role: Role): Promise<string>;
  /** A browser with a session of theirs, which spares another one. */
  enter(replica: Replica, name: string): Promise<ReturnType<typeof openBrowser>>;
  /** A browser in which they signed in by password. */
  signIn(replica: Replica, name: string): Promise<ReturnType<typeof openBrowser>>;
  close(): Promise<void>;
}

export const actor: Actor = { kind: 'command', id: null, name: 'a test', requestId: null };

export const mailOf = (name: string) => `${name.toLowerCase().replaceAll(' ', '.')}@norrvik.test`;

export async function createStage(): Promise<Stage> {
  const database = await createTestDatabase();
  const masterKey = new Uint8Array(randomBytes(32));
  const lines: string[] = [];
  const clock = { ahead: 0 };
  const now = () => Date.now() + clock.ahead;
  const open: Identity[] = [];

  function replica(settings: Partial<IdentitySettings> = {}): Replica {
    const log = createLog((line) => lines.push(line));
    const identity = createIdentity({ database, masterKey, settings: { demo: false, ...settings }, log, now });
    open.push(identity);
    return { identity, app: fakeApp({ database, identity, now, log }).app };
  }

  async function addWithoutPassword(name: string, role: Role): Promise<string> {
    const { id } = await replica().identity.people.create({ name, email: mailOf(name), role }, actor);
    return id;
  }

  return {
    database,
    masterKey,
    lines,
    clock,
    replica,
    addWithoutPassword,
    async enter({ app, identity }, name) {
      const { people } = await identity.people.list();
      const id = people.find(({ email }) => email === mailOf(name))?.id ?? '';
      const token = await identity.sessions.begin(id, 'link', actor, '127.0.0.1');
      const line = await generateSignedCookie(sessionCookieName, token, identity.cookieSecret, {
        path: '/',
        secure: true,
      });
      const value = line.slice(sessionCookieName.length + 1).split(';')[0] ?? '';
      return openBrowser(app, new Map([[sessionCookieName, value]]));
    },
    async addPerson(name, role) {
      const { identity } = replica();
      const id = await addWithoutPassword(name, role);
      const { url } = await identity.invite(id, 'http://localhost', actor);
      const request = { requestId: 'a-test', address: '127.0.0.1' };
      const token = await identity.acceptLink({ token: toLinkToken(url), password }, request);
      await identity.sessions.end(token, actor);
      return id;
    },
    async signIn({ app }, name) {
      const browser = openBrowser(app);
      const { body } = await browser.ask('POST', '/api/session', { email: mailOf(name), password });
      if (sessionAnswerSchema.parse(body).person?.name !== name) throw new Error(`${name} is not signed in.`);
      return browser;
    },
    async close() {
      for (const identity of open) identity.close();
      await database.close();
    },
  };
}
