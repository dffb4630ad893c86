/** Notes what time a vendor's answers tell (RFC 9110, 6.6.1). */
export function createClockWatch(now: () => number) {
  let offsetMs: number | null = null;
  return {
    /** An answer out of a cache tells the time at which it was made. */
    note(header: (name: string) => string | undefined): void {
      const at = Date.parse(header('date') ?? '');
      if (!Number.isNaN(at) && header('age') === undefined) offsetMs = at - now();
    },
    offsetMs: (): number | null => offsetMs,
  };
}
