import type {
  Access,
  AdminConnection,
  AdminConnectionsAnswer,
  ConnectionTestAnswer,
  connectionChangeSchema,
  connectionTestSchema,
  newConnectionSchema,
  VendorForm,
} from '@watchfloor/contract';
import type * as z from 'zod/mini';

export type NewConnection = z.output<typeof newConnectionSchema>;
export type ConnectionChange = z.output<typeof connectionChangeSchema>;
export type ConnectionDraft = z.output<typeof connectionTestSchema>;

/** Who changes something, and for which request. */
export interface Administrator {
  id: string | null;
  name: string;
  access: Access;
  requestId: string;
  /** Aborted when the client is gone. */
  signal: AbortSignal;
}

/**
 * Connections as an administrator sees and changes them. Credentials go in and never come out. A change is answered
 * when it is committed with its audit row, and in force in this process. Methods throw `ProblemError`.
 */
export interface ConnectionAdmin {
  vendors(): VendorForm[];
  list(access: Access): Promise<AdminConnectionsAnswer>;
  create(given: NewConnection, by: Administrator): Promise<AdminConnection>;
  change(id: string, given: ConnectionChange, by: Administrator): Promise<AdminConnection>;
  remove(id: string, version: number, by: Administrator): Promise<void>;
  test(draft: ConnectionDraft, by: Administrator): Promise<ConnectionTestAnswer>;
}
