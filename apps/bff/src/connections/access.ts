import type { Access } from '@watchfloor/contract';

/** Whether somebody with this access may learn that a connection exists. */
export function maySee(access: Access, connection: string): boolean {
  return access === 'all' || access.includes(connection);
}
