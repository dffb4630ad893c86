import { createHmac, hkdfSync } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import { ProblemError } from '../http/problem.ts';
import type { Database } from '../store/database.ts';
import type { Tables } from '../store/tables.ts';

/**
 * How many wrong passwords in a quarter of an hour. The tight one is for an account *from an address*: whoever tries
 * from elsewhere cannot shut a person out, and a guesser with many addresses still meets the second one.
 */
export const throttleRules = [
  { per: ['account', 'address'], max: 10 },
  { per: ['address'], max: 60 },
  { per: ['account'], max: 60 },
] as const;
export const throttleWindowMs = 15 * 60_000;

export interface Throttle {
  /**
   * Counts a try before its password is looked at, so that parallel ones cannot get past it.
   * @throws ProblemError `too_many_tries`, and then no later rule has counted it
   */
  take(account: string, address: string): Promise<void>;
  /** The password was right: this try was none, and earlier slips are forgotten. */
  giveBack(account: string, address: string): Promise<void>;
}

export function createThrottle({
  database,
  masterKey,
  now,
}: {
  database: Database;
  masterKey: Uint8Array;
  now: () => number;
}): Throttle {
  const key = Buffer.from(hkdfSync('sha256', masterKey, '', 'watchfloor throttle v1', 32));
  /** What was typed is not kept: it may be a password in the wrong field. */
  const toKeys = (account: string, address: string) => {
    const values = { account: account.normalize('NFKC').toLowerCase(), address };
    return throttleRules.map(({ per, max }) => {
      const text = JSON.stringify(per.map((name) => [name, values[name]]));
      return { key: createHmac('sha256', key).update(text).digest('base64url'), max, exact: per.length > 1 };
    });
  };

  return {
    async take(account, address) {
      const until = await database.transaction(async (trx) => {
        for (const { key: name, max } of toKeys(account, address)) {
          const counted = await count(trx, name, now());
          if (counted.count > max) return counted.until;
        }
        return undefined;
      });
      if (until === undefined) return;
      const seconds = Math.max(1, Math.ceil((until - now()) / 1000));
      throw new ProblemError('too_many_tries', `Too many tries. Go on in ${toWords(seconds)}.`, {
        retryAt: until,
        headers: { 'retry-after': String(seconds) },
      });
    },
    async giveBack(account, address) {
      await database.transaction(async (trx) => {
        for (const { key: name, exact } of toKeys(account, address)) {
          const left = exact ? sql<number>`0` : sql<number>`greatest(count - 1, 0)`;
          await trx.updateTable('sign_in_try').set({ count: left }).where('key', '=', name).execute();
        }
      });
    },
  };
}

/** One statement: the row's lock puts parallel tries in a row, over all replicas. */
async function count(trx: Transaction<Tables>, key: string, now: number) {
  const { rows } = await sql<{ count: number; until: number }>`
    insert into sign_in_try as t (key, count, until) values (${key}, 1, ${now + throttleWindowMs})
    on conflict (key) do update set
      count = case when t.until <= ${now} then 1 else t.count + 1 end,
      until = case when t.until <= ${now} then excluded.until else t.until end
    returning count, until`.execute(trx);
  const [row] = rows;
  if (!row) throw new Error('A try was not counted.');
  return row;
}

function toWords(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  return minutes > 1 ? `${minutes} minutes` : 'a minute';
}
