import { createHash } from 'node:crypto';
import { type LinkAnswer, linkLimits } from '@watchfloor/contract';
import type { Selectable } from 'kysely';
import { ProblemError } from '../http/problem.ts';
import type { Database } from '../store/database.ts';
import { auditViews } from './audit.ts';
import type { ViewCaller } from './caller.ts';
import { createLinkId, isLinkId } from './link-id.ts';
import { mayOpen, toPagePath } from './link-path.ts';
import type { ShortLinkTable } from './tables.ts';

/** Short links: an address of a page under a name that nobody can guess. They hold no data, and lend no rights. */
export interface LinkDesk {
  /** The same path of the same person has one link. @throws ProblemError `bad_parameter`, `too_many` */
  create(caller: ViewCaller, path: string): Promise<LinkAnswer>;
  /** @throws ProblemError `unknown_link`, also where the address names a connection that the caller may not see */
  get(caller: ViewCaller, id: string): Promise<LinkAnswer>;
}

/** How much of a path the audit log repeats. */
const auditedChars = 1_000;

export function createLinkDesk(database: Pick<Database, 'sql' | 'transaction'>): LinkDesk {
  return {
    create: (caller, given) =>
      database.transaction(async (trx) => {
        const path = toPagePath(given);
        if (path === undefined || path.length > linkLimits.pathChars) throw notAPage();
        const pathHash = createHash('sha256').update(path).digest();
        const find = () =>
          trx
            .selectFrom('short_link')
            .selectAll()
            .where('created_by', '=', caller.id)
            .where('path_hash', '=', pathHash)
            .executeTakeFirst();
        const earlier = await find();
        if (earlier) return toAnswer(earlier);
        const { count } = await trx
          .selectFrom('short_link')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .where('created_by', '=', caller.id)
          .executeTakeFirstOrThrow();
        if (count >= linkLimits.perPerson) {
          throw new ProblemError('too_many', `A person has at most ${linkLimits.perPerson} short links.`);
        }
        const made = await trx
          .insertInto('short_link')
          .values({
            id: createLinkId(),
            path,
            path_hash: pathHash,
            created_by: caller.id,
            created_by_name: caller.name,
          })
          // Asked for twice at the same time: the second waits for the first, and then finds its row.
          .onConflict((conflict) => conflict.columns(['created_by', 'path_hash']).doNothing())
          .returningAll()
          .executeTakeFirst();
        if (!made) return toAnswer((await find()) ?? missing());
        await auditViews(trx, caller, {
          action: 'link.create',
          target: { kind: 'link', id: made.id },
          detail: { path: path.slice(0, auditedChars) },
        });
        return toAnswer(made);
      }),

    async get(caller, id) {
      const row = isLinkId(id)
        ? await database.sql.selectFrom('short_link').selectAll().where('id', '=', id).executeTakeFirst()
        : undefined;
      if (!row || !mayOpen(row.path, caller.access)) {
        throw new ProblemError('unknown_link', 'There is no such link, or what it leads to is not yours to see.');
      }
      return toAnswer(row);
    },
  };
}

function toAnswer({ id, path, created, created_by_name: createdBy }: Selectable<ShortLinkTable>): LinkAnswer {
  return { id, short: `/l/${id}`, path, createdAt: created, createdBy };
}

function notAPage(): ProblemError {
  const detail = 'Has to be the path of a page.';
  return new ProblemError('bad_parameter', 'To correct: path.', { errors: [{ parameter: 'path', detail }] });
}

function missing(): never {
  throw new Error('The link that was in the way is not there.');
}
