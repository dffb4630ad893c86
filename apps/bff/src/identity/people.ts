import type { Access, PeopleAnswer, Person, Role } from '@watchfloor/contract';
import { roles } from '@watchfloor/contract';
import { type Kysely, sql, type Transaction } from 'kysely';
import { ProblemError } from '../http/problem.ts';
import type { Database } from '../store/database.ts';
import { isUniqueViolation } from '../store/failure.ts';
import type { Tables } from '../store/tables.ts';
import { isSameAccess, toEffectiveAccess } from './access.ts';
import { type Actor, changeAs } from './audited.ts';
import type { Auth } from './auth.ts';

export interface NewPerson {
  name: string;
  email: string;
  role: Role;
  access?: Access | null | undefined;
}

export interface PersonChange {
  version: number;
  name?: string | undefined;
  role?: Role | undefined;
  access?: Access | null | undefined;
  disabled?: boolean | undefined;
}

export interface People {
  list(): Promise<PeopleAnswer>;
  /** @throws ProblemError `unknown_person` */
  get(id: string): Promise<Person>;
  create(person: NewPerson, actor: Actor): Promise<Person>;
  change(id: string, change: PersonChange, actor: Actor): Promise<Person>;
  limitRole(role: Role, access: Access | null, actor: Actor): Promise<PeopleAnswer>;
  /** Whether anybody could let others in: an administrator who has a way to sign in. */
  hasAdministrator(): Promise<boolean>;
}

export function createPeople(deps: { database: Database; auth: Auth }): People {
  const { database } = deps;
  return {
    list: () => list(database.sql),
    get: (id) => readPerson(database.sql, id),
    create: (person, actor) =>
      changeAs(deps, actor, async (trx) => readPerson(trx, await insertPerson(trx, deps.auth, person))),
    change: (id, change, actor) =>
      changeAs(deps, actor, async (trx) => {
        await applyChange(trx, deps.auth, id, change);
        return readPerson(trx, id);
      }),
    limitRole: (role, access, actor) =>
      changeAs(deps, actor, async (trx) => {
        const before = await trx
          .selectFrom('role_access')
          .select('access')
          .where('role', '=', role)
          .forUpdate()
          .executeTakeFirst();
        await trx
          .updateTable('role_access')
          .set({ access: toJson(access) })
          .where('role', '=', role)
          .execute();
        if (!isSameAccess(before?.access ?? null, access)) {
          // Who has a limit of their own sees what they saw.
          const concerned = trx.selectFrom('person').select('id').where('role', '=', role).where('access', 'is', null);
          await trx.deleteFrom('person_session').where('user_id', 'in', concerned).execute();
        }
        return list(trx);
      }),
    hasAdministrator: () => hasAdministrator(database.sql),
  };
}

/** @throws ProblemError `name_taken` for a mail address that somebody signs in with */
export async function insertPerson(trx: Transaction<Tables>, auth: Auth, person: NewPerson): Promise<string> {
  const { name, email, role, access } = person;
  try {
    const { internalAdapter } = await auth.context();
    const { id } = await internalAdapter.createUser({ name, email, role }, { method: 'admin' });
    if (access !== undefined && access !== null) {
      await trx
        .updateTable('person')
        .set({ access: toJson(access) })
        .where('id', '=', id)
        .execute();
    }
    return id;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new ProblemError('name_taken', 'Somebody signs in with this mail address already.', { cause: error });
  }
}

