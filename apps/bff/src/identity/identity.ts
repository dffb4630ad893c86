import type { LinkPurpose, OneTimeLink, SignInWays } from '@watchfloor/contract';
import { APIError } from 'better-auth/api';
import * as z from 'zod/mini';
import { ProblemError } from '../http/problem.ts';
import { type Log, toLogFields } from '../log.ts';
import type { Database } from '../store/database.ts';
import { type Acceptance, acceptLink } from './accept-link.ts';
import { type Actor, audit, changeAs, systemActor } from './audited.ts';
import { type Auth, createAuth, deriveSessionSecret, requestHeaders } from './auth.ts';
import { listDemoPeople, provideDemoPeople } from './demo-people.ts';
import { arrive } from './oidc/arrivals.ts';
import { createOidcProvider, OidcError, type OidcProvider, type OidcSettings } from './oidc/provider.ts';
import { createLink, linkLifeMs, peekLink } from './one-time-links.ts';
import { createPeople, type People, providerMailDomain, readPerson } from './people.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { createThrottle } from './throttle.ts';

export interface IdentitySettings {
  oidc?: OidcSettings | undefined;
  /** People to be with one click; the configuration allows it on loopback alone. */
  demo: boolean;
}

/** Of a request: for the audit log, and for counting tries. */
export interface RequestFacts {
  requestId: string;
  address: string;
}

export interface Identity {
  sessions: Sessions;
  people: People;
  oidc: OidcProvider | undefined;
  /** Signs cookies; never leaves the process. */
  cookieSecret: string;
  ways(): Promise<Omit<SignInWays, 'blocked'>>;
  /** @returns a session's token. @throws ProblemError `bad_sign_in` or `too_many_tries` */
  signIn(email: string, password: string, request: RequestFacts): Promise<string>;
  signInToDemo(person: string, request: RequestFacts): Promise<string>;
  signInByProvider(
    url: URL,
    cookie: string | undefined,
    request: RequestFacts,
  ): Promise<{ token: string; next: string }>;
  peekLink(token: string): Promise<LinkPurpose>;
  acceptLink(acceptance: Acceptance, request: RequestFacts): Promise<string>;
  /** A link with which a person sets a password; earlier ones to them end. */
  invite(person: string, origin: string, actor: Actor): Promise<OneTimeLink>;
  /** What the server prints when it starts: the first administrator's link, or the demo's; undefined otherwise. */
  startLink(origin: string): Promise<OneTimeLink | undefined>;
  close(): void;
}

export interface IdentityDeps {
  database: Database;
  masterKey: Uint8Array;
  settings: IdentitySettings;
  log: Log;
  now: () => number;
}

const sweepEveryMs = 10 * 60_000;

