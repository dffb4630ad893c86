import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError } from '../say.mjs';

const patienceMs = 30_000;
const pauseMs = 100;

/**
 * Asks /readyz until it says yes.
 * @param {string} url the server's
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
export async function waitForReady(url, signal) {
  const deadline = Date.now() + patienceMs;
  let last = 'no answer';
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    last = await ask(new URL('/readyz', url), signal);
    if (last === 'ready') return;
    await sleep(pauseMs, undefined, { signal });
  }
  throw new CommandError(`The server is not ready after ${patienceMs / 1000} s. Its last answer: ${last}`);
}

/** @param {URL} url @param {AbortSignal} signal */
async function ask(url, signal) {
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(2000)]) });
    return response.ok ? 'ready' : `${response.status} ${(await response.text()).slice(0, 500)}`;
  } catch (error) {
    // It may not accept connections yet; the caller asks again, and repeats this if it never does.
    return error instanceof Error ? error.message : String(error);
  }
}
