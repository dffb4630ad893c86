import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../store/database.ts';
import { readFound } from './list.ts';
import type { Match } from './match.ts';
import type { FoundRow } from './rows.ts';

/** Rows that are read at once. */
const pageRows = 1_000;

/**
 * Every finding that matches by itself, latest first, in pages: what matched throughout is in them once. Nothing is held
 * between two pages: whoever reads slowly holds up nobody.
 */
export async function* readAll(
  database: Pick<Database, 'sql'>,
  { match, snapshot }: { match: Match; snapshot: number },
): AsyncGenerator<FoundRow[]> {
  let after: { sort_at: number; uid: string } | undefined;
  for (;;) {
    const beyond = after
      ? sql<boolean>`(x.sort_at < ${after.sort_at} or (x.sort_at = ${after.sort_at} and x.uid > ${after.uid}))`
      : sql<boolean>`true`;
    const pick = (part: RawBuilder<boolean>) => sql`
      (select x.uid, x.at, x.sort_at ${match.from}
      where ${match.whenever} and ${part} and x.first_change <= ${snapshot} and ${beyond}
      order by x.sort_at desc, x.uid limit ${pageRows})`;
    const { rows: placed } = await sql<{ uid: string; at: number; sort_at: number }>`
      select * from (${pick(match.near)} union all ${pick(match.apart)}) parts
      order by sort_at desc, uid limit ${pageRows}`.execute(database.sql);
    const found = await readFound(database, placed);
    if (placed.length > 0) yield placed.flatMap(({ uid }) => found.get(uid) ?? []);
    after = placed.at(-1);
    if (!after || placed.length < pageRows) return;
  }
}
