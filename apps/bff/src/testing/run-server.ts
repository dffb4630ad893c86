import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));

export interface RunningServer {
  url: string;
  child: ChildProcess;
  /** From the start of the process until it takes requests. */
  startMs: number;
  /** Its log, line by line. */
  lines: readonly string[];
  /** As `kill -9` does; its database goes on by itself. */
  kill(): Promise<void>;
}

/**
 * The server as it runs in production, in a process of its own.
 * @throws Error with its last words when it ends instead of listening
 */
export async function runServer(env: Readonly<Record<string, string>>): Promise<RunningServer> {
  const began = performance.now();
  const child = spawn(process.execPath, [main], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const gone = once(child, 'close');
  const words: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        words.push(line);
        const said = /"msg":"listening".*"url":"([^"]+)"|"url":"([^"]+)".*"msg":"listening"/.exec(line);
        if (said) resolve(said[1] ?? said[2] ?? '');
      });
    }
    child.once('close', () => reject(new Error(`The server ended: ${words.slice(-10).join('\n')}`)));
  });
  return {
    url,
    child,
    startMs: performance.now() - began,
    lines: words,
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
