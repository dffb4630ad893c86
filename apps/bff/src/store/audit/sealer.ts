import { sql } from 'kysely';
import type { Log } from '../../log.ts';
import { advisoryLocks } from '../advisory-locks.ts';
import type { Database } from '../database.ts';
import { type AuditHead, macOfNothing, type SealKey, selectUnsealed, toMac } from './seal.ts';

export interface SealerOptions {
  database: Pick<Database, 'transaction'>;
  key: SealKey;
  log: Log;
  /** Puts a head where the database's administrator does not reach. */
  keepHead(head: AuditHead): Promise<void>;
  everyMs?: number;
}

export interface Sealer {
  /** Seals what is committed now, also what others are about to. */
  sealNow(): Promise<void>;
  /** Seals what is left, then stops. */
  close(): Promise<void>;
}

const batchRows = 500;
/**
 * A row gets its number before it is committed, so a row may appear below sealed ones. Looked at each time are so many
 * numbers back; all of them when sealing starts and every ten minutes.
 */
const lookBack = 10_000;
const wholeMs = 600_000;

/**
 * Chains the rows of the audit log as they are committed, within a second. Every replica runs one; a lock lets one at a
 * time work, and whoever comes next goes on where the chain ends.
 */
export function startSealer({ database, key, log, keepHead, everyMs = 500 }: SealerOptions): Sealer {
  let wholeAt = -Infinity;
  let failing = false;
  let running: Promise<void> = Promise.resolve();
  const timer = setInterval(() => void sealNow(), everyMs);
  timer.unref();

  /** One after the other, and never a rejection: what failed is tried again. */
  function sealNow(): Promise<void> {
    running = running.then(sealAll).then(
      () => {
        if (failing) log.info('audit log sealed again');
        failing = false;
      },
      (error: unknown) => {
        if (!failing)
          log.error('audit log not sealed', { detail: error instanceof Error ? error.message : String(error) });
        failing = true;
      },
    );
    return running;
  }

  async function sealAll(): Promise<void> {
    const isWhole = Date.now() - wholeAt >= wholeMs;
    // What appears below a row that this pass has sealed is found by the next one.
    let after = isWhole ? 0 : undefined;
    for (;;) {
      const head = await sealBatch(after);
      if (head === undefined) break;
      after = head.auditId;
      log.info('audit head', { ...head });
      // A folder that cannot be written to must not stop the sealing: the log has the head all the same.
      await keepHead(head).catch((error: unknown) => {
        log.warn('audit head not kept', { detail: error instanceof Error ? error.message : String(error) });
      });
    }
    if (isWhole) wholeAt = Date.now();
  }

  /**
   * @param after looks only at greater ids; undefined: from a little before the newest sealed one
   * @returns the new head, or undefined where nothing was to be sealed or another replica is at it
   */
  function sealBatch(after: number | undefined): Promise<AuditHead | undefined> {
    return database.transaction(async (trx) => {
      const lock = await sql<{
        mine: boolean;
      }>`select pg_try_advisory_xact_lock(${advisoryLocks.auditSealer}) as mine`.execute(trx);
      if (!lock.rows[0]?.mine) return undefined;
      const rows = await selectUnsealed(trx, after ?? (await lookFrom(trx)), batchRows);
      const end = rows.at(-1);
      // Nearly always: nothing is asked beyond it.
      if (end === undefined) return undefined;
      const last = await trx
        .selectFrom('audit_seal')
        .select(['position', 'mac'])
        .orderBy('position', 'desc')
        .limit(1)
        .executeTakeFirst();
      let { position, mac } = { position: last?.position ?? 0, mac: last?.mac ?? Buffer.from(macOfNothing) };
      const seals = rows.map((row) => {
        position += 1;
        mac = toMac(key, mac, position, row);
        return { position, audit_id: row.id, key: key.id, mac };
      });
      await trx.insertInto('audit_seal').values(seals).execute();
      return { position, auditId: end.id, mac: mac.toString('hex') };
    });
  }

  return {
    sealNow,
    async close() {
      clearInterval(timer);
      await sealNow();
    },
  };
}

async function lookFrom(trx: Parameters<Parameters<Database['transaction']>[0]>[0]): Promise<number> {
  const { rows } = await sql<{ id: number | null }>`select max(audit_id) as id from audit_seal`.execute(trx);
  return (rows[0]?.id ?? 0) - lookBack;
}
