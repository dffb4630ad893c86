import { existsSync, readFileSync } from 'node:fs';

const pauseMs = 500;

/**
 * `npm run` that is killed with -9 leaves its script running: this notices it. Only under npm, because a command that a
 * shell started in the background may outlive the shell.
 * @param {() => void} onEnd
 */
export function watchNpm(onEnd) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const before = toAncestry();
  const timer = setInterval(() => {
    if (toAncestry() === before) return;
    clearInterval(timer);
    onEnd();
  }, pauseMs);
  timer.unref();
}

/**
 * npm runs a script through `sh -c`. Some shells become the script, and then our parent is npm; dash stays in between
 * and outlives npm, so its own parent has to be watched.
 */
function toAncestry() {
  const shell = readParent(process.ppid);
  return `${process.ppid} ${shell?.name === 'sh' ? shell.parent : ''}`;
}

/** @param {number} pid @returns {{ name: string, parent: string } | undefined} undefined where there is no /proc */
function readParent(pid) {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return undefined;
  // pid (name) state parent …; the name may hold anything, also a bracket.
  const match = /^\d+ \((.*)\) \S (\d+) /s.exec(readFileSync(file, 'utf8'));
  return match === null ? undefined : { name: match[1] ?? '', parent: match[2] ?? '' };
}
