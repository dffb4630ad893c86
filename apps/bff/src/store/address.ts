import pg from 'pg';

/** What may be said of a database: everything in its URL but the password. */
export interface DatabaseAddress {
  /** Host and port, or the socket's folder. */
  place: string;
  user: string;
  database: string;
}

export function toAddress(url: string): DatabaseAddress {
  // The client's own reading, so that what is said is what is tried. It connects only when asked to.
  const { host, port, user, database } = new pg.Client({ connectionString: url });
  const name = host.includes(':') ? `[${host}]` : host;
  return { place: host.startsWith('/') ? host : `${name}:${port}`, user: user ?? '', database: database ?? '' };
}
