import { timingSafeEqual } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../tables.ts';
import type { KnownHead } from './heads.ts';
import { type AuditHead, macOfNothing, type SealedRow, type SealKey, toMac } from './seal.ts';

export interface AuditProblem {
  kind: 'edited' | 'removed' | 'cut' | 'rewritten' | 'unknown_key';
  /** In the chain. */
  position: number;
  /** A sentence. */
  detail: string;
}

export interface AuditVerdict {
  sealed: number;
  /** Committed and not sealed yet: the last second's, or more while no server runs. */
  unsealed: number;
  head: AuditHead | undefined;
  /** The first hundred. */
  problems: AuditProblem[];
}

type Link = Partial<SealedRow> & { position: number; audit_id: number; key: string; mac: Buffer };

const pageRows = 2_000;
const problemsMax = 100;

/**
 * Reads the whole chain and says where it does not hold: a row that was edited, removed or moved, an end that was cut
 * off (by heads that were kept elsewhere), a chain that was made anew by somebody with the key.
 * @param keys the present one, and earlier ones where the key was changed
 */
export async function verifyAudit({
  db,
  keys,
  heads,
}: {
  db: Kysely<Tables>;
  keys: readonly SealKey[];
  heads: readonly KnownHead[];
}): Promise<AuditVerdict> {
  const byId = new Map(keys.map((key) => [key.id, key]));
  const known = Map.groupBy(heads, ({ position }) => position);
  const problems: AuditProblem[] = [];
  const add = (kind: AuditProblem['kind'], position: number, detail: string) => {
    if (problems.length < problemsMax) problems.push({ kind, position, detail });
  };
  let before: Uint8Array = macOfNothing;
  let last: Link | undefined;
  let sealed = 0;
  for (;;) {
    const page = await readLinks(db, last?.position ?? 0);
    for (const link of page) {
      checkLink(link, last?.position ?? 0, before, byId, add);
      checkHeads(link, known.get(link.position) ?? [], add);
      // The chain goes on from what is there, so that one change is one finding.
      before = link.mac;
      last = link;
      sealed += 1;
    }
    if (page.length < pageRows) break;
  }
  const end = last?.position ?? 0;
  const beyond = heads.filter(({ position }) => position > end).toSorted((a, b) => b.position - a.position)[0];
  if (beyond) {
    const since = beyond.time === '' ? '' : ` of ${beyond.time}`;
    add('cut', end, `The chain ends at ${end}, and a head${since} is at ${beyond.position}: its end was cut off.`);
  }
  return { sealed, unsealed: await countUnsealed(db), head: toHead(last), problems };
}

function checkLink(
  link: Link,
  previous: number,
  before: Uint8Array,
  keys: ReadonlyMap<string, SealKey>,
  add: (kind: AuditProblem['kind'], position: number, detail: string) => void,
): void {
  const { position, audit_id: id } = link;
  if (position !== previous + 1) {
    add('removed', previous + 1, `The seals ${previous + 1} to ${position - 1} are gone.`);
  }
  const key = keys.get(link.key);
  if (key === undefined) {
    add('unknown_key', position, `Seal ${position} was made with another key (${link.key}).`);
    return;
  }
  if (!isWhole(link)) {
    add('removed', position, `Entry ${id} is gone.`);
    return;
  }
  // After a gap the seal before is not there to be checked against; the gap is what is wrong.
  if (position !== previous + 1) return;
  if (!timingSafeEqual(toMac(key, before, position, link), link.mac)) {
    add('edited', position, `Entry ${id} is not what was sealed at ${position}.`);
  }
}

function checkHeads(
  { position, mac }: Link,
  heads: readonly KnownHead[],
  add: (kind: AuditProblem['kind'], position: number, detail: string) => void,
): void {
  const other = heads.find((head) => head.mac !== mac.toString('hex'));
  if (other === undefined) return;
  const since = other.time === '' ? '' : ` of ${other.time}`;
  add('rewritten', position, `Seal ${position} differs from the head${since}: the chain was made anew.`);
}

const isWhole = (link: Link): link is Link & SealedRow => link.id != null;

async function readLinks(db: Kysely<Tables>, after: number): Promise<Link[]> {
  const { rows } = await sql<Link>`
    select s.position, s.audit_id, s.key, s.mac, e.id, e.at, e.actor_kind, e.actor_id, e.actor_name, e.action,
      e.target_kind, e.target_id, e.request_id, e.detail::text as detail_text
    from audit_seal s left join audit_entry e on e.id = s.audit_id
    where s.position > ${after} order by s.position limit ${pageRows}`.execute(db);
  return rows;
}

async function countUnsealed(db: Kysely<Tables>): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from audit_entry e
    where not exists (select from audit_seal s where s.audit_id = e.id)`.execute(db);
  return rows[0]?.count ?? 0;
}

const toHead = (last: Link | undefined): AuditHead | undefined =>
  last && { position: last.position, auditId: last.audit_id, mac: last.mac.toString('hex') };
