import pg from 'pg';

/** The role that the application's own statements run under: it may not change what was written to the audit log. */
export const appRole = 'watchfloor_app';

export interface SessionOptions {
  /** What the server's own views call this session; its own word is in pg_stat_activity. */
  name: string;
  /** Taken on at the start of the session. Without one, the rights of the user in the URL. */
  role?: string;
  /** 0 for a statement that may take as long as it needs, as a migration does. */
  statementTimeoutMs: number;
}

const int8: number = 20;
/** Absent from the driver's list of types. */
const int8Array: number = 1016;

/** Reading only: what JavaScript cannot hold as a number must not be rounded in silence. */
function toSafeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`The database sent ${text}, which no number holds exactly.`);
  return value;
}

const parseInt8Array = (text: string): (number | null)[] => {
  const inner = text.slice(1, -1);
  return inner === '' ? [] : inner.split(',').map((item) => (item === 'NULL' ? null : toSafeNumber(item)));
};

/**
 * Times are epoch milliseconds in `bigint`, and counts are `bigint` too: both are read as numbers. Only for this
 * application's sessions, not for every user of the driver in the process.
 */
const types: pg.CustomTypesConfig = {
  getTypeParser(oid, format): unknown {
    const type: number = oid;
    if (format !== 'binary' && type === int8) return toSafeNumber;
    if (format !== 'binary' && type === int8Array) return parseInt8Array;
    return pg.types.getTypeParser(oid, format);
  },
};

/** A stalled network must not hold a request for longer than people wait. */
const connectMs = 5_000;

export function toClientConfig(url: string, { name, role, statementTimeoutMs }: SessionOptions): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: name,
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
    types,
    options: toStartupOptions({
      statement_timeout: String(statementTimeoutMs),
      lock_timeout: String(statementTimeoutMs),
      idle_in_transaction_session_timeout: '60000',
      // The same text for the same value on every server, whatever its own configuration says.
      datestyle: 'ISO',
      intervalstyle: 'postgres',
      timezone: 'UTC',
      extra_float_digits: '1',
      // To compile a question over many days of findings takes longer than to answer it.
      jit: 'off',
      // As on the solid-state disks of today, and with room to group a month in memory.
      random_page_cost: '1.1',
      work_mem: '16MB',
      ...(role !== undefined && { role }),
    }),
  };
}

/** In the startup packet: a session has them from its first statement on, and DISCARD or RESET come back to them. */
const toStartupOptions = (settings: Readonly<Record<string, string>>) =>
  Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value.replace(/[\\ ]/g, '\\$&')}`)
    .join(' ');
