import { draw, hash32 } from './prng.ts';

const HOUR_MS = 3_600_000;

export interface SpreadOptions {
  seed: number;
  count: number;
  /** Nothing happens at or after this instant (epoch ms). */
  endMs: number;
  days: number;
  /** How many rows share one single millisecond; 0 for none. */
  burst: number;
}

/** Times in ascending order: denser recently, busier by day than by night, quieter at weekends. */
export function spreadTimes({ seed, count, endMs, days, burst }: SpreadOptions): Float64Array {
  const times = new Float64Array(count);
  const hours = days * 24;
  const weights = Array.from({ length: hours }, (_, index) => hourWeight(endMs - (hours - index) * HOUR_MS, endMs));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let placed = 0;
  let cumulative = 0;
  for (let hour = 0; hour < hours; hour++) {
    cumulative += weights[hour] ?? 0;
    const until = hour === hours - 1 ? count : Math.min(count, Math.round((cumulative / total) * count));
    const from = endMs - (hours - hour) * HOUR_MS;
    for (let row = placed; row < until; row++) times[row] = from + Math.floor(draw(hash32(seed, row), 1) * HOUR_MS);
    times.subarray(placed, until).sort();
    placed = until;
  }
  const burstAt = Math.floor(count * 0.6);
  if (burst > 0) times.fill(times[burstAt] ?? endMs, burstAt, Math.min(count, burstAt + burst));
  return times.toSorted();
}

/** How busy the company is at this instant, 1 being an ordinary working hour (clock of Gothenburg, winter time). */
function dayRhythm(atMs: number): number {
  const local = new Date(atMs + HOUR_MS);
  const hour = local.getUTCHours();
  const byHour = hour >= 8 && hour < 17 ? 1 : hour >= 6 && hour < 20 ? 0.55 : 0.22;
  const weekday = local.getUTCDay();
  return weekday === 0 || weekday === 6 ? byHour * 0.45 : byHour;
}

function hourWeight(atMs: number, endMs: number): number {
  const ageDays = (endMs - atMs) / (24 * HOUR_MS);
  return dayRhythm(atMs) * (1 + 1.6 * Math.exp(-ageDays / 4));
}
