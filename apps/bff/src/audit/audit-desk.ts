import type { AuditAnswer, AuditEntry, AuditExportFormat, AuditFilters, AuditVerdict } from '@watchfloor/contract';
import { type Actor, audit } from '../identity/audited.ts';
import type { KnownHead } from '../store/audit/heads.ts';
import type { SealKey } from '../store/audit/seal.ts';
import { verifyAudit } from '../store/audit/verify.ts';
import type { Database } from '../store/database.ts';
import {
  type AuditPlace,
  type AuditQuestion,
  parseCursor,
  readChoices,
  readEntries,
  toCursor,
  toQuestion,
} from './entries.ts';
import { toExportText } from './export.ts';

export interface AuditDesk {
  /** @throws ProblemError `bad_range` */
  list(filters: AuditFilters, cursor: string | undefined): Promise<AuditAnswer>;
  /** Who took what out is in the log, committed, before the first byte leaves. @throws ProblemError `bad_range` */
  export(filters: AuditFilters, format: AuditExportFormat, reader: Actor): Promise<ReadableStream<Uint8Array>>;
  verify(reader: Actor): Promise<AuditVerdict>;
}

export interface AuditDeskDeps {
  database: Pick<Database, 'sql' | 'transaction'>;
  /** The present one, and earlier ones while the key is changed; none where nothing is sealed. */
  sealKeys: readonly SealKey[];
  /** Those kept outside the database. */
  readHeads(): Promise<readonly KnownHead[]>;
  now(): number;
  pageRows?: number;
}

export function createAuditDesk(deps: AuditDeskDeps): AuditDesk {
  const { database, now, pageRows = 200 } = deps;
  let checking: Promise<AuditVerdict> | undefined;

  return {
    async list(filters, cursor) {
      const question = toQuestion(filters, now());
      const below = cursor === undefined ? undefined : parseCursor(cursor);
      // One more than is shown says whether there is another page.
      const read = await readEntries(database.sql, question, below, pageRows + 1);
      const entries = read.slice(0, pageRows);
      const last = entries.at(-1);
      const choices = below ? { actions: [], actors: [] } : await readChoices(database.sql);
      const range = { from: question.from, to: question.to };
      return { entries, range, cursor: read.length > pageRows && last ? toCursor(toPlace(last)) : null, ...choices };
    },

    async export(filters, format, reader) {
      const question = toQuestion(filters, now());
      await record(reader, 'audit.export', { format, ...filters, range: [question.from, question.to].map(toIso) });
      const text = toExportText(format, readPages(question));
      return ReadableStream.from(text).pipeThrough(new TextEncoderStream());
    },

    async verify(reader) {
      // It reads the whole log: whoever asks while one is under way gets its verdict.
      checking ??= check().finally(() => {
        checking = undefined;
      });
      const verdict = await checking;
      const { intact, sealed, unsealed } = verdict;
      await record(reader, 'audit.verify', { intact, sealed, unsealed, faults: verdict.faults.length });
      return verdict;
    },
  };

  async function* readPages(question: AuditQuestion): AsyncGenerator<AuditEntry[]> {
    let below: AuditPlace | undefined;
    for (;;) {
      const page = await readEntries(database.sql, question, below, exportPageRows);
      if (page.length > 0) yield page;
      const last = page.at(-1);
      if (page.length < exportPageRows || !last) return;
      below = toPlace(last);
    }
  }

  async function check(): Promise<AuditVerdict> {
    const heads = await deps.readHeads();
    const { sealed, unsealed, head, problems } = await verifyAudit({ db: database.sql, keys: deps.sealKeys, heads });
    const of =
      head &&
      (await database.sql.selectFrom('audit_entry').select('at').where('id', '=', head.auditId).executeTakeFirst());
    return {
      intact: problems.length === 0,
      sealed,
      unsealed,
      sealing: deps.sealKeys.length > 0,
      head: head ? { position: head.position, mac: head.mac, at: of?.at ?? null } : null,
      heads: heads.length,
      faults: problems,
      checkedAt: now(),
    };
  }

  function record(reader: Actor, action: string, detail: Record<string, unknown>): Promise<void> {
    return database.transaction((trx) => audit(trx, reader, { action, detail }));
  }
}

const exportPageRows = 1_000;

const toPlace = ({ at, id }: AuditEntry): AuditPlace => ({ at, id: Number(id) });
const toIso = (at: number) => new Date(at).toISOString();
