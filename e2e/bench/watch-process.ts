import { appendFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

// Loaded before the server by `--import`: writes how long its event loop was blocked and what it holds, a line every
// quarter of a second, to WATCHFLOOR_BENCH_FILE. The server knows nothing of it.
const file = process.env.WATCHFLOOR_BENCH_FILE;
const resolutionMs = 1;
if (file !== undefined) {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  setInterval(() => {
    const { rss, heapUsed, external } = process.memoryUsage();
    const blockedMs = Math.max(0, delay.max / 1e6 - resolutionMs);
    const p99Ms = Math.max(0, delay.percentile(99) / 1e6 - resolutionMs);
    const { user, system } = process.cpuUsage();
    const cpuMs = (user + system) / 1000;
    delay.reset();
    appendFileSync(file, `${JSON.stringify({ at: Date.now(), blockedMs, p99Ms, rss, heapUsed, external, cpuMs })}\n`);
  }, 250).unref();
}
