import type { Role, SignInWays } from '@watchfloor/contract';
import type { Database } from '../store/database.ts';
import { changeAs, systemActor } from './audited.ts';
import type { Auth } from './auth.ts';
import { insertPerson } from './people.ts';

/** The team of the demo's company, one for each role and a second analyst to hand over to. */
const cast: readonly { email: string; name: string; role: Role }[] = [
  { email: 'ana.ruiz@norrvik.test', name: 'Ana Ruiz', role: 'analyst' },
  { email: 'jonas.lindqvist@norrvik.test', name: 'Jonas Lindqvist', role: 'analyst' },
  { email: 'mei.tanaka@norrvik.test', name: 'Mei Tanaka', role: 'lead' },
  { email: 'olu.adeyemi@norrvik.test', name: 'Olu Adeyemi', role: 'viewer' },
  { email: 'frida.holm@norrvik.test', name: 'Frida Holm', role: 'admin' },
];

/** Whose link the demo prints: who sees everything there is to try. */
const guide = 'frida.holm@norrvik.test';

export type DemoPeople = NonNullable<SignInWays['demo']>;

/** Who of the cast is there now; made if missing, and otherwise left as somebody playing with the demo left them. */
export async function provideDemoPeople(deps: { database: Database; auth: Auth }): Promise<string> {
  return changeAs(deps, systemActor, async (trx) => {
    const emails = cast.map(({ email }) => email);
    // Two that start together are as good as one.
    await trx.selectFrom('role_access').select('role').forUpdate().execute();
    const there = await trx.selectFrom('person').select(['id', 'email']).where('email', 'in', emails).execute();
    const ids = new Map(there.map(({ id, email }) => [email, id]));
    for (const person of cast) {
      if (!ids.has(person.email)) ids.set(person.email, await insertPerson(trx, deps.auth, person));
    }
    return ids.get(guide) ?? '';
  });
}

/** Demo people that may be chosen with one click, and nobody else who was added by hand. */
export function listDemoPeople(database: Database): Promise<DemoPeople> {
  return database.sql
    .selectFrom('person')
    .select(['id', 'name', 'role'])
    .where(
      'email',
      'in',
      cast.map(({ email }) => email),
    )
    .where('banned', '=', false)
    .orderBy('name')
    .execute();
}
