import { createHash, randomBytes } from 'node:crypto';
import type { LinkPurpose, OneTimeLink } from '@watchfloor/contract';
import type { Transaction } from 'kysely';
import { ProblemError } from '../http/problem.ts';
import type { Tables } from '../store/tables.ts';
import { toShownMail } from './people.ts';

const hourMs = 3_600_000;

/** How long a link is good for. An invitation may lie in a mailbox over a weekend; one from a command is used at once. */
export const linkLifeMs = {
  firstStart: 24 * hourMs,
  invitation: 72 * hourMs,
  command: hourMs,
  demo: 24 * hourMs,
} as const;

export type LinkTarget =
  | { purpose: 'first_administrator'; person: null }
  | { purpose: 'set_password' | 'sign_in'; person: string };

/** Makes a link and ends the earlier ones to the same person. Only the hash of its token is kept. */
export async function createLink(
  trx: Transaction<Tables>,
  { purpose, person }: LinkTarget,
  { origin, lifeMs, now }: { origin: string; lifeMs: number; now: number },
): Promise<OneTimeLink> {
  const token = randomBytes(32).toString('base64url');
  const expiresAt = now + lifeMs;
  // Of the first administrator's there may be several: each replica prints its own, and the first one used ends them.
  if (person !== null) await endLinks(trx, person, now);
  await trx
    .insertInto('one_time_link')
    .values({ hash: toHash(token), purpose, person_id: person, created_at: now, expires_at: expiresAt, used_at: null })
    .execute();
  return { url: `${origin}/sign-in#${token}`, expiresAt };
}

export async function endLinks(trx: Transaction<Tables>, person: string | null, now: number): Promise<void> {
  await trx
    .updateTable('one_time_link')
    .set({ used_at: now })
    .where('person_id', person === null ? 'is' : '=', person)
    .where('used_at', 'is', null)
    .execute();
}

/** @throws ProblemError `link_used`, with the same words for a link that never was */
export async function peekLink(
  from: Pick<Transaction<Tables>, 'selectFrom'>,
  token: string,
  now: number,
): Promise<LinkPurpose & { person: string | null }> {
  const row = await from
    .selectFrom('one_time_link as l')
    .leftJoin('person as p', 'p.id', 'l.person_id')
    .select(['l.purpose', 'l.expires_at', 'l.person_id', 'p.name', 'p.role', 'p.email', 'p.contact'])
    .where('l.hash', '=', toHash(token))
    .where('l.used_at', 'is', null)
    .where('l.expires_at', '>', now)
    .where((on) => on.or([on('l.person_id', 'is', null), on('p.banned', '=', false)]))
    .executeTakeFirst();
  if (!row) throw linkUsed();
  const { purpose, person_id: person, name, contact, expires_at: expiresAt } = row;
  const email = row.email === null ? null : toShownMail({ email: row.email, contact });
  return { purpose, person, name, email, role: row.role ?? 'admin', expiresAt };
}

/** Uses a link up. Of two at the same moment one gets it. */
export async function takeLink(trx: Transaction<Tables>, token: string, now: number): Promise<void> {
  const taken = await trx
    .updateTable('one_time_link')
    .set({ used_at: now })
    .where('hash', '=', toHash(token))
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  if (taken.numUpdatedRows !== 1n) throw linkUsed();
}

const toHash = (token: string) => createHash('sha256').update(token).digest('hex');

export const linkUsed = () =>
  new ProblemError('link_used', 'This link was used already, or its time is over. Ask an administrator for a new one.');
