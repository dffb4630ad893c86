import { sql } from 'kysely';
import type { Migration } from '../migration.ts';

/**
 * The question that every request begins with. A function of plpgsql keeps its plan for as long as the session to the
 * database lasts, where the same statement sent as text is planned anew each time, which took longer than answering it.
 */
export const migration0006: Migration = {
  name: '0006-find-session',
  async up(db) {
    await sql`
      create function find_session(given_token text, at timestamptz, seen_after bigint)
      returns table (
        id text, name text, email text, role text, own jsonb, of_role jsonb, expires_at timestamptz, seen_at bigint
      ) language plpgsql stable as $$
      begin
        return query
          select p.id, p.name, case when p.email like '%@oidc.invalid' then p.contact else p.email end,
            p.role, p.access, r.access, s.expires_at, s.seen_at
          from person_session s
            join person p on p.id = s.user_id
            join role_access r on r.role = p.role
          where s.token = given_token and s.expires_at > at and s.seen_at > seen_after and not p.banned;
      end $$`.execute(db);
  },
};
