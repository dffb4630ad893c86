import { isAtLeast, personLimits, type Role } from '@watchfloor/contract';

export interface RoleRules {
  /** A claim's name, or a path into claims such as `realm_access.roles`. */
  claim: string;
  /** What the claim may hold, and the role that it gives. */
  roles: Readonly<Record<string, Role>>;
  /** For people whose claim gives no role; undefined: they may not come in. */
  fallback?: Role | undefined;
}

type Claims = Readonly<Record<string, unknown>>;

/** The highest role that the claim gives; undefined where it gives none. */
export function toRole(claims: Claims, { claim, roles, fallback }: RoleRules): Role | undefined {
  const value = readClaim(claims, claim);
  const given = (Array.isArray(value) ? value : [value]).flatMap((item) => {
    const role = typeof item === 'string' && Object.hasOwn(roles, item) ? roles[item] : undefined;
    return role === undefined ? [] : [role];
  });
  return (
    given.reduce<Role | undefined>((best, role) => (best && isAtLeast(best, role) ? best : role), undefined) ?? fallback
  );
}

/** How a person is shown. Text from elsewhere: cut to what fits, never a key. */
export function toProfile(claims: Claims): { name: string; contact: string | null } {
  const email = readText(claims.email, personLimits.emailChars);
  const name =
    readText(claims.name, personLimits.nameChars) ?? readText(claims.preferred_username, personLimits.nameChars);
  return { name: name ?? email ?? 'Without a name', contact: email ?? null };
}

/** The name as it stands wins: a claim may be called `https://example.test/roles`, with dots in it. */
export function readClaim(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  return path.split('.').reduce<unknown>((at, part) => {
    const isObject = typeof at === 'object' && at !== null && Object.hasOwn(at, part);
    return isObject ? (at as Claims)[part] : undefined;
  }, claims);
}

function readText(value: unknown, charsMax: number): string | undefined {
  // Postgres keeps no NUL, and nobody's name has another control character.
  const text =
    typeof value === 'string'
      ? value
          .replace(/[\p{Cc}\p{Cs}]/gu, '')
          .trim()
          .slice(0, charsMax)
      : '';
  return text === '' ? undefined : text;
}