/** The demo's have none: a database that a demo has used still has a first start. */
export async function hasAdministrator(from: Pick<Kysely<Tables>, 'selectFrom'>): Promise<boolean> {
  const row = await from
    .selectFrom('person as p')
    .innerJoin('person_account as a', 'a.user_id', 'p.id')
    .select('p.id')
    .where('p.role', '=', 'admin')
    .where('p.banned', '=', false)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** @throws ProblemError `unknown_person` */
export async function readPerson(from: Pick<Kysely<Tables>, 'selectFrom'>, id: string): Promise<Person> {
  const [row] = await selectPeople(from).where('p.id', '=', id).execute();
  if (!row) throw unknownPerson();
  return toPerson(row);
}

async function applyChange(trx: Transaction<Tables>, auth: Auth, id: string, change: PersonChange): Promise<void> {
  // Locked in one order, so that two administrators who demote each other do not both succeed; and not against the
  // foreign key of a session that begins meanwhile, which would wait for us while we wait for it.
  const administrators = await trx
    .selectFrom('person')
    .select('id')
    .where('role', '=', 'admin')
    .where('banned', '=', false)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
  const before = await trx
    .selectFrom('person')
    .select(['role', 'banned', 'access', 'version', 'email'])
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!before) throw unknownPerson();
  if (before.version !== change.version) {
    throw new ProblemError('version_conflict', 'This person was changed in the meantime. Nothing was saved.', {
      current: await readPerson(trx, id),
    });
  }
  const role = change.role ?? before.role;
  const banned = change.disabled ?? before.banned;
  const access = change.access === undefined ? before.access : change.access;
  if (role !== before.role && isFromProvider(before.email)) {
    throw new ProblemError('read_only', "This person's role comes from the identity provider. Change it there.");
  }
  const others = administrators.filter((administrator) => administrator.id !== id);
  if (administrators.length > others.length && others.length === 0 && (role !== 'admin' || banned)) {
    throw new ProblemError('last_administrator', 'Make somebody else an administrator first.');
  }
  await trx
    .updateTable('person')
    .set({
      ...(change.name !== undefined && { name: change.name }),
      role,
      banned,
      access: toJson(access),
      version: sql<number>`version + 1`,
      updated_at: new Date(),
    })
    .where('id', '=', id)
    .execute();
  if (role !== before.role || banned !== before.banned || !isSameAccess(before.access, access)) {
    await (await auth.context()).internalAdapter.deleteUserSessions(id);
  }
}

async function list(from: Pick<Kysely<Tables>, 'selectFrom'>): Promise<PeopleAnswer> {
  const rows = await selectPeople(from).orderBy('p.name').orderBy('p.id').execute();
  const limits = await from.selectFrom('role_access').selectAll().execute();
  const roleAccess = Object.fromEntries(
    roles.map((role) => [role, limits.find((limit) => limit.role === role)?.access ?? null]),
  ) as PeopleAnswer['roleAccess'];
  return { people: rows.map(toPerson), roleAccess };
}

/** A mail address that no one can have (RFC 2606): who comes by the provider is known by issuer and subject. */
export const providerMailDomain = 'oidc.invalid';
const isFromProvider = (email: string) => email.endsWith(`@${providerMailDomain}`);

/** The mail address that others may read: of who comes by the provider, the one that it told. */
export const toShownMail = ({ email, contact }: { email: string; contact: string | null }): string | null =>
  isFromProvider(email) ? contact : email;

function selectPeople(from: Pick<Kysely<Tables>, 'selectFrom'>) {
  return from
    .selectFrom('person as p')
    .innerJoin('role_access as r', 'r.role', 'p.role')
    .select(['p.id', 'p.name', 'p.email', 'p.contact', 'p.role', 'p.access as own', 'r.access as of_role', 'p.banned'])
    .select(['p.last_seen_at', 'p.created_at', 'p.version'])
    .select((eb) =>
      eb
        .selectFrom('person_account as a')
        .select(sql<string[]>`coalesce(array_agg(distinct a.provider_id), '{}')`.as('providers'))
        .whereRef('a.user_id', '=', 'p.id')
        .as('providers'),
    );
}

type PersonRow = Awaited<ReturnType<ReturnType<typeof selectPeople>['execute']>>[number];

function toPerson(row: PersonRow): Person {
  const providers = row.providers ?? [];
  return {
    id: row.id,
    name: row.name,
    email: toShownMail(row),
    role: row.role,
    access: { effective: toEffectiveAccess(row.own, row.of_role), own: row.own },
    disabled: row.banned,
    signsInBy: [
      ...(providers.includes('credential') ? (['password'] as const) : []),
      ...(providers.includes('oidc') ? (['oidc'] as const) : []),
    ],
    lastSeenAt: row.last_seen_at,
    createdAt: row.created_at.getTime(),
    version: row.version,
  };
}

const toJson = (access: Access | null) => (access === null ? null : JSON.stringify(access));

const unknownPerson = () => new ProblemError('unknown_person', 'There is no such person.');