export function createIdentity({ database, masterKey, settings, log, now }: IdentityDeps): Identity {
  const cookieSecret = deriveSessionSecret(masterKey);
  const auth = createAuth({ sql: database.sql, secret: cookieSecret, log });
  const parts = { database, auth, log, now };
  const sessions = createSessions(parts);
  const people = createPeople(parts);
  const throttle = createThrottle({ database, masterKey, now });
  const oidc = settings.oidc && createOidcProvider(settings.oidc, { masterKey, now });
  const sweeping = setInterval(() => {
    sessions.sweep().catch((error: unknown) => log.warn('old sessions not swept', toLogFields(error)));
  }, sweepEveryMs).unref();

  return {
    sessions,
    people,
    oidc,
    cookieSecret,
    async ways() {
      const [demo, hasAdministrator] = await Promise.all([
        settings.demo ? listDemoPeople(database) : null,
        people.hasAdministrator(),
      ]);
      return {
        password: true,
        oidc: oidc ? { label: oidc.label } : null,
        demo,
        firstStart: !hasAdministrator && demo === null,
      };
    },
    async signIn(email, password, request) {
      await throttle.take(email, request.address);
      const token = await tryPassword(auth, { email, password }, request);
      if (token === undefined) {
        await recordRefusal(email, request);
        throw new ProblemError('bad_sign_in', 'Mail address or password is wrong.');
      }
      await throttle.giveBack(email, request.address);
      return token;
    },
    async signInToDemo(person, request) {
      const chosen = (settings.demo ? await listDemoPeople(database) : []).find(({ id }) => id === person);
      if (!chosen) throw new ProblemError('unknown_person', 'The demo has no such person.');
      return sessions.begin(chosen.id, 'demo', toActor(chosen, request), request.address);
    },
    async signInByProvider(url, cookie, request) {
      if (!oidc || !settings.oidc) throw new OidcError('provider_failed');
      const { identity, next } = await oidc.finish(url, cookie);
      const provider: Actor = { kind: 'system', id: null, name: oidc.label, requestId: request.requestId };
      const person = await arrive(parts, settings.oidc.roles, identity, provider);
      return { token: await sessions.begin(person.id, 'oidc', toActor(person, request), request.address), next };
    },
    async peekLink(token) {
      const { person: _, ...purpose } = await peekLink(database.sql, token, now());
      return purpose;
    },
    acceptLink: (acceptance, request) => acceptLink(parts, acceptance, request),
    invite: (person, origin, actor) =>
      changeAs(parts, actor, async (trx) => {
        const { disabled, signsInBy } = await readPerson(trx, person);
        if (signsInBy.includes('oidc'))
          throw new ProblemError('read_only', 'This person signs in by the identity provider.');
        if (disabled) throw new ProblemError('read_only', 'This person is disabled. Enable them first.');
        const lifeMs = linkLifeMs.invitation;
        const link = await createLink(trx, { purpose: 'set_password', person }, { origin, lifeMs, now: now() });
        await audit(trx, actor, {
          action: 'link.create',
          target: { kind: 'person', id: person },
          detail: { purpose: 'set_password' },
        });
        return link;
      }),
    async startLink(origin) {
      const guide = settings.demo ? await provideDemoPeople(parts) : undefined;
      if (guide === undefined && (await people.hasAdministrator())) return undefined;
      return changeAs(parts, systemActor, async (trx) => {
        const target =
          guide === undefined
            ? ({ purpose: 'first_administrator', person: null } as const)
            : ({ purpose: 'sign_in', person: guide } as const);
        const lifeMs = guide === undefined ? linkLifeMs.firstStart : linkLifeMs.demo;
        await audit(trx, systemActor, { action: 'link.create', detail: { purpose: target.purpose } });
        return createLink(trx, target, { origin, lifeMs, now: now() });
      });
    },
    close: () => clearInterval(sweeping),
  };

  /** Whose account it was about, if there is one. Not what was typed: it may be a password in the wrong field. */
  async function recordRefusal(email: string, { requestId, address }: RequestFacts): Promise<void> {
    const typed = email.trim().toLowerCase();
    const person = isMailAddress(typed)
      ? await database.sql.selectFrom('person').select(['id', 'name']).where('email', '=', typed).executeTakeFirst()
      : undefined;
    const actor: Actor = { ...systemActor, requestId };
    await database.transaction((trx) =>
      audit(trx, actor, {
        action: 'session.refuse',
        ...(person && { target: { kind: 'person', id: person.id } }),
        detail: { way: 'password', address, known: person !== undefined },
      }),
    );
  }
}

/** @returns a session's token; undefined for a wrong password, an unknown account, a disabled person alike */
async function tryPassword(
  auth: Auth,
  { email, password }: { email: string; password: string },
  request: RequestFacts,
) {
  // The library answers what is no mail address at once, and the rest after a hash: both take the same time here.
  const typed = email.trim().toLowerCase();
  const headers = new Headers({
    [requestHeaders.address]: request.address,
    [requestHeaders.requestId]: request.requestId,
  });
  try {
    const body = { email: isMailAddress(typed) ? typed : `nobody@${providerMailDomain}`, password };
    return (await auth.api.signInEmail({ body, headers })).token;
  } catch (error) {
    if (error instanceof APIError && (error.statusCode === 401 || error.statusCode === 403)) return undefined;
    throw error;
  }
}

const isMailAddress = (text: string) => z.safeParse(z.email(), text).success;

const toActor = ({ id, name }: { id: string; name: string }, { requestId }: RequestFacts): Actor => ({
  kind: 'person',
  id,
  name,
  requestId,
});
