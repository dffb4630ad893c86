import { type ChildProcess, fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Helper {
  readonly origin: string;
  readonly stop: () => Promise<void>;
}

/** A process of its own, so that it takes no turn on anybody else's event loop. Its first line is its origin. */
export async function startHelper(
  file: string,
  args: readonly string[],
  options: { execArgv?: string[]; env?: Record<string, string> } = {},
): Promise<Helper> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args, {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    execArgv: options.execArgv ?? [],
    env: { ...process.env, NODE_ENV: 'production', ...options.env },
  });
  return { origin: await firstLine(child), stop: () => stop(child) };
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`It ended with ${code}.`)));
    if (child.stdout) createInterface({ input: child.stdout }).once('line', resolve);
  });
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve();
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  return gone;
}
