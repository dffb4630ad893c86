import type { ColumnType, Generated } from 'kysely';

export interface ViewTable {
  id: Generated<string>;
  /** The person whose it is. */
  owner: string;
  /** As it was when the view was made; for owners who are nobody's account. */
  owner_name: string;
  name: string;
  /** By what two names of one owner are the same. */
  name_key: string;
  /** Empty: private. `everyone`, or roles. */
  sharing: string[];
  /** `ViewContent` as the release that wrote it had it. */
  content: ColumnType<unknown, string, string>;
  /** What the content's target names, one of the two: who may learn of the view is decided by it. Neither: the queue. */
  connection: string | null;
  vendor: string | null;
  /** What the filters of a view of the queue name; who may not see one of these learns nothing of the view. */
  names_connections: Generated<string[]>;
  names_vendors: Generated<string[]>;
  version: Generated<number>;
  /** Epoch ms, by the database's clock. */
  created: Generated<number>;
  updated: Generated<number>;
  updated_by: string;
  /** Kept for a day, so that it can come back. */
  deleted: number | null;
}

/** What a person chose for themselves. */
export interface ViewChoiceTable {
  person: string;
  /** Ids of views, also of ones that are out of sight at the moment. */
  ordered: Generated<string[]>;
  opens_with: string | null;
}

export interface ShortLinkTable {
  id: string;
  path: string;
  /** SHA-256: a path is longer than an index takes. */
  path_hash: ColumnType<Buffer, Uint8Array, never>;
  created_by: string;
  created_by_name: string;
  created: Generated<number>;
}

export interface ViewTables {
  view: ViewTable;
  view_choice: ViewChoiceTable;
  short_link: ShortLinkTable;
}
