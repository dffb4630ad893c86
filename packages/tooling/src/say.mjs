/**
 * What a command is doing, on stderr: stdout belongs to its result, for example the one line of the demo.
 * @param {string} line
 */
export const say = (line) => void process.stderr.write(`${line}\n`);

/** @param {number} ms */
export const toSeconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

/** A mistake of the person at the keyboard or of the machine: shown as one message, without a stack. */
export class CommandError extends Error {
  /** @override */
  name = 'CommandError';
}

/**
 * Runs a command's body and turns its end into an exit code.
 * @param {() => Promise<number>} body
 */
export async function asCommand(body) {
  try {
    process.exitCode = await body();
  } catch (error) {
    say(error instanceof CommandError ? error.message : String(error instanceof Error ? error.stack : error));
    process.exitCode = 1;
  }
}
