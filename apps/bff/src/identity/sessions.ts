import type { Access, Role } from '@watchfloor/contract';
import { CompiledQuery } from 'kysely';
import type { Principal } from '../http/guard.ts';
import { type Log, toLogFields } from '../log.ts';
import type { Database } from '../store/database.ts';
import { toEffectiveAccess, toScope } from './access.ts';
import type { Actor } from './audited.ts';
import { changeAs, systemActor } from './audited.ts';
import type { Auth } from './auth.ts';
import type { SessionWay } from './tables.ts';

/** A session without a request for this long has ended: a shift with its breaks is shorter. */
const idleMs = 12 * 3_600_000;
/** How exact the time of the last request is; it costs a write. */
const touchMs = 60_000;

export interface SignedIn {
  principal: Principal & { id: string; role: Role };
  email: string | null;
  token: string;
  /** Epoch ms. */
  expiresAt: number;
}

export interface Sessions {
  /** Whom a token stands for, asked of the database each time; undefined for every token that signs nobody in. */
  find(token: string): Promise<SignedIn | undefined>;
  /** The same, of somebody who only listens: a session that nobody uses any more ends, whatever stays open. */
  look(token: string): Promise<SignedIn | undefined>;
  /** @returns the token of a new session */
  begin(person: string, way: SessionWay, actor: Actor, address: string): Promise<string>;
  /** Whoever has just signed in was here now. */
  noteSeen(token: string): Promise<void>;
  end(token: string, actor: Actor): Promise<void>;
  endAllOf(person: string, actor: Actor): Promise<void>;
  /** Takes away what nobody can use any more. */
  sweep(): Promise<void>;
}

/**
 * One question, by the unique index on the token: session, person, role and limits as they are at this moment. The
 * text is written once and planned once: see the migration 0006.
 */
const findSession = 'select * from find_session($1, $2, $3)';

interface FoundSession {
  id: string;
  name: string;
  email: string | null;
  role: Role;
  own: Access | null;
  of_role: Access | null;
  expires_at: Date;
  seen_at: number;
}

export function createSessions(deps: { database: Database; auth: Auth; log: Log; now: () => number }): Sessions {
  const { database, auth, log, now } = deps;

  async function read(token: string): Promise<FoundSession | undefined> {
    const { rows } = await database.sql.executeQuery<FoundSession>(
      CompiledQuery.raw(findSession, [token, new Date(now()), now() - idleMs]),
    );
    return rows[0];
  }

  return {
    async find(token) {
      const row = await read(token);
      if (row && row.seen_at < now() - touchMs) touch(token, row.id);
      return row && toSignedIn(row, token);
    },
    async look(token) {
      const row = await read(token);
      return row && toSignedIn(row, token);
    },
    begin: (person, way, actor, address) =>
      changeAs(deps, actor, async () => {
        const { internalAdapter } = await auth.context();
        const session = await internalAdapter.createSession(person, false, {
          way,
          ipAddress: address,
          requestId: actor.requestId,
        });
        return session.token;
      }),
    async noteSeen(token) {
      const person = database.sql.selectFrom('person_session').select('user_id').where('token', '=', token);
      await database.sql.updateTable('person').set({ last_seen_at: now() }).where('id', '=', person).execute();
    },
    end: (token, actor) =>
      changeAs(deps, actor, async () => {
        await (await auth.context()).internalAdapter.deleteSession(token);
      }),
    endAllOf: (person, actor) =>
      changeAs(deps, actor, async () => {
        await (await auth.context()).internalAdapter.deleteUserSessions(person);
      }),
    async sweep() {
      await changeAs(deps, systemActor, async (trx) => {
        await trx
          .deleteFrom('person_session')
          .where((on) => on.or([on('expires_at', '<', new Date(now())), on('seen_at', '<', now() - idleMs)]))
          .execute();
        await trx
          .deleteFrom('one_time_link')
          .where('expires_at', '<', now() - 30 * 24 * 3_600_000)
          .execute();
        await trx.deleteFrom('sign_in_try').where('until', '<', now()).execute();
      });
    },
  };

  /** Beside the request: its answer does not wait for a time that is exact to the minute. */
  function touch(token: string, person: string): void {
    const at = now();
    Promise.all([
      database.sql
        .updateTable('person_session')
        .set({ seen_at: at })
        .where('token', '=', token)
        .where('seen_at', '<', at - touchMs)
        .execute(),
      database.sql.updateTable('person').set({ last_seen_at: at }).where('id', '=', person).execute(),
    ]).catch((error: unknown) => log.warn('time of the last request not kept', toLogFields(error)));
  }
}

function toSignedIn(row: FoundSession, token: string): SignedIn {
  const access = toEffectiveAccess(row.own, row.of_role);
  return {
    principal: { id: row.id, name: row.name, role: row.role, access, scope: toScope(access) },
    email: row.email,
    token,
    expiresAt: row.expires_at.getTime(),
  };
}
