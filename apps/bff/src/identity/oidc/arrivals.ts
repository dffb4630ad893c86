import { createHash } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { Database } from '../../store/database.ts';
import { isUniqueViolation } from '../../store/failure.ts';
import type { Tables } from '../../store/tables.ts';
import { type Actor, changeAs } from '../audited.ts';
import type { Auth } from '../auth.ts';
import { insertPerson, providerMailDomain } from '../people.ts';
import { type RoleRules, toProfile, toRole } from './claims.ts';
import { OidcError, type OidcIdentity } from './provider.ts';

/**
 * The person behind an identity, made at its first arrival. Name, contact and role follow the provider each time.
 * @throws OidcError `no_role` or `disabled`
 */
export async function arrive(
  deps: { database: Database; auth: Auth },
  rules: RoleRules,
  identity: OidcIdentity,
  actor: Actor,
): Promise<{ id: string; name: string }> {
  const attempt = () => changeAs(deps, actor, (trx) => arriveIn(trx, deps.auth, rules, identity));
  try {
    return await attempt();
  } catch (error) {
    // Two first arrivals of one person at once: the other one made it.
    if (!(error instanceof Error) || !isUniqueViolation(error.cause ?? error)) throw error;
    return attempt();
  }
}

async function arriveIn(
  trx: Transaction<Tables>,
  auth: Auth,
  rules: RoleRules,
  { issuer, subject, claims }: OidcIdentity,
) {
  const role = toRole(claims, rules);
  if (role === undefined) throw new OidcError('no_role');
  const { name, contact } = toProfile(claims);
  const known = await trx
    .selectFrom('person_account as a')
    .innerJoin('person as p', 'p.id', 'a.user_id')
    .select(['p.id', 'p.name', 'p.contact', 'p.role', 'p.banned', 'p.version'])
    .where('a.provider_id', '=', 'oidc')
    .where('a.issuer', '=', issuer)
    .where('a.account_id', '=', subject)
    .forNoKeyUpdate('p')
    .executeTakeFirst();
  if (known?.banned) throw new OidcError('disabled');
  const { internalAdapter } = await auth.context();
  if (known) {
    if (known.name === name && known.contact === contact && known.role === role) return { id: known.id, name };
    await trx
      .updateTable('person')
      .set({ name, contact, role, version: known.version + 1, updated_at: new Date() })
      .where('id', '=', known.id)
      .execute();
    if (known.role !== role) await internalAdapter.deleteUserSessions(known.id);
    return { id: known.id, name };
  }
  const id = await insertPerson(trx, auth, { name, email: toUnusableMail(issuer, subject), role });
  await trx.updateTable('person').set({ contact }).where('id', '=', id).execute();
  await trx
    .insertInto('person_account')
    .values({ id, provider_id: 'oidc', account_id: subject, issuer, user_id: id })
    .execute();
  return { id, name };
}

function toUnusableMail(issuer: string, subject: string): string {
  const name = createHash('sha256')
    .update(JSON.stringify([issuer, subject]))
    .digest('hex');
  return `${name}@${providerMailDomain}`;
}
