import type { Vendor } from '@watchfloor/connectors';
import type { AdminConnection, ConnectionTestAnswer } from '@watchfloor/contract';
import type { Transaction } from 'kysely';
import type { ConfiguredConnection } from '../config/connection-settings.ts';
import { ProblemError } from '../http/problem.ts';
import { type Log, toLogFields } from '../log.ts';
import { writeAudit } from '../store/audit/write.ts';
import type { Database } from '../store/database.ts';
import { isUniqueViolation } from '../store/failure.ts';
import type { Tables } from '../store/tables.ts';
import { maySee } from './access.ts';
import { planChange, toAuditDetail } from './change.ts';
import type { Administrator, ConnectionAdmin, ConnectionDraft } from './connection-admin.ts';
import type { ConnectionBook } from './connection-book.ts';
import type { ConnectionSync } from './connection-sync.ts';
import { assess, type ReadingKept } from './kept-connection.ts';
import { presentConfigured, presentKept, presentVendor } from './present.ts';
import { type KeptConnection, notifyChange, readConnections } from './rows.ts';
import { checkSettings, dropEmpty, findNameFaults, type Secrets, type Settings, toOrigin } from './settings-check.ts';
import { askOnce, tryConnection } from './try-connection.ts';
import { insertConnection, updateConnection } from './write-rows.ts';

export interface ConnectionAdminDeps extends ReadingKept {
  database: Pick<Database, 'sql' | 'transaction'>;
  book: ConnectionBook;
  sync: Pick<ConnectionSync, 'refresh' | 'shadowed'>;
  /** From the operator's file. */
  configured: readonly ConfiguredConnection[];
  /** False where the master key ends with the process. */
  canKeepSecrets: boolean;
  log: Log;
}

