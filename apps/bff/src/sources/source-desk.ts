import type {
  Access,
  DetailAnswer,
  ExploreAnswer,
  Params,
  RelatedAnswer,
  SectionAnswer,
  SourcesAnswer,
} from '@watchfloor/contract';

/** Whose question it is and when it stops mattering. */
export interface Caller {
  /** The connections that they may learn of. */
  access: Access;
  /** Those with one scope have one access, and may share an answer. */
  scope: string;
  /** Aborted when the client is gone. */
  signal: AbortSignal;
}

/** Which record; `hint` is what its list row carried. */
export interface RecordAddress {
  connection: string;
  resource: string;
  key: string;
  hint?: string | undefined;
}

/**
 * What can be asked of the sources. A connection outside the caller's access is in no answer, count or error: it is
 * answered as one that does not exist. Every method but `catalogue` and `close` throws `ProblemError`.
 */
export interface SourceDesk {
  catalogue(access: Access): SourcesAnswer;
  list(connection: string, resource: string, params: Params, caller: Caller): Promise<ExploreAnswer>;
  detail(address: RecordAddress, caller: Caller): Promise<DetailAnswer>;
  /** The record as the vendor sent it, whole. */
  raw(address: RecordAddress, caller: Caller): Promise<string>;
  related(address: RecordAddress, caller: Caller): Promise<RelatedAnswer>;
  /** A section that the detail offered on request. */
  section(address: RecordAddress, sectionId: string, caller: Caller): Promise<SectionAnswer>;
  /** Ends every call that is under way. */
  close(): void;
}
