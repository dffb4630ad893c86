import { getMigrations } from 'better-auth/db/migration';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, silent, type TestDatabase } from '../store/testing/test-database.ts';
import { changeAs, systemActor } from './audited.ts';
import { type Auth, createAuth } from './auth.ts';

let database: TestDatabase;
let auth: Auth;
beforeAll(async () => {
  database = await createTestDatabase();
  auth = createAuth({ sql: database.sql, secret: 's'.repeat(43), log: silent });
});
afterAll(() => database.close());

const people = async () => (await database.sql.selectFrom('person').select('name').execute()).map(({ name }) => name);

it("finds every column that the library writes; of its tables only the one for mails, which we don't send, is absent", async () => {
  const { toBeCreated, toBeAdded } = await getMigrations(auth.options);
  expect(toBeAdded).toEqual([]);
  expect(toBeCreated.map(({ table }) => table)).toEqual(['verification']);
});

describe('what the library writes inside of a transaction', () => {
  const create = async (name: string) =>
    (await auth.context()).internalAdapter.createUser(
      { name, email: `${name}@x.test`, role: 'viewer' },
      { method: 'admin' },
    );

  it('is undone with it', async () => {
    const failing = changeAs({ database, auth }, systemActor, async () => {
      await create('undone');
      throw new Error('afterwards');
    });
    await expect(failing).rejects.toThrow('afterwards');
    expect(await people()).not.toContain('undone');
  });

  it('is kept with it, together with its audit row, which names who acted', async () => {
    const actor = { kind: 'person', id: 'p1', name: 'Ana Ruiz', requestId: 'request-1' } as const;
    await changeAs({ database, auth }, actor, () => create('kept'));
    expect(await people()).toContain('kept');
    const rows = await database.sql
      .selectFrom('audit_entry')
      .selectAll()
      .where('action', '=', 'person.create')
      .execute();
    expect(rows).toMatchObject([
      { actor_kind: 'person', actor_id: 'p1', actor_name: 'Ana Ruiz', request_id: 'request-1', target_kind: 'person' },
    ]);
  });

  it('control: is kept in spite of an error where it is not part of one', async () => {
    await create('outside');
    expect(await people()).toContain('outside');
  });
});

it('leaves no settings of an actor behind in the pool', async () => {
  await changeAs({ database, auth }, systemActor, () => Promise.resolve());
  const { rows } = await sql<{
    kind: string | null;
  }>`select current_setting('watchfloor.actor_kind', true) as kind`.execute(database.sql);
  expect(rows[0]?.kind || null).toBeNull();
});
