import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { SessionCounts } from '../store/database.ts';
import type { MetricFamily } from './exposition.ts';

const resolutionMs = 10;

export interface ProcessMetrics {
  families(): MetricFamily[];
  close(): void;
}

/** @param sessions of the database's pool */
export function createProcessMetrics(sessions: () => SessionCounts): ProcessMetrics {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  // Its timer's own interval is in what it measures.
  const toSeconds = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - resolutionMs) / 1_000;

  return {
    families() {
      const { rss, heapUsed, external } = process.memoryUsage();
      const { user, system } = process.cpuUsage();
      const quantiles = [0.5, 0.99, 1].map((quantile) => ({
        labels: { quantile: String(quantile) },
        value: delay.count === 0 ? 0 : toSeconds(delay.percentile(quantile * 100)),
      }));
      delay.reset();
      return [
        {
          name: 'watchfloor_event_loop_delay_seconds',
          help: 'How late the event loop was since the metrics were last read.',
          type: 'gauge',
          samples: quantiles,
        },
        {
          name: 'watchfloor_database_sessions',
          help: 'Sessions of the pool, and who waits for one.',
          type: 'gauge',
          samples: Object.entries<number>({ ...sessions() }).map(([state, value]) => ({ labels: { state }, value })),
        },
        one('process_resident_memory_bytes', 'Memory in RAM.', 'gauge', rss),
        one('watchfloor_heap_used_bytes', 'Of V8.', 'gauge', heapUsed),
        one('watchfloor_external_memory_bytes', 'Of buffers outside of V8.', 'gauge', external),
        one('process_cpu_seconds_total', 'User and system time.', 'counter', (user + system) / 1e6),
        one('process_start_time_seconds', 'Since the epoch.', 'gauge', Math.round(performance.timeOrigin) / 1_000),
      ];
    },
    close: () => delay.disable(),
  };
}

function one(name: string, help: string, type: 'counter' | 'gauge', value: number): MetricFamily {
  return { name, help, type, samples: [{ value }] };
}
