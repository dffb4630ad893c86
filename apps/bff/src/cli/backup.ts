import { resolve } from 'node:path';
import { writeAudit } from '../store/audit/write.ts';
import { writeBackup } from '../store/backup/backup.ts';
import { withDatabase } from '../store/database.ts';
import { shareServer } from '../store/open-store.ts';
import { type Command, readArguments, readConfig } from './command.ts';

export const backup: Command = {
  name: 'backup',
  usage: '<file>',
  summary: 'writes everything that is kept into one new file, also while the server runs',
  async run(args, { print, log }) {
    const { values, positionals } = readArguments(args, {}, 1);
    const file = resolve(positionals[0] ?? '');
    const { store } = readConfig(values.config);
    const server = await shareServer(store, log);
    try {
      const { tables, rows } = await writeBackup(server.url, file);
      const entry = {
        actor: { kind: 'command', name: 'watchfloor backup' },
        action: 'database.backup',
        detail: { tables, rows },
      } as const;
      await withDatabase({ url: server.url, log }, ({ transaction }) => transaction((trx) => writeAudit(trx, entry)));
      print(`${file}: ${rows} rows of ${tables} tables.`);
      print('Secrets in it are sealed. Keep the key apart from it: without the key they cannot be opened.');
      return 0;
    } finally {
      await server.close();
    }
  },
};
