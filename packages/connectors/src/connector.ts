import type {
  Asked,
  DetailAnswer,
  EntityKind,
  FilterValues,
  RecordLink,
  Resource,
  Section,
  SettingField,
  SourceCode,
  SourceRecord,
  Unreadable,
} from '@watchfloor/contract';
import type { ZodType } from 'zod';
import type { ConnectorError } from './errors.ts';
import type { AuthDeclaration } from './outbound/auth.ts';
import type { OutboundClient } from './outbound/client.ts';
import type { Quota, QuotaTold } from './outbound/ledger.ts';

/** A vendor's product: how to configure it, how it authenticates, which lists it offers. One folder, one registry line. */
export interface Vendor<Config extends BaseConfig = BaseConfig> {
  /** As `vendor:` in `watchfloor.yaml`: `usm-anywhere`. */
  name: string;
  label: string;
  /** Two letters for the Source column. */
  mark: string;
  /** Reads the connection's settings; secret fields come out wrapped in `Secret`. */
  config: ZodType<Config>;
  /** The names of the config fields that are secrets. */
  secrets: readonly string[];
  /** The same settings as a form: one field for each key of `config`. */
  settings: readonly SettingField[];
  /** How calls are authenticated. Declared here, done once in the outbound module: a connector sees no credential. */
  auth(config: Config): AuthDeclaration;
  /** What the vendor allows; the limiter stays below it. */
  quota: Quota;
  /**
   * What an HTTP status means where this vendor has a way of its own to say it. undefined: what it means everywhere.
   * @param words what the vendor said, already short and free of secrets
   */
  refusal?(status: number, words: string): ConnectorError | undefined;
  /** What an answer's headers say of the vendor's own count; undefined where they say nothing. */
  quotaTold?(header: (name: string) => string | undefined): QuotaTold | undefined;
  /** An inexpensive call that succeeds exactly when the credentials and the address are right. Throws. */
  check(client: OutboundClient, signal: AbortSignal, config: Config): Promise<void>;
  resources(config: Config): ResourceReader[];
}

/** What every vendor's config has. */
export interface BaseConfig {
  base_url: string;
  ca_file?: string | undefined;
}

/** Everything a call into a connector needs beside its question. */
export interface CallContext {
  client: OutboundClient;
  /** Mandatory: ends the call through to the socket. Carries the deadline as well. */
  signal: AbortSignal;
  /** Epoch ms by which the answer is due; a reader stops early with a cursor rather than miss it. */
  deadlineAt: number;
  /** `<connection>`, for the uids. */
  connection: string;
  now(): number;
  /** Epoch ms: what was read from the vendor before is too old for this answer. Absent: a short memory will do. */
  notBefore?: number;
  /** Each vendor call made for this answer is reported here. */
  onAsked(asked: Asked): void;
}

export interface ListQuestion {
  filters: Record<string, FilterValues>;
  /** Epoch ms, both inclusive. */
  from: number;
  to: number;
  /** The name of one of the resource's orders. */
  order: string;
  /** How many matching rows to aim for; a page may hold more (an instant is never torn) or fewer (a quarter less at most, filters and the deadline aside). */
  rows: number;
}

/** Where a read stands, as plain JSON. Opaque to everyone but the reader that made it. */
export type ReadPosition = { readonly [key: string]: unknown };

export interface ListPage {
  records: SourceRecord[];
  /**
   * The text of each of them as the vendor sent it, byte for byte, in their order. Cut out when asked for. Only a read
   * with `notBefore` is sure to have them all: a memory that serves people may let bytes go, and then this throws.
   */
  raws(): string[];
  /** When it was read, epoch ms, where that was before it was asked for. */
  asOf?: number;
  /** null: the range was read to its end. */
  next: ReadPosition | null;
  /** Why the page is not `complete`, if it is not. */
  partial: { code: SourceCode; message: string } | null;
  /** The interval that this page read whole, epoch ms; null where the order does not let one say. */
  covered: { from: number; to: number } | null;
  /** The vendor's own total for the filters it applied; null where it has none or rows were filtered here. */
  total: number | null;
  scanned: { rows: number; backTo: number | null };
  unreadable: Unreadable[];
  appliedHere: string[];
  unapplied: string[];
}

export type DetailParts = Pick<DetailAnswer, 'record' | 'why' | 'facts' | 'sections'> & {
  /** The record byte for byte. */
  raw: string;
};

export interface Related {
  links: RecordLink[];
  looked: { rows: number; from: number; to: number; whole: boolean };
}

/** How the findings of a list are kept by somebody who reads it for years. */
export interface Keeping {
  /** What of the list is a finding: filters that a person could set as well. */
  filters: Record<string, FilterValues>;
  /** The same in words, for people: "All alarms". */
  rule: string;
  /** The order that gives a read `covered`, newest first. */
  order: string;
  /** An order by the last change, newest first: what changed lately is read by it. Absent: the list itself shows it. */
  changesOrder?: string;
  /** Questions that together list every finding that may still change at the vendor without showing it elsewhere. */
  open?: readonly Record<string, FilterValues>[];
  /** Whether `open` lists the finding as it is kept. */
  isOpen?(record: SourceRecord): boolean;
  /**
   * What the vendor itself says that a finding is a part of: steps of one detection on one computer. undefined: it says
   * nothing, and only its rule, who and where tell.
   */
  matterOf?(record: SourceRecord): string | undefined;
  /** Names of cells that say how much of a series a read showed: they are not kept, for the next read shows another part. */
  partial?: readonly string[];
  /** One finding of what is kept and what was read now, where a read may show only the later part of its records. */
  merge?(kept: SourceRecord, read: SourceRecord): SourceRecord;
}

/** A filter by which the vendor itself finds what names an entity. */
export interface EntityFilter {
  filter: string;
  /** False for a value of a form that the vendor does not take. */
  takes: boolean;
  /** It takes an id of the vendor's own, which stands in this cell of its records. */
  idCell?: string;
}

/** One list of one vendor. `list` is required; the rest is there where the vendor has it. */
export interface ResourceReader {
  resource: Resource;
  /** Absent: the list is evidence and is never kept. */
  keeping?: Keeping;
  /** @throws ConnectorError */
  list(question: ListQuestion, position: ReadPosition | null, context: CallContext): Promise<ListPage>;
  /** True for keys this resource could have; a malformed key is refused before the vendor is asked. */
  isKey(key: string): boolean;
  /** @throws ConnectorError `not_found` when the vendor no longer has the record */
  get?(key: string, hint: string | undefined, context: CallContext): Promise<DetailParts>;
  /** The content of a section that the detail offered as `on_request`. @throws ConnectorError */
  section?(key: string, hint: string | undefined, sectionId: string, context: CallContext): Promise<Section>;
  /** Records that this one belongs to, where that takes calls of its own. */
  related?(key: string, hint: string | undefined, context: CallContext): Promise<Related>;
  /** What the vendor itself can be asked for what names an entity. Absent or empty: it has no such question. */
  entityFilters?(kind: EntityKind, value: string): EntityFilter[];
}
