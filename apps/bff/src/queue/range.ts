import type { Interval } from '@watchfloor/contract';
import { type RawBuilder, sql } from 'kysely';

/** Within this, an entry's times lie around its place in time; as in migration 0011. */
export const nearMs = 300_000;

/** A range matches any of the three times. `near` and `apart` have no entry in common. */
export function toRange({ from, to }: Interval): { near: RawBuilder<boolean>; apart: RawBuilder<boolean> } {
  const around = sql<boolean>`x.sort_at between ${from - nearMs} and ${to + nearMs}`;
  return {
    near: sql<boolean>`(${around} and (x.happened between ${from} and ${to} or x.arrived between ${from} and ${to}
      or x.active between ${from} and ${to}))`,
    apart: sql<boolean>`(x.is_apart and (x.arrived between ${from} and ${to} or x.active between ${from} and ${to})
      and not ${around})`,
  };
}
