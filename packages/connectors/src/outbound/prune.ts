const stringCharsMax = 65_536;
const arrayItemsMax = 2_000;
const depthMax = 24;
/** Lists of records stand above this depth, and no record is ever cut from one. */
const recordDepth = 3;

/** Cuts what no screen can show out of a very large answer: strings, arrays and nesting beyond a bound, each marked. */
export function prune(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') {
    return value.length > stringCharsMax
      ? `${value.slice(0, stringCharsMax)}… (${value.length} characters, see the raw record)`
      : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (depth > depthMax) return '… (nested deeper, see the raw record)';
  if (Array.isArray(value)) {
    const items = depth < recordDepth ? value : value.slice(0, arrayItemsMax);
    return items.map((item) => prune(item, depth + 1));
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, prune(item, depth + 1)]));
}