export function createConnectionAdmin(deps: ConnectionAdminDeps): ConnectionAdmin {
  const { database, book, sync, configured, vendors, rules, ring, outbound, now, log } = deps;
  const fromFile = new Map(configured.map((connection) => [connection.id, connection]));

  const present = (kept: KeptConnection): AdminConnection =>
    presentKept(kept, assess(kept, deps), book.get(kept.id), now());

  /** One outside the administrator's own access is answered as one that does not exist. */
  async function find(
    db: Database['sql'] | Transaction<Tables>,
    id: string,
    by: Administrator,
  ): Promise<KeptConnection> {
    if (maySee(by.access, id) && fromFile.has(id)) {
      throw new ProblemError('read_only', `"${id}" stands in the server's configuration file, and is changed there.`);
    }
    const [kept] = maySee(by.access, id) ? await readConnections(db, id) : [];
    if (!kept) throw new ProblemError('unknown_connection', `No connection "${id}".`);
    return kept;
  }

  /** Locks the row, so that of two who change one version the second is told. */
  async function findForChange(trx: Transaction<Tables>, id: string, version: number, by: Administrator) {
    await trx.selectFrom('connection').select('id').where('id', '=', id).forUpdate().execute();
    const kept = await find(trx, id, by);
    if (kept.version === version) return kept;
    const detail = `${kept.updated_by} changed "${kept.label}" in the meantime.`;
    throw new ProblemError('version_conflict', detail, { current: present(kept) });
  }

  function findVendor(name: string): Vendor {
    const vendor = vendors.find((candidate) => candidate.name === name);
    if (vendor) return vendor;
    const detail = `Is not a vendor. Known: ${vendors.map((known) => known.name).join(', ')}.`;
    throw wrong([{ parameter: 'vendor', detail }]);
  }

  function check(vendor: Vendor, settings: Settings, secrets: Secrets, mayLackSecrets: boolean) {
    const { faults, config, origin } = checkSettings(vendor, settings, secrets, { rules, mayLackSecrets });
    if (!config || origin === undefined) throw wrong(faults);
    return { config, origin };
  }

  function checkNames(names: Readonly<Record<string, string | null | undefined>>): void {
    const faults = findNameFaults(names);
    if (faults.length > 0) throw wrong(faults);
  }

  function requireKey(secrets: Secrets): void {
    if (deps.canKeepSecrets || Object.keys(secrets).length === 0) return;
    const detail =
      'This server was given no key, so that it can keep no secret. Set WATCHFLOOR_KEY or WATCHFLOOR_KEY_FILE.';
    throw new ProblemError('not_ready', detail);
  }

  /** It is committed: a failure to look at it now must not say otherwise. The next look finds it. */
  async function takeEffect(): Promise<void> {
    await sync.refresh().catch((error: unknown) => log.warn('connections not refreshed', toLogFields(error)));
  }

  return {
    vendors: () => vendors.map(presentVendor),

    async list(access) {
      const kept = await readConnections(database.sql);
      const shadowed = sync.shadowed();
      const all = [
        ...configured.map((one) => presentConfigured(one, book.get(one.id), shadowed.has(one.id), now())),
        ...kept.filter(({ id }) => !fromFile.has(id)).map(present),
      ];
      return { connections: all.filter(({ id }) => maySee(access, id)), allowedOrigins: [...rules.allowOrigins] };
    },

    async create(given, by) {
      const { id, label, tenant = null, secrets } = given;
      const vendor = findVendor(given.vendor);
      checkNames({ label, tenant });
      const settings = dropEmpty(given.settings);
      const { origin } = check(vendor, settings, secrets, false);
      requireKey(secrets);
      if (fromFile.has(id)) throw taken(id);
      const kept = await database.transaction(async (trx) => {
        await insertConnection(trx, ring, { ...given, settings }, { origin, by: by.name }).catch(asTaken(id));
        const detail = { vendor: vendor.name, label, tenant, settings, secretsSet: Object.keys(secrets) };
        await writeAudit(trx, entry('create', id, by, detail));
        await notifyChange(trx);
        return readConnections(trx, id);
      });
      await takeEffect();
      return present(only(kept));
    },

    async change(id, given, by) {
      checkNames({ label: given.label, tenant: given.tenant });
      const changed = await database.transaction(async (trx) => {
        const kept = await findForChange(trx, id, given.version, by);
        const plan = planChange(kept, given);
        if (given.settings || given.secrets) {
          const goesOn = Object.entries(assess(kept, deps).secrets).filter(([field]) => !plan.cleared.includes(field));
          check(findVendor(kept.vendor), plan.settings, { ...Object.fromEntries(goesOn), ...plan.secrets }, true);
          requireKey(plan.secrets);
        }
        const detail = toAuditDetail(kept, plan);
        const isPausing = plan.paused !== kept.paused;
        if (!detail && !isPausing) return [kept];
        await updateConnection(trx, ring, id, { plan, by: by.name });
        if (detail) await writeAudit(trx, entry('change', id, by, detail));
        if (isPausing) await writeAudit(trx, entry(plan.paused ? 'pause' : 'resume', id, by, { label: plan.label }));
        await notifyChange(trx);
        return readConnections(trx, id);
      });
      await takeEffect();
      return present(only(changed));
    },

    async remove(id, version, by) {
      await database.transaction(async (trx) => {
        const { vendor, label, tenant, settings } = await findForChange(trx, id, version, by);
        await trx.deleteFrom('connection').where('id', '=', id).execute();
        await writeAudit(trx, entry('remove', id, by, { vendor, label, tenant, settings }));
        await notifyChange(trx);
      });
      await takeEffect();
    },

    async test(draft, by) {
      const answer = await runTest(draft, by);
      const { ok, code, ms } = answer;
      const detail = { vendor: draft.vendor, address: toOrigin(draft.settings) ?? null, ok, code, ms };
      await database.transaction((trx) => writeAudit(trx, entry('test', draft.id, by, detail)));
      return answer;
    },
  };

  async function runTest(draft: ConnectionDraft, by: Administrator): Promise<ConnectionTestAnswer> {
    const { id, secrets } = draft;
    const ofFile = id !== undefined && maySee(by.access, id) ? fromFile.get(id) : undefined;
    const isUnchanged = Object.keys(draft.settings).length === 0 && Object.keys(secrets).length === 0;
    const open = ofFile && isUnchanged ? book.get(ofFile.id)?.open : undefined;
    if (ofFile && open) return askOnce(open, new URL(ofFile.config.base_url).origin, by.signal);
    const vendor = findVendor(draft.vendor);
    const kept = id === undefined ? undefined : await findKept(id, by);
    const settings = dropEmpty({ ...kept?.settings, ...draft.settings });
    const lent = kept && kept.vendor === vendor.name ? secretsFor(kept, toOrigin(settings)) : {};
    const { config } = check(vendor, settings, { ...lent, ...secrets }, false);
    return tryConnection({ vendor, config }, { rules, signal: by.signal, ledgerFor: outbound?.ledgerFor, now });
  }

  /** A draft's id may be one that does not exist yet. */
  async function findKept(id: string, by: Administrator): Promise<KeptConnection | undefined> {
    return find(database.sql, id, by).catch((error: unknown) => {
      if (error instanceof ProblemError && error.code === 'unknown_connection') return undefined;
      throw error;
    });
  }

  /** Kept secrets go to the origin that they were given for, and nowhere else: a draft could name any. */
  function secretsFor(kept: KeptConnection, origin: string | undefined): Secrets {
    return origin === toOrigin(kept.settings) ? assess(kept, deps).secrets : {};
  }
}

function entry(what: string, id: string | undefined, by: Administrator, detail: Record<string, unknown>) {
  return {
    actor: { kind: 'person' as const, name: by.name, ...(by.id !== null && { id: by.id }) },
    action: `connection.${what}`,
    ...(id !== undefined && { target: { kind: 'connection', id } }),
    requestId: by.requestId,
    detail,
  };
}

function only<Row>([row]: readonly Row[]): Row {
  if (row === undefined) throw new Error('The database answered without the row that was just written.');
  return row;
}

function wrong(errors: { parameter: string; detail: string }[]): ProblemError {
  const names = errors.map(({ parameter }) => parameter).join(', ');
  return new ProblemError('bad_parameter', `To correct: ${names}.`, { errors });
}

const taken = (id: string) =>
  new ProblemError('name_taken', `There is a connection "${id}" already. Choose another id.`);

/** For the one error that two administrators with one idea make. */
const asTaken = (id: string) => (error: unknown) => {
  throw isUniqueViolation(error) ? taken(id) : error;
};
