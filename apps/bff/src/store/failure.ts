import type { DatabaseAddress } from './address.ts';

export type DatabaseFailure =
  | 'unreachable'
  | 'refused'
  | 'not_found'
  | 'version'
  | 'schema'
  | 'rights'
  | 'locked'
  | 'no_start';

/** Something a person has to put right before the database can be used: one sentence, no stack, never a password. */
export class DatabaseError extends Error {
  readonly failure: DatabaseFailure;

  constructor(failure: DatabaseFailure, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'DatabaseError';
    this.failure = failure;
  }
}

/**
 * Why a connection could not be made, in words. SQLSTATE classes: https://www.postgresql.org/docs/18/errcodes-appendix.html
 * @returns undefined for an error that is none of connecting
 */
export function toDatabaseError(error: unknown, { place, user, database }: DatabaseAddress): DatabaseError | undefined {
  if (error instanceof DatabaseError) return error;
  const say = (failure: DatabaseFailure, text: string) => new DatabaseError(failure, text, error);
  const code = toCode(error);
  switch (code) {
    case '28P01':
      return say('refused', `The database at ${place} refused the password of the user "${user}".`);
    case '28000':
      return say('refused', `The database at ${place} does not let the user "${user}" in from here (pg_hba.conf).`);
    case '3D000':
      return say('not_found', `There is no database "${database}" at ${place}. Create it, or name another one.`);
    case '42501':
      return say('rights', `The user "${user}" may not use the database "${database}" at ${place}.`);
    case '53300':
      return say('unreachable', `The database at ${place} takes no further connections (max_connections).`);
    case '57P03':
      return say('unreachable', `The database at ${place} is starting or stopping.`);
    default:
      return isUnreachable(code, error)
        ? say('unreachable', `The database at ${place} cannot be reached (${code ?? toMessage(error)}).`)
        : undefined;
  }
}

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EPIPE',
  'EACCES',
  'ENOENT',
]);

/** 08… is "connection exception", 57P01 and 57P02 are "the server was told to end this session". */
function isUnreachable(code: string | undefined, error: unknown): boolean {
  if (code !== undefined) {
    return networkCodes.has(code) || code.startsWith('08') || code === '57P01' || code === '57P02';
  }
  // pg's own errors have no code.
  return /^Connection terminated|^timeout exceeded when trying to connect|does not support SSL/.test(toMessage(error));
}

export function toCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** SQLSTATE unique_violation: somebody else wrote a row with the same key. */
export function isUniqueViolation(error: unknown): boolean {
  return toCode(error) === '23505';
}

const toMessage = (error: unknown) => (error instanceof Error ? error.message : String(error));
