import { ConfigError } from '../config.ts';
import { BackupError } from '../store/backup/format.ts';
import { DatabaseError } from '../store/failure.ts';
import { type Command, type Output, UsageError } from './command.ts';

/**
 * Finds the command and runs it.
 * @param complain gets lines for the person who typed it
 * @returns the exit code: 0, 1 where something is wrong, 2 where the command was typed wrongly
 */
export async function runCommand(
  commands: readonly Command[],
  argv: readonly string[],
  output: Output,
  complain: (line: string) => void,
): Promise<number> {
  const command = find(commands, argv);
  if (command === undefined) {
    const isAsked = argv.length === 0 || ['help', '--help', '-h'].includes(argv[0] ?? '');
    const say = isAsked ? output.print : complain;
    if (!isAsked) say(`There is no command "${argv.filter((word) => !word.startsWith('-')).join(' ')}".`);
    for (const line of toUsage(commands)) say(line);
    return isAsked ? 0 : 2;
  }
  try {
    return await command.run(argv.slice(command.name.split(' ').length), output);
  } catch (error) {
    return explain(error, command, complain);
  }
}

function find(commands: readonly Command[], argv: readonly string[]): Command | undefined {
  return commands.find(({ name }) => name.split(' ').every((word, index) => argv[index] === word));
}

function explain(error: unknown, command: Command, complain: (line: string) => void): number {
  if (error instanceof UsageError) {
    complain(error.message);
    complain(`Usage: watchfloor ${command.name} ${command.usage}`);
    return 2;
  }
  const isForPeople = error instanceof ConfigError || error instanceof DatabaseError || error instanceof BackupError;
  if (!isForPeople) throw error;
  for (const line of error.message.split('\n')) complain(line);
  return 1;
}

function toUsage(commands: readonly Command[]): string[] {
  const width = Math.max(...commands.map(({ name, usage }) => name.length + usage.length)) + 3;
  return [
    'watchfloor <command> [--config <watchfloor.yaml>]',
    '',
    ...commands.map(({ name, usage, summary }) => `  ${`${name} ${usage}`.padEnd(width)}${summary}`),
  ];
}
