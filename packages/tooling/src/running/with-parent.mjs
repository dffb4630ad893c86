import { isMainThread } from 'node:worker_threads';

/**
 * Preloaded (`node --import`) into each part that a command starts, so that no part outlives it: a command that was
 * killed with -9 can end nothing itself, but the kernel closes its end of the channel. It works for any program, without its help.
 */
const graceMs = 7000;

if (isMainThread && process.channel !== undefined && process.channel !== null) {
  process.once('disconnect', () => {
    // First the orderly way, which the program knows; then the one that cannot be ignored.
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), graceMs).unref();
    process.kill(process.pid, 'SIGTERM');
  });
  // Watching must not keep a program alive that is otherwise done.
  process.channel.unref();
}
