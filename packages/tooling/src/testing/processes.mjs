import { spawnSync } from 'node:child_process';

/** @typedef {{ pid: number, parent: number, args: string }} Process */

/** @param {string} text for example the path of a temporary file that only they know @returns {number[]} */
export const processesWith = (text) => pidsOf(({ args }) => args.includes(text));

/** @param {number} pid @returns {number[]} */
export const childrenOf = (pid) => pidsOf(({ parent }) => parent === pid);

/** @param {number[]} pids @returns {number[]} those that still run */
export const aliveOf = (pids) => pidsOf(({ pid }) => pids.includes(pid));

/** @param {(process: Process) => boolean} predicate @returns {number[]} */
function pidsOf(predicate) {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' });
  return (
    stdout
      .split('\n')
      .map((line) => /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line))
      .filter((match) => match !== null)
      // A zombie is dead; only its parent has not asked yet.
      .filter(([, , , stat = '']) => !stat.startsWith('Z'))
      .map(([, pid, parent, , args = '']) => ({ pid: Number(pid), parent: Number(parent), args }))
      .filter(predicate)
      .map(({ pid }) => pid)
  );
}
