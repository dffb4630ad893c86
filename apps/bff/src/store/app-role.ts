import { type Kysely, sql } from 'kysely';
import type { DatabaseAddress } from './address.ts';
import { appRole } from './client-config.ts';
import { DatabaseError, toCode } from './failure.ts';
import type { SchemaTables } from './schema-tables.ts';

/**
 * The role of the application's own statements: it may read and write every table, is owner of none, and where a
 * migration takes a right away (the audit log) it cannot get it back.
 * Roles belong to the whole server, so another database's Watchfloor may have made it, or be making it just now.
 */
export async function prepareAppRole(session: Kysely<SchemaTables>, { user, place }: DatabaseAddress): Promise<void> {
  try {
    await makeRole(session);
    await grantToOwner(session);
  } catch (error) {
    if (toCode(error) !== '42501') throw error;
    throw new DatabaseError(
      'rights',
      `The user "${user}" at ${place} may not make the role ${appRole}. Let an administrator of the server run: ` +
        `create role ${appRole} nologin; grant ${appRole} to ${user};`,
      error,
    );
  }
  // For the tables that are there, and for those that migrations of this user will make.
  await sql`grant usage on schema public to ${sql.id(appRole)}`.execute(session);
  for (const [what, rights] of [
    ['tables', 'select, insert, update, delete'],
    ['sequences', 'usage, select'],
  ] as const) {
    await sql`alter default privileges in schema public grant ${sql.raw(`${rights} on ${what}`)} to ${sql.id(appRole)}`.execute(
      session,
    );
  }
}

async function makeRole(session: Kysely<SchemaTables>): Promise<void> {
  const { rows } = await sql`select from pg_roles where rolname = ${appRole}`.execute(session);
  if (rows.length > 0) return;
  try {
    await sql`create role ${sql.id(appRole)} nologin`.execute(session);
  } catch (error) {
    // Made between the question and here, by a process that works on another database of this server.
    if (!['42710', '23505'].includes(toCode(error) ?? '')) throw error;
  }
}

/** Since Postgres 16 whoever makes a role may hand it out and yet not take it on. */
async function grantToOwner(session: Kysely<SchemaTables>): Promise<void> {
  const { rows } = await sql<{ can: boolean }>`
    select case when current_setting('server_version_num')::int >= 160000
      then pg_has_role(current_user, ${appRole}, 'SET') else pg_has_role(current_user, ${appRole}, 'MEMBER') end as can
  `.execute(session);
  if (rows[0]?.can) return;
  await sql`grant ${sql.id(appRole)} to current_user`.execute(session);
}
