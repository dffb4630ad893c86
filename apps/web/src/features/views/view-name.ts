import { type View, viewLimits, viewNameSchema } from '@watchfloor/contract';

/** What is wrong with a name, in words; undefined for a good one. */
export function toNameProblem(name: string): string | undefined {
  const parsed = viewNameSchema.safeParse(name);
  if (parsed.success) return undefined;
  const trimmed = name.trim();
  if (trimmed === '') return 'Needs a name.';
  return trimmed.length > viewLimits.nameChars
    ? `Has at most ${viewLimits.nameChars} characters.`
    : (parsed.error.issues[0]?.message ?? 'Not a name.');
}

/** The name, or the first of "name 2", "name 3" that none of one's own views has. */
export function toFreeName(name: string, views: readonly Pick<View, 'name' | 'origin'>[]): string {
  const taken = new Set(views.filter(({ origin }) => origin === 'own').map((view) => view.name.toLowerCase()));
  for (let count = 1; ; count++) {
    const tail = count === 1 ? '' : ` ${count}`;
    const free = name.slice(0, viewLimits.nameChars - tail.length) + tail;
    if (!taken.has(free.toLowerCase())) return free;
  }
}
