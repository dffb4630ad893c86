import { sql, type Transaction } from 'kysely';
import { ProblemError } from '../http/problem.ts';
import { advisoryLocks } from '../store/advisory-locks.ts';
import type { Database } from '../store/database.ts';
import type { Tables } from '../store/tables.ts';
import { type Actor, audit, changeAs } from './audited.ts';
import type { Auth } from './auth.ts';
import { endLinks, linkUsed, peekLink, takeLink } from './one-time-links.ts';
import { hashPassword } from './password.ts';
import { hasAdministrator, insertPerson } from './people.ts';

export interface Acceptance {
  token: string;
  name?: string | undefined;
  email?: string | undefined;
  password?: string | undefined;
}

/**
 * Uses a one-time link up and does what it is for, all of it or nothing: who it is made for gets a session.
 * @returns the token of that session
 */
export async function acceptLink(
  deps: { database: Database; auth: Auth; now: () => number },
  acceptance: Acceptance,
  request: { requestId: string; address: string },
): Promise<string> {
  const { database, auth, now } = deps;
  const link = await peekLink(database.sql, acceptance.token, now());
  requireParts(acceptance, link.purpose);
  // Before the transaction: a connection is not held while a hash is computed.
  const hash =
    acceptance.password !== undefined && link.purpose !== 'sign_in'
      ? await hashPassword(acceptance.password)
      : undefined;
  const name = link.name ?? acceptance.name ?? '';
  const actor: Actor = { kind: 'person', id: link.person, name, requestId: request.requestId };
  return changeAs(deps, actor, async (trx) => {
    // Before the link's own row, which the one that gets the lock will end together with all the others.
    if (link.person === null) await sql`select pg_advisory_xact_lock(${advisoryLocks.firstAdministrator})`.execute(trx);
    await takeLink(trx, acceptance.token, now());
    const person = link.person ?? (await makeFirstAdministrator(trx, auth, acceptance, now()));
    await sql`select set_config('watchfloor.actor_id', ${person}, true)`.execute(trx);
    const { internalAdapter } = await auth.context();
    if (hash !== undefined) {
      await setPassword(trx, auth, person, hash);
      await internalAdapter.deleteUserSessions(person);
    }
    await audit(
      trx,
      { ...actor, id: person },
      {
        action: 'link.use',
        target: { kind: 'person', id: person },
        detail: { purpose: link.purpose },
      },
    );
    const { requestId, address } = request;
    const session = await internalAdapter.createSession(person, false, { way: 'link', ipAddress: address, requestId });
    return session.token;
  });
}

async function makeFirstAdministrator(trx: Transaction<Tables>, auth: Auth, { name, email }: Acceptance, now: number) {
  if (await hasAdministrator(trx)) throw linkUsed();
  await endLinks(trx, null, now);
  return insertPerson(trx, auth, { name: name ?? '', email: email ?? '', role: 'admin' });
}

async function setPassword(trx: Transaction<Tables>, auth: Auth, person: string, hash: string): Promise<void> {
  const { internalAdapter } = await auth.context();
  const account = await trx
    .selectFrom('person_account')
    .select('id')
    .where('user_id', '=', person)
    .where('provider_id', '=', 'credential')
    .executeTakeFirst();
  if (account) await internalAdapter.updatePassword(person, hash);
  else
    await internalAdapter.linkAccount({ providerId: 'credential', accountId: person, userId: person, password: hash });
}

function requireParts({ name, email, password }: Acceptance, purpose: string): void {
  const needed = {
    ...(purpose === 'first_administrator' && { name, email }),
    ...(purpose !== 'sign_in' && { password }),
  };
  const missing = Object.entries(needed).flatMap(([parameter, value]) => (value === undefined ? [parameter] : []));
  if (missing.length === 0) return;
  throw new ProblemError('bad_parameter', `To correct: ${missing.join(', ')}.`, {
    errors: missing.map((parameter) => ({ parameter, detail: 'Is needed for this link.' })),
  });
}
