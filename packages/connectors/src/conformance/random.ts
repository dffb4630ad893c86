/** A small seeded generator (mulberry32): a walk that fails can be made again from its seed. */
export interface Random {
  readonly seed: number;
  /** From 0, below 1. */
  next(): number;
  /** A whole number from 0, below `max`. */
  below(max: number): number;
  chance(share: number): boolean;
  pick<Value>(list: readonly Value[]): Value;
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (max: number) => Math.floor(next() * max);
  return {
    seed,
    next,
    below,
    chance: (share) => next() < share,
    pick(list) {
      const value = list[below(list.length)];
      if (value === undefined) throw new Error('nothing to pick from');
      return value;
    },
  };
}
