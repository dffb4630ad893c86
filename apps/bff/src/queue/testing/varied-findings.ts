import { usmFixture } from '@watchfloor/connectors/conformance';
import { sql } from 'kysely';
import { createCursorSealer } from '../../sources/cursor.ts';
import { startStage, until } from '../../sync/testing/stage.ts';
import { createGroupDesk } from '../group-desk.ts';
import { createQueueDesk } from '../queue-desk.ts';

export const everybody = { person: 'p-1', access: 'all', scope: 'all' } as const;
/** Wide enough for every time that the stage gives, some of which lie ahead. */
export const month = { from: 'now-40d', to: 'now+4d' };

/** A finding and its mark, as a test reads them by itself. */
export interface VariedFinding {
  uid: string;
  title: string;
  severity: string;
  severity_rank: number;
  happened: number | null;
  arrived: number;
  active: number | null;
  sort_at: number;
  entities: string[];
  who: string | null;
  whereabouts: string | null;
  techniques: string[];
  state: string;
  owner: string | null;
  verdict: string | null;
  reopened_at: number | null;
}

/** Findings of every kind of lateness, with and without times, techniques and marks; and what asks the queue of them. */
export async function startVariedQueue({ alarms = 240 } = {}) {
  const stage = await startStage(usmFixture, { alarms, events: 0 });
  const { database, book, sync } = stage;
  const key = new Uint8Array(32).fill(7);
  const sealer = createCursorSealer(key, Date.now);
  const queue = createQueueDesk({ database, book, sync, sealer, days: 40, now: Date.now });
  const groups = createGroupDesk({ database, book, sealer, now: Date.now });
  await until(
    () => queue.list(month, everybody),
    ({ sources }) => sources.every(({ state }) => state === 'complete'),
  );
  // The records stay as they are, so that nothing is written again.
  await sql`
    with numbered as (select uid, at, row_number() over (order by uid) as n from finding)
    update finding f set
      arrived = coalesce(f.happened, f.arrived) + (array[0, 240000, 360000, 960000, 7200000, 172800000])[n % 6 + 1],
      active = case when n % 4 = 0 then null else f.happened + n * 60000 end,
      happened = case when n % 17 = 0 then null else f.happened end,
      techniques = case n % 5 when 0 then '{}' when 1 then array['T1046', 'T1078'] else array['T' || 1100 + n % 3] end
    from numbered where numbered.uid = f.uid and numbered.at = f.at`.execute(database.sql);
  await sql`
    insert into mark (uid, connection, resource, state, owner, owner_name, verdict, change, updated_at, updated_by,
      reopened_at, reopened_why, record)
    select uid, connection, resource, (array['new', 'in_progress', 'resolved'])[n % 3 + 1],
      (array[null, 'p-1', 'p-2'])[n % 3 + 1], 'Somebody', (array[null, 'benign', 'false_positive_rule'])[n / 3 % 3 + 1], 0, 0,
      'Somebody', case when n % 4 = 0 then 1 end, case when n % 4 = 0 then 'active again' end, record
    from (select *, row_number() over (order by uid) as n from finding) f where n % 3 <> 1`.execute(database.sql);
  const { rows } = await sql<VariedFinding>`
    select f.uid, f.title, f.severity, f.severity_rank, f.happened, f.arrived, f.active, f.sort_at, f.entities, f.who, f.whereabouts, f.techniques,
      coalesce(m.state, f.status) as state, m.owner, m.verdict, m.reopened_at
    from finding f left join mark m on m.uid = f.uid`.execute(database.sql);
  return { ...stage, queue, groups, findings: rows };
}
