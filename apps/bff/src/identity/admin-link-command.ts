import { emailSchema } from '@watchfloor/contract';
import * as z from 'zod/mini';
import { type Config, ConfigError } from '../config.ts';
import type { Log } from '../log.ts';
import type { Database } from '../store/database.ts';
import { openStore } from '../store/open-store.ts';
import { type Actor, audit, changeAs } from './audited.ts';
import { type Auth, createAuth } from './auth.ts';
import { createLink, linkLifeMs } from './one-time-links.ts';
import { insertPerson } from './people.ts';

const actor: Actor = { kind: 'command', id: null, name: 'watchfloor admin link', requestId: null };

/**
 * `watchfloor admin link --email …`: the way in when the identity provider is down, or the last password is lost. A
 * link with which an administrator sets a password, for whoever may run commands on this machine.
 * @returns lines to print
 */
export async function runAdminLink(config: Config, log: Log, given: string): Promise<string[]> {
  const email = z.safeParse(emailSchema, given);
  if (!email.success) throw new ConfigError(['--email has to be a mail address.']);
  const { database, close } = await openStore({ settings: config.store, log, share: true });
  try {
    // The secret signs cookies, and no cookie is made here.
    const auth = createAuth({ sql: database.sql, secret: 'x'.repeat(32), log });
    const { host, port, publicOrigin } = config.server;
    const origin = publicOrigin ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
    const { url, became } = await makeAdministratorLink({ database, auth }, email.data, { origin, now: Date.now() });
    return [`${email.data} ${became}. Open this within the hour; it works once, and sets a password:`, url];
  } finally {
    await close();
  }
}

/** @returns the link, and what was done to the person in words */
export async function makeAdministratorLink(
  deps: { database: Database; auth: Auth },
  email: string,
  { origin, now }: { origin: string; now: number },
): Promise<{ url: string; became: string }> {
  return changeAs(deps, actor, async (trx) => {
    const known = await trx
      .selectFrom('person')
      .select(['id', 'role', 'banned', 'version'])
      .where('email', '=', email)
      .forNoKeyUpdate()
      .executeTakeFirst();
    const id = known?.id ?? (await insertPerson(trx, deps.auth, { name: email, email, role: 'admin' }));
    const changes = known !== undefined && (known.role !== 'admin' || known.banned);
    if (changes) {
      const change = { role: 'admin', banned: false, version: known.version + 1 } as const;
      await trx.updateTable('person').set(change).where('id', '=', id).execute();
      await (await deps.auth.context()).internalAdapter.deleteUserSessions(id);
    }
    await audit(trx, actor, {
      action: 'link.create',
      target: { kind: 'person', id },
      detail: { purpose: 'set_password' },
    });
    const target = { purpose: 'set_password', person: id } as const;
    const { url } = await createLink(trx, target, { origin, lifeMs: linkLifeMs.command, now });
    return {
      url,
      became: known ? (changes ? 'is an administrator again' : 'is an administrator') : 'is a new administrator',
    };
  });
}
