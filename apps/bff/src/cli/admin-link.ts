import { runAdminLink } from '../identity/admin-link-command.ts';
import { type Command, readArguments, readConfig, UsageError } from './command.ts';

export const adminLink: Command = {
  name: 'admin link',
  usage: '--email <address>',
  summary: 'prints a link that works once, with which an administrator sets a password',
  async run(args, { print, log }) {
    const { values } = readArguments(args, { email: { type: 'string' } }, 0);
    if (values.email === undefined) throw new UsageError('--email is missing.');
    for (const line of await runAdminLink(readConfig(values.config), log, values.email)) print(line);
    return 0;
  },
};
