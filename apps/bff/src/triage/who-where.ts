import type { SourceRecord } from '@watchfloor/contract';

type Named = Pick<SourceRecord, 'entities'>;

/** Whom a finding is about, in one value. */
export function whoOf({ entities }: Named): string | null {
  return firstOf(entities, ['user']) ?? firstOf(entities, ['email']) ?? null;
}

/** The machine that it is about: its name, else an address of ours, else what there is. */
export function whereOf({ entities }: Named): string | null {
  const ours = entities.filter(({ kind, value }) => kind === 'ip' && isPrivate(value));
  return (
    firstOf(entities, ['host']) ??
    firstOf(ours, ['ip']) ??
    firstOf(entities, ['ip']) ??
    firstOf(entities, ['domain']) ??
    null
  );
}

/** Of several, the one that did it or that it was done to comes before those that are merely named. */
function firstOf(entities: Named['entities'], kinds: readonly string[]): string | undefined {
  const found = entities.filter(({ kind }) => kinds.includes(kind));
  return (found.find(({ role }) => role === 'target' || role === 'actor') ?? found[0])?.value;
}

/** RFC 1918, RFC 4193, and what never leaves a link. */
function isPrivate(address: string): boolean {
  return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|f[cd][0-9a-f]{2}:|fe80:)/i.test(address);
}
