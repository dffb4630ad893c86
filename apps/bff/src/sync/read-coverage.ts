import type { Keeping, ResourceReader } from '@watchfloor/connectors';
import type { CoverageAnswer, Interval, SourceCode, SourceCoverage } from '@watchfloor/contract';
import { sourceCodes } from '@watchfloor/contract';
import { sql } from 'kysely';
import type { HeldConnection } from '../connections/connection-book.ts';
import type { Database } from '../store/database.ts';
import { lengthOf, missingIn, within } from './coverage.ts';
import { headMs, toEvery, toPace } from './pace.ts';
import { readCoverage } from './source-state.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;

type Db = Pick<Database, 'sql'>;

/** Which server reads a connection; null while none does. */
export async function readReader({ sql: db }: Db, connection: string): Promise<string | null> {
  const { rows } = await sql<{ owner_name: string }>`
    select owner_name from sync_lease where connection = ${connection} and owner is not null
      and until > extract(epoch from clock_timestamp()) * 1000`.execute(db);
  return rows[0]?.owner_name ?? null;
}

/** How one list is kept. */
export async function readSourceCoverage(
  database: Db,
  {
    connection,
    reader,
    keeping,
    days,
    now,
  }: { connection: HeldConnection; reader: ResourceReader; keeping: Keeping; days: number; now: number },
): Promise<SourceCoverage> {
  const place = { connection: connection.id, resource: reader.resource.name };
  const window = { from: now - days * dayMs, to: now };
  const [state, covered, kept] = await Promise.all([
    readState(database, place),
    readCoverage(database, place),
    readKept(database, place),
  ]);
  const quota = connection.open?.client.quota() ?? { limit: 1, windowMs: 1_000 };
  const every = toEvery(toPace(quota, true));
  const passes = (['head', 'changes', 'open', 'look_back'] as const).filter(
    (name) => (name !== 'changes' || keeping.changesOrder !== undefined) && (name !== 'open' || keeping.open),
  );
  return {
    id: `${place.connection}:${place.resource}`,
    resource: place.resource,
    label: reader.resource.label,
    rule: keeping.rule,
    window,
    covered: within(covered, window).toReversed(),
    lagMs: state?.head_at == null ? null : Math.max(0, now - state.head_at),
    filling: toFilling(missingIn(covered, { from: window.from, to: (state?.head_at ?? now) - headMs }), state, now),
    passes: passes.map((name) => ({ name, lastAt: state?.passes[name] ?? null, everyMs: every[name] })),
    trouble: troubleOf(connection, state, now),
    kept: { findings: state?.findings ?? 0, ...kept },
  };
}

type State = NonNullable<Awaited<ReturnType<typeof readState>>>;

function readState({ sql: db }: Db, { connection, resource }: { connection: string; resource: string }) {
  return db
    .selectFrom('source_state')
    .select(['head_at', 'passes', 'trouble', 'findings', 'filled_rows', 'filled_ms', 'filling_ms'])
    .where('connection', '=', connection)
    .where('resource', '=', resource)
    .executeTakeFirst();
}

function toFilling(missing: Interval[], state: State | undefined, now: number): SourceCoverage['filling'] {
  const missingMs = lengthOf(missing);
  if (missingMs === 0) return null;
  const { filled_ms = 0, filling_ms = 0, filled_rows = 0 } = state ?? {};
  const doneAt = filled_ms > 0 ? now + Math.round((missingMs * filling_ms) / filled_ms) : null;
  return { missing: missing.toReversed(), rows: filled_rows, doneAt };
}

function troubleOf({ whyNotAsked, health }: HeldConnection, state: State | undefined, now: number) {
  if (whyNotAsked) {
    const since = health().lastError?.at ?? now;
    return { code: whyNotAsked.kind, message: whyNotAsked.message, since, retryAt: null };
  }
  const trouble = state?.trouble;
  return trouble ? { ...trouble, code: toSourceCode(trouble.code) } : null;
}

function toSourceCode(text: string): SourceCode {
  return sourceCodes.find((code) => code === text) ?? 'unavailable';
}

async function readKept({ sql: db }: Db, { connection, resource }: { connection: string; resource: string }) {
  const { rows } = await sql<{ unreadable: number; oldest: number | null; newest: number | null }>`
    select
      (select count(*) from finding_unreadable where connection = ${connection} and resource = ${resource}) as unreadable,
      (select min(happened) from finding where connection = ${connection} and resource = ${resource}) as oldest,
      (select max(happened) from finding where connection = ${connection} and resource = ${resource}) as newest
    `.execute(db);
  return rows[0] ?? { unreadable: 0, oldest: null, newest: null };
}

/** Of the last 24 hours, oldest first, also those in which nothing was asked. */
export async function readSpent({ sql: db }: Db, connection: string, now: number): Promise<CoverageAnswer['spent']> {
  const last = Math.floor(now / hourMs) * hourMs;
  const first = last - 23 * hourMs;
  const rows = await db
    .selectFrom('outbound_spent')
    .select(['hour', 'lane', 'calls'])
    .where('connection', '=', connection)
    .where('hour', '>=', first)
    .execute();
  const callsOf = (hour: number, lane: string) =>
    rows.find((row) => row.hour === hour && row.lane === lane)?.calls ?? 0;
  return Array.from({ length: 24 }, (_, index) => {
    const hour = first + index * hourMs;
    return { hour, people: callsOf(hour, 'people'), background: callsOf(hour, 'background') };
  });
}

const errorsShown = 20;

/** Latest first. */
export async function readConnectionErrors({ sql: db }: Db, connection: string): Promise<CoverageAnswer['errors']> {
  const rows = await db
    .selectFrom('sync_error')
    .select(['code', 'message', 'resource', 'first_at', 'last_at', 'count'])
    .where('connection', '=', connection)
    .orderBy('last_at', 'desc')
    .limit(errorsShown)
    .execute();
  return rows.map(({ code, message, resource, first_at, last_at, count }) => ({
    code: toSourceCode(code),
    message,
    resource,
    firstAt: first_at,
    lastAt: last_at,
    count,
  }));
}
