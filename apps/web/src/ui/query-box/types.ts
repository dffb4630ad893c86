/** A place in a text, in UTF-16 units, and what is to be said of it. */
export interface Remark {
  at: number;
  length: number;
  says: string;
  todo: string;
}

/** What could stand in place of a part of the text. */
export interface Completion {
  from: number;
  to: number;
  insert: string;
  label: string;
  /** What it is, muted. */
  detail?: string | undefined;
  /** How many findings have it, where that was counted. */
  count?: number | undefined;
}
