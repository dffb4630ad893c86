import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { type Config, loadConfig } from '../config.ts';
import { createLog, type Log } from '../log.ts';

/** One line of the table in `commands.ts`. */
export interface Command {
  /** `audit verify`: the words to type. */
  name: string;
  /** What follows them. */
  usage: string;
  /** For the list of commands. */
  summary: string;
  /** @returns the exit code: 0, or 1 where it found something wrong. What a person has to put right is thrown */
  run(args: readonly string[], output: Output): Promise<number>;
}

export interface Output {
  /** A line of the result, to stdout. */
  print(line: string): void;
  /** What happens beside it, to stderr. */
  log: Log;
}

/** The command was typed wrongly: shown with its usage. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** To stderr go only warnings and errors, as JSON lines like the server's: a command's own words are its output. */
export function createCommandLog(write: (line: string) => void): Log {
  const log = createLog(write);
  return { info: () => undefined, warn: log.warn, error: log.error };
}

/**
 * Reads a command's arguments: its own options, and `--config`, which every command has.
 * @param count of words that are no options
 */
export function readArguments<Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
  count: number,
) {
  const parsed = parse(args, options);
  if (parsed.positionals.length !== count) {
    throw new UsageError(parsed.positionals.length > count ? 'There is a word too many.' : 'There is a word missing.');
  }
  return parsed;
}

function parse<Options extends ParseArgsOptionsConfig>(args: readonly string[], options: Options) {
  try {
    const config = { config: { type: 'string' } } as const;
    return parseArgs({ args: [...args], options: { ...options, ...config }, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** The server's own configuration. @throws ConfigError */
export const readConfig = (file: unknown): Config => loadConfig(typeof file === 'string' ? ['--config', file] : []);
