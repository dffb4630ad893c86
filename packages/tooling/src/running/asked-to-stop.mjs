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
  // Started by setup.mjs on the machine's Node, which may be killed with -9.
  process.once('disconnect', () => ask('the parent process ended'));
  process.channel?.unref();
  watchNpm(ask);
  return controller.signal;
}

/**
 * `npm run` that is killed with -9 leaves its script running. Only under npm: a demo that was started in the
 * background by a shell may outlive the shell.
 * @param {(why: string) => void} ask
 */
function watchNpm(ask) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    ask('npm ended');
  }, 500);
  timer.unref();
}
