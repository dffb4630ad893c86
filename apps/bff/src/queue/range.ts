import type { Interval } from '@watchfloor/contract';
import { type RawBuilder, sql } from 'kysely';

/** Within this, an entry's times lie around its place in time; as in migration 0011. */
export const nearMs = 300_000;

/**
 * A range matches any of the three times. `near` are entries whose place in time lies in it, so that an index alone knows
 * them; `apart` the few others: just outside of it, or with times that lie far apart. None is in both.
 */
export function toRange({ from, to }: Interval): { near: RawBuilder<boolean>; apart: RawBuilder<boolean> } {
  const isBeside = sql<boolean>`(x.sort_at between ${from - nearMs} and ${from - 1}
    or x.sort_at between ${to + 1} and ${to + nearMs})`;
  const isFar = sql<boolean>`x.is_apart and not x.sort_at between ${from - nearMs} and ${to + nearMs}`;
  const arrived = sql<boolean>`x.arrived between ${from} and ${to}`;
  const active = sql<boolean>`x.active between ${from} and ${to}`;
  return {
    near: sql<boolean>`x.sort_at between ${from} and ${to}`,
    // Each line is a stretch of an index.
    apart: sql<boolean>`((${isBeside} and (${arrived} or ${active}))
      or (${isFar} and ${arrived})
      or (${isFar} and ${active}))`,
  };
}
