import { resolve } from 'node:path';
import { setHeadsAside } from '../store/audit/heads.ts';
import { checkBackup, restoreBackup } from '../store/backup/restore.ts';
import { migrate } from '../store/migrate.ts';
import { openServer } from '../store/open-store.ts';
import { type Command, readArguments, readConfig } from './command.ts';

export const restore: Command = {
  name: 'restore',
  usage: '<file> [--replace]',
  summary: 'puts a backup into an empty database, or with --replace in the place of what is there',
  async run(args, { print, log }) {
    const { values, positionals } = readArguments(args, { replace: { type: 'boolean', default: false } }, 1);
    const file = resolve(positionals[0] ?? '');
    const { store } = readConfig(values.config);
    await checkBackup(file);
    // Not shared with a running server: nobody may write meanwhile.
    const server = await openServer(store, log);
    try {
      const { taken, tables, rows } = await restoreBackup(server.url, file, { replace: values.replace });
      const aside = await setHeadsAside(store.dataDir);
      const applied = await migrate({ url: server.url, log });
      print(`Restored ${rows} rows of ${tables} tables, as they were at ${taken}.`);
      if (applied.length > 0) print(`Brought up to date: ${applied.join(', ')}.`);
      if (aside !== undefined) print(`The heads of the audit log from before are in ${aside}.`);
      print('Everybody has to sign in again. Secrets open with the key of the server that the backup is from.');
      return 0;
    } finally {
      await server.close();
    }
  },
};
