/** The ids with one of them taken to another's place: before it, or behind it. */
export function withMoved(ids: readonly string[], id: string, to: { id: string; side: 'before' | 'after' }): string[] {
  if (id === to.id || !ids.includes(id)) return [...ids];
  const others = ids.filter((one) => one !== id);
  const at = others.indexOf(to.id);
  if (at < 0) return [...ids];
  others.splice(to.side === 'before' ? at : at + 1, 0, id);
  return others;
}

/** The ids with one of them moved by one place; as they are at an end. */
export function withStep(ids: readonly string[], id: string, places: -1 | 1): string[] {
  const neighbour = ids[ids.indexOf(id) + places];
  if (!ids.includes(id) || neighbour === undefined) return [...ids];
  return withMoved(ids, id, { id: neighbour, side: places < 0 ? 'before' : 'after' });
}
