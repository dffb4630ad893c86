import { watchNpm } from './npm-watch.mjs';

/**
 * Aborts when somebody wants this process to end: a signal, or the process that started it being gone.
 * A second signal changes nothing: the parts are being ended in order, and that has its own time limit.
 */
export function askedToStop() {
  const controller = new AbortController();
  const ask = (/** @type {string} */ why) => controller.abort(new Error(why));
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => ask(signal));
  }
  if (process.channel === undefined || process.channel === null) {
    watchNpm(() => ask('npm ended'));
  } else {
    // Started again by setup.mjs, which watches npm itself, and may be killed with -9 too.
    process.once('disconnect', () => ask('the parent process ended'));
    process.channel.unref();
  }
  return controller.signal;
}
