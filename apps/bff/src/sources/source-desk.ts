import type {
  DetailAnswer,
  ExploreAnswer,
  Params,
  RelatedAnswer,
  SectionAnswer,
  SourcesAnswer,
} from '@watchfloor/contract';

/** Whose question it is and when it stops mattering. */
export interface Caller {
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

/** What can be asked of the sources. Every method but `catalogue` and `close` throws `ProblemError`. */
export interface SourceDesk {
  catalogue(): SourcesAnswer;
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
