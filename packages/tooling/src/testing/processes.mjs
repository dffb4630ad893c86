import { spawnSync } from 'node:child_process';

/**
 * The processes whose command line contains a text, for example the path of a temporary file that only they know.
 * @param {string} text
 * @returns {number[]}
 */
export function processesWith(text) {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,stat=,args='], { encoding: 'utf8' });
  return (
    stdout
      .split('\n')
      .map((line) => /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line))
      .filter((match) => match !== null)
      // A zombie is dead; only its parent has not asked yet.
      .filter(([, , stat = '', args = '']) => !stat.startsWith('Z') && args.includes(text))
      .map(([, pid]) => Number(pid))
  );
}
