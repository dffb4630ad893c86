import { type ExploreQuery, type FilterValues, type Mark, meValue, noValue } from '@watchfloor/contract';

/**
 * Whether a finding that the list showed still belongs to it after what was decided: only what a decision changes is
 * looked at. The row stays where it is either way; one that no longer matches is dimmed until the list is read anew.
 * @param me the asker's id, for `owner=me`
 */
export function stillMatches({ filters }: ExploreQuery, mark: Mark, me: string | undefined): boolean {
  const owners = mark.owner === null ? [noValue] : [mark.owner.id, ...(mark.owner.id === me ? [meValue] : [])];
  return (
    allows(filters.status, [mark.state]) &&
    allows(filters.owner, owners) &&
    allows(filters.verdict, [mark.verdict ?? noValue])
  );
}

function allows(filter: FilterValues | undefined, values: readonly string[]): boolean {
  if (!filter) return true;
  if (values.some((value) => filter.exclude.includes(value))) return false;
  return filter.include.length === 0 || values.some((value) => filter.include.includes(value));
}
