/** Joins class names and leaves out what is false, so that conditions can stand in the list. */
export function cx(...names: (string | false | null | undefined)[]): string {
  return names.filter(Boolean).join(' ');
}
