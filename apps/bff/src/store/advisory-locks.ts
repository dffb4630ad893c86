/**
 * The advisory locks that are held in Postgres, all in one list: two that share a number would wait for each other.
 * The numbers are ones that no other program on the same database would think of.
 */
export const advisoryLocks = {
  /** While the schema is brought up to date or a backup is restored. */
  migration: 7_305_528_411,
  /** While the audit log is sealed. */
  auditSealer: 7_305_528_412,
  /** While the first administrator is made, so that two links make one. */
  firstAdministrator: 7_305_528_413,
  /** While days of findings are made or dropped. */
  findingDays: 7_305_528_414,
} as const;
