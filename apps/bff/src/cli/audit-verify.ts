import { withKeptKey } from '../config/kept-key.ts';
import type { Config } from '../config.ts';
import { type KnownHead, parseHead, readHeads } from '../store/audit/heads.ts';
import { toSealKey } from '../store/audit/seal.ts';
import { type AuditVerdict, verifyAudit } from '../store/audit/verify.ts';
import { withDatabase } from '../store/database.ts';
import { shareServer } from '../store/open-store.ts';
import { type Command, type Output, readArguments, readConfig, UsageError } from './command.ts';

export const auditVerify: Command = {
  name: 'audit verify',
  usage: '[--head <position>:<mac>]…',
  summary: 'reads the whole audit log and says where it was edited, cut or put together anew',
  async run(args, { print, log }) {
    const { values } = readArguments(args, { head: { type: 'string', multiple: true } }, 0);
    const noted = (values.head ?? []).map(toHead);
    const given = readConfig(values.config);
    const server = await shareServer(given.store, log);
    try {
      const config = withKeptKey(given);
      const heads = [...(await readHeads(config.store.dataDir)), ...noted];
      const verdict = await withDatabase({ url: server.url, log, statementTimeoutMs: 0 }, ({ sql: db }) =>
        verifyAudit({ db, keys: toKeys(config), heads }),
      );
      report(verdict, heads, print);
      return verdict.problems.length > 0 ? 1 : 0;
    } finally {
      await server.close();
    }
  },
};

function toKeys(config: Config) {
  if (config.masterKeyIsRandom) {
    throw new UsageError('There is no key to check seals with. Set WATCHFLOOR_KEY or WATCHFLOOR_KEY_FILE.');
  }
  return [config.masterKey, ...config.olderMasterKeys].map(toSealKey);
}

function toHead(text: string): KnownHead {
  const head = parseHead(text);
  if (head === undefined)
    throw new UsageError(`--head ${text}: has to be a position and a mac, as this command prints them.`);
  return head;
}

function report(
  { sealed, unsealed, head, problems }: AuditVerdict,
  heads: readonly KnownHead[],
  print: Output['print'],
): void {
  for (const { detail } of problems) print(detail);
  const known =
    heads.length === 0 ? 'No head is known, so a cut end cannot be seen.' : `${heads.length} heads are known.`;
  print(`${sealed} entries are sealed, ${unsealed} not yet. ${known}`);
  if (head !== undefined) print(`Head: ${head.position}:${head.mac}`);
  print(
    problems.length === 0
      ? 'Nothing was changed.'
      : `Changed: ${problems.length} findings${problems.length >= 100 ? ' or more' : ''}.`,
  );
}
