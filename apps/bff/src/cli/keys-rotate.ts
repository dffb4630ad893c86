import { runKeysRotate } from '../connections/keys-command.ts';
import { type Command, readArguments, readConfig } from './command.ts';

export const keysRotate: Command = {
  name: 'keys rotate',
  usage: '',
  summary: 'puts every kept secret under the current master key, all of them or none',
  async run(args, { print, log }) {
    const { values } = readArguments(args, {}, 0);
    for (const line of await runKeysRotate(readConfig(values.config), log)) print(line);
    return 0;
  },
};
