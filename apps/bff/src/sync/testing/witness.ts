import type { Interval } from '@watchfloor/contract';
import { sql } from 'kysely';
import type { Database } from '../../store/database.ts';
import type { StagedVendor } from './staged-vendors.ts';

/** Watches what a vendor holds, and holds what is claimed to have been read against it. */
export interface Witness {
  /** Notes what came since. Whatever came is taken to be there from this moment on. */
  note(): void;
  /**
   * What is wrong with what is claimed at this moment, in words: a finding that was there when a stretch was read and that
   * lies within it has to be kept; and nobody can have read what has not happened yet.
   */
  findFalseClaims(database: Pick<Database, 'sql'>): Promise<string[]>;
}

/** Vendors print whole seconds: at the ends of a stretch, a finding may lie on either side. */
const edgeMs = 1_000;

interface Birth {
  happened: number;
  /** Our time: it was there at the latest then. */
  at: number;
}

export async function createWitness(vendor: StagedVendor): Promise<Witness> {
  const { simulator, id, resource } = vendor;
  const { journal } = simulator.oracle;
  const births = new Map<string, Birth>();
  let seq = journal.seq;
  for (const [key, { happened }] of await vendor.truth()) births.set(key, { happened, at: 0 });

  function note(): void {
    const at = Date.now();
    for (const entry of journal.since(seq)) {
      const born = vendor.bornOf(entry);
      if (born && !births.has(born.key)) births.set(born.key, { happened: born.happened, at });
    }
    seq = journal.seq;
  }

  return {
    note,
    async findFalseClaims({ sql: db }) {
      // One statement, so that both are of one moment.
      const { rows } = await sql<{
        claims: (Interval & { readAt: number })[];
        keys: string[] | null;
        gone: string[] | null;
      }>`
        select
          (select coalesce(json_agg(json_build_object('from', from_at, 'to', to_at, 'readAt', read_at)), '[]')
            from source_coverage where connection = ${id} and resource = ${resource}) as claims,
          (select array_agg(key) from finding
            where connection = ${id} and resource = ${resource} and gone_at is null) as keys,
          (select array_agg(key) from finding
            where connection = ${id} and resource = ${resource} and gone_at is not null) as gone`.execute(db);
      const asked = Date.now();
      note();
      const kept = new Set(rows[0]?.keys ?? []);
      const there = new Set(vendor.keys());
      const claims = rows[0]?.claims ?? [];
      const early = claims
        .filter(({ to, readAt }) => to > asked + edgeMs || readAt > asked)
        .map((claim) => `${id}: claims what had not happened: ${JSON.stringify(claim)}`);
      const missing = [...births].flatMap(([key, { happened, at }]) => {
        if (kept.has(key) || !there.has(key)) return [];
        const claim = claims.find(
          ({ from, to, readAt }) => happened >= from + edgeMs && happened <= to - edgeMs && at < readAt,
        );
        const isGone = rows[0]?.gone?.includes(key) ? 'taken to be gone' : 'not kept';
        return claim
          ? [`${id}: ${key}, of ${happened}, there since ${at}, ${isGone} within ${JSON.stringify(claim)}`]
          : [];
      });
      return [...early, ...missing];
    },
  };
}
