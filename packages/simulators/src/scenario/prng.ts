/**
 * Stateless randomness: every draw is a hash of (key, salt), so a record can be made again from its row number at any
 * time and in any order. That is what lets millions of records exist without being held as objects.
 */
export function mix32(value: number): number {
  let x = value | 0;
  x ^= x >>> 16;
  x = Math.imul(x, 0x7feb352d);
  x ^= x >>> 15;
  x = Math.imul(x, 0x846ca68b);
  x ^= x >>> 16;
  return x >>> 0;
}

/** The exact inverse of mix32: an id's first eight digits lead back to its row without any index. */
export function unmix32(value: number): number {
  let x = value | 0;
  x ^= x >>> 16;
  x = Math.imul(x, 0x43021123);
  x ^= (x >>> 15) ^ (x >>> 30);
  x = Math.imul(x, 0x1d69e2a5);
  x ^= x >>> 16;
  return x >>> 0;
}

export function hash32(key: number, salt: number): number {
  return mix32((mix32(key ^ 0x9e3779b9) + Math.imul(salt, 0x85ebca6b)) | 0);
}

/** A number in [0, 1). */
export function draw(key: number, salt: number): number {
  return hash32(key, salt) / 0x1_0000_0000;
}

export function drawInt(key: number, salt: number, below: number): number {
  return Math.floor(draw(key, salt) * below);
}

export function pick<T>(list: readonly T[], key: number, salt: number): T {
  const item = list[drawInt(key, salt, list.length)];
  if (item === undefined) throw new Error('pick: the list is empty');
  return item;
}

/** Turns weights into a picker that costs one binary search. */
export function createWeightedPicker(weights: readonly number[]): (unit: number) => number {
  const cumulative: number[] = [];
  let total = 0;
  for (const weight of weights) cumulative.push((total += weight));
  return (unit) => {
    const target = unit * total;
    let low = 0;
    let high = cumulative.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cumulative[middle] ?? total) > target) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
